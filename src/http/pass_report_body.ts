/**
 * The report of a pass as the API shows it: the same words, times as RFC 3339. What may be null is no
 * component of the API description: OpenAPI 3.0 has no way to say that of a reference.
 */
import { z } from "@hono/zod-openapi";
import {
  PASS_ERROR_CODES,
  PASS_OUTCOMES,
  type PassReport,
  PROBLEM_CODES,
  type UnjoinedList,
} from "../collector/pass_report.ts";
import { toHeldDocument, toPullRequestDocument } from "../collector/plan.ts";
import {
  heldChangeSchema,
  pullRequestSchema,
  unjoinedListSchema,
} from "../contract/plan_document.ts";
import { describeTime, toRfc3339 } from "./rfc3339.ts";

/** The schema of a report. */
export const passReportSchema = z.object({
  startedAt: describeTime("When the pass began"),
  finishedAt: describeTime("When the pass ended"),
  outcome: z.enum(PASS_OUTCOMES).meta({
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
  oldestChangeAt: z.string().nullable().meta({
    description: "Since when the oldest of these changes has been true, as RFC 3339; null for none",
    example: "2026-01-31T12:00:00.000Z",
  }),
  pullRequest: pullRequestSchema.nullable(),
  unmatchedEntries: unjoinedListSchema,
  unregisteredClaims: unjoinedListSchema,
  ambiguousEntries: unjoinedListSchema,
  strippedEntries: unjoinedListSchema,
  awaitedClusters: z.array(z.string()).meta({
    description: "Clusters that were known before the start and have not told everything since",
  }),
  held: z.array(heldChangeSchema).meta({ description: "Changes that are kept back" }),
  problems: z.array(z.object({
    code: z.enum(PROBLEM_CODES).meta({ description: "Stable, for runbooks" }),
    message: z.string().meta({ description: "One sentence" }),
  })).meta({ description: "What somebody should mend, although the pass went on without it" }),
  error: z.object({
    code: z.enum(PASS_ERROR_CODES).meta({ description: "Stable, for runbooks" }),
    message: z.string().meta({ description: "One sentence" }),
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
    oldestChangeAt: report.oldestChangeAt === null ? null : toRfc3339(report.oldestChangeAt),
    pullRequest: report.pullRequest === null ? null : toPullRequestDocument(report.pullRequest),
    unmatchedEntries: toUnjoinedBody(report.unmatchedEntries),
    unregisteredClaims: toUnjoinedBody(report.unregisteredClaims),
    ambiguousEntries: toUnjoinedBody(report.ambiguousEntries),
    strippedEntries: toUnjoinedBody(report.strippedEntries),
    awaitedClusters: [...report.awaitedClusters],
    held: report.held.map(toHeldDocument),
    problems: [...report.problems],
  };
}

function toUnjoinedBody(list: UnjoinedList): PassReportBody["unmatchedEntries"] {
  return { count: list.count, first: [...list.first] };
}
