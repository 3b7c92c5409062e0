/** One status as the API shows it. */
import { z } from "@hono/zod-openapi";
import { type ClaimStatus, PHASES } from "../claim/claim.ts";
import { describeTime, toRfc3339 } from "./rfc3339.ts";

/** The schema of a row. */
export const statusRowSchema = z.object({
  cluster: z.string().meta({ example: "production-eu" }),
  claimRef: z.string().meta({ example: "team-a/orders-db" }),
  group: z.string().optional().meta({
    description: "API group of the object, empty for the core group; only where it is known",
    example: "storage.example.org",
  }),
  kind: z.string().optional().meta({
    description: "Kind of the object; only where it is known",
    example: "VolumeClaim",
  }),
  statusMessage: z.string().meta({
    description: "As the sender wrote it",
    example: "Ready: True, Synced: True",
  }),
  phase: z.enum(PHASES).meta({ example: "Ready" }),
  observedAt: describeTime("When the sender saw this state"),
  receivedAt: describeTime("When the collector last heard of it"),
  changedAt: describeTime("When this phase and message were first seen"),
}).meta({ id: "Status", description: "The newest status of one claim" });

/** A row. */
export type StatusRow = z.infer<typeof statusRowSchema>;

/** Makes the row of a status. */
export function toStatusRow(status: ClaimStatus): StatusRow {
  const { type } = status;
  return {
    cluster: status.cluster,
    claimRef: status.claimRef,
    ...(type === null ? {} : { group: type.group, kind: type.kind }),
    statusMessage: status.statusMessage,
    phase: status.phase,
    observedAt: toRfc3339(status.observedAt),
    receivedAt: toRfc3339(status.receivedAt),
    changedAt: toRfc3339(status.changedAt),
  };
}
