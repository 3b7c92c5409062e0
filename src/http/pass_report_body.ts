/**
 * The report of a pass as the API shows it: the same words, times as RFC 3339. What may be null is no
 * component of the API description: OpenAPI 3.0 has no way to say that of a reference.
 */
import { z } from "@hono/zod-openapi";
import { PASS_ERROR_CODES, type PassReport, type UnjoinedList } from "../collector/pass_report.ts";
import { describeTime, toRfc3339 } from "./rfc3339.ts";

/** The pull request of ours that is open. */
export const pullRequestSchema = z.object({
  number: z.int().meta({ example: 17 }),
  url: z.string().meta({ example: "https://github.com/acme/registry/pull/17" }),
}).meta({ description: "The open pull request" });

const unjoinedSchema = z.object({
  count: z.int().min(0).meta({ description: "How many there are", example: 1 }),
  first: z.array(z.object({
    name: z.string().meta({ example: "production-eu team-a/orders-db" }),
    reason: z.string().meta({ example: "no cluster reports a claim for it" }),
  })).meta({ description: "The first 100 of them" }),
}).meta({ id: "UnjoinedList", description: "Entries or claims that were left alone" });

/** The schema of a report. */
export const passReportSchema = z.object({
  startedAt: describeTime("When the pass began"),
  finishedAt: describeTime("When the pass ended"),
  outcome: z.enum(["clean", "up-to-date", "proposed", "withdrawn", "waiting", "failed"]).meta({
    description: "How the pass ended: `clean` nothing was new; `up-to-date` the registry or the " +
      "open pull request says it all; `proposed` the pull request was made or updated; " +
      "`withdrawn` it was removed; `waiting` nothing was written yet; `failed` see `error`",
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
  };
}

function toUnjoinedBody(list: UnjoinedList): PassReportBody["unmatchedEntries"] {
  return { count: list.count, first: [...list.first] };
}
