/** One status as the API shows it. */
import { z } from "@hono/zod-openapi";
import { PHASES, SHOWN_PHASES } from "../claim/claim.ts";
import type { ClaimRow } from "../collector/claim_row.ts";
import { describeTime, toRfc3339 } from "./rfc3339.ts";

/** The schema of a row. */
export const statusRowSchema = z.object({
  cluster: z.string().meta({ description: "Name of its cluster", example: "production-eu" }),
  claimRef: z.string().meta({
    description: "`namespace/name`, or `name` for a cluster-scoped object",
    example: "team-a/orders-db",
  }),
  group: z.string().optional().meta({
    description: "API group of the object, empty for the core group; only where it is known",
    example: "storage.example.org",
  }),
  kind: z.string().optional().meta({
    description: "Kind of the object; only where it is known",
    example: "VolumeClaim",
  }),
  uid: z.string().optional().meta({
    description: "Tells an object from a later one of the same name; only where it is known",
    example: "0d7a9b52-6f0e-4a43-9d5e-2a7f6f0d5c11",
  }),
  statusMessage: z.string().meta({
    description: "As the sender wrote it",
    example: "Ready: True, Synced: True",
  }),
  phase: z.enum(SHOWN_PHASES).meta({
    description: "`Stale` where nobody knows whether the status still holds",
    example: "Ready",
  }),
  lastPhase: z.enum(PHASES).optional().meta({
    description: "The phase beneath, only of a claim that is shown as `Stale`",
    example: "Ready",
  }),
  observedAt: describeTime("When the sender saw this state"),
  receivedAt: describeTime("When the collector last heard of it"),
  changedAt: describeTime("When this phase and message were first seen"),
}).meta({ id: "Status", description: "The newest status of one claim" });

/** A row. */
export type StatusRow = z.infer<typeof statusRowSchema>;

/** Makes the row of a status. */
export function toStatusRow(status: ClaimRow, isStale: (status: ClaimRow) => boolean): StatusRow {
  const { type, phase, uid } = status;
  return {
    cluster: status.cluster,
    claimRef: status.claimRef,
    ...(type === null ? {} : { group: type.group, kind: type.kind }),
    ...(uid === null ? {} : { uid }),
    statusMessage: status.statusMessage,
    ...(isStale(status) ? { phase: "Stale" as const, lastPhase: phase } : { phase }),
    observedAt: toRfc3339(status.observedAt),
    receivedAt: toRfc3339(status.receivedAt),
    changedAt: toRfc3339(status.changedAt),
  };
}
