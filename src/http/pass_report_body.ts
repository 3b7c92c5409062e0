/**
 * The report of a pass as the API shows it: the same words, times as RFC 3339. What may be null is no
 * component of the API description: OpenAPI 3.0 has no way to say that of a reference.
 */
import { z } from "@hono/zod-openapi";
import {
  type HeldChange,
  HOLD_CODES,
  PASS_ERROR_CODES,
  type PassReport,
  type UnjoinedList,
} from "../collector/pass_report.ts";
import { describeTime, toRfc3339 } from "./rfc3339.ts";

/** The pull request of ours that is open. */
export const pullRequestSchema = z.object({
  number: z.int().meta({ example: 17 }),
  url: z.string().meta({ example: "https://github.com/acme/registry/pull/17" }),
  isVerified: z.boolean().nullable().meta({
    description: "Whether GitHub says that its commit is verified; null where it does not say",
  }),
}).meta({ description: "The open pull request" });

const unjoinedSchema = z.object({
  count: z.int().min(0).meta({ description: "How many there are", example: 1 }),
  first: z.array(z.object({
    name: z.string().meta({ example: "production-eu team-a/orders-db" }),
    reason: z.string().meta({ example: "no cluster reports a claim for it" }),
  })).meta({ description: "The first 100 of them" }),
}).meta({ id: "UnjoinedList", description: "Entries or claims that were left alone" });

/** The schema of a change that is kept back. */
export const heldSchema = z.object({
  code: z.enum(HOLD_CODES).meta({ description: "Stable, for runbooks" }),
  message: z.string().meta({ description: "What is kept back and why" }),
  until: z.string().nullable().meta({
    description: "Until when at most, as RFC 3339; null where something else must happen",
  }),
  id: z.string().nullable().meta({
    description: "What it is confirmed by; null where it cannot be confirmed",
    example: "9f86d081884c7d65",
  }),
}).meta({ id: "HeldChange" });

/** The schema of a report. */
export const passReportSchema = z.object({
  startedAt: describeTime("When the pass began"),
  finishedAt: describeTime("When the pass ended"),
  outcome: z.enum([
    "clean",
    "up-to-date",
    "proposed",
    "withdrawn",
    "merged",
    "held",
    "waiting",
    "failed",
  ]).meta({
    description: "How the pass ended: `clean` nothing was new; `up-to-date` the registry or the " +
      "open pull request says it all; `proposed` the pull request was made or updated; " +
      "`withdrawn` it was removed; `merged` it was merged; `held` changes are kept back, see " +
      "`held`; `waiting` nothing was written yet; `failed` see `error`",
    example: "proposed",
  }),
  message: z.string().meta({ description: "What was done, or why nothing was" }),
  revision: z.int().meta({
    description:
      "The revision of the statuses that the pass worked on; a failed one repeats the last",
  }),
  changeCount: z.int().meta({ description: "How many entries differ from the base branch" }),
  pullRequest: pullRequestSchema.nullable(),
  unmatchedEntries: unjoinedSchema,
  unregisteredClaims: unjoinedSchema,
  ambiguousEntries: unjoinedSchema,
  strippedEntries: unjoinedSchema,
  awaitedClusters: z.array(z.string()).meta({
    description: "Clusters that have not told everything since the start and are waited for",
  }),
  held: z.array(heldSchema).meta({ description: "Changes that are kept back" }),
  problems: z.array(z.object({
    code: z.string().meta({ example: "labels-refused" }),
    message: z.string(),
  })).meta({ description: "What somebody should mend, although the pass went on without it" }),
  error: z.object({
    code: z.enum(PASS_ERROR_CODES),
    message: z.string(),
  }).nullable().meta({ description: "Why the pass failed" }),
}).meta({ description: "What one pass did" });

/** A report as the API shows it. */
export type PassReportBody = z.infer<typeof passReportSchema>;

/** Makes the body of a report. */
export function toPassReportBody(report: PassReport): PassReportBody {
  return {
    ...report,
    startedAt: toRfc3339(report.startedAt),
    finishedAt: toRfc3339(report.finishedAt),
    unmatchedEntries: toUnjoinedBody(report.unmatchedEntries),
    unregisteredClaims: toUnjoinedBody(report.unregisteredClaims),
    ambiguousEntries: toUnjoinedBody(report.ambiguousEntries),
    strippedEntries: toUnjoinedBody(report.strippedEntries),
    awaitedClusters: [...report.awaitedClusters],
    held: report.held.map(toHeldBody),
    problems: [...report.problems],
  };
}

/** A change that is kept back, as the API shows it. */
export function toHeldBody(held: HeldChange): z.infer<typeof heldSchema> {
  return { ...held, until: held.until === null ? null : toRfc3339(held.until) };
}

function toUnjoinedBody(list: UnjoinedList): PassReportBody["unmatchedEntries"] {
  return { count: list.count, first: [...list.first] };
}
