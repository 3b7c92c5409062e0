/**
 * Statuses as `GET /api/v1/status` answers them, read back from a file: every problem of every row
 * is told, with the row's index. Unknown fields are ignored.
 */
import { z } from "zod";
import { PHASES, SHOWN_PHASES } from "../claim/claim.ts";
import { describeInput } from "./describe_input.ts";
import { type StatusPost, statusPostSchema, timeSchema } from "./status_post.ts";

/** One status; `observedAt` is the time since which the claim is in this state. */
export type StatusRowInput = StatusPost;

/** The rows, or everything that is wrong with them. */
export type StatusRowsResult =
  | { readonly isValid: true; readonly rows: readonly StatusRowInput[] }
  | { readonly isValid: false; readonly problems: readonly string[] };

/** What a row has beside the fields of a post. */
const shownSchema = z.looseObject({
  phase: z.enum(SHOWN_PHASES, { error: expectOneOf(SHOWN_PHASES) }).optional(),
  lastPhase: z.enum(PHASES, { error: expectOneOf(PHASES) }).optional(),
  changedAt: timeSchema.optional(),
}, { error: ({ input }) => `Expected a mapping, got ${describeInput(input)}` });

/** Reads rows from a value as JSON or YAML gives it. */
export function parseStatusRows(value: unknown): StatusRowsResult {
  if (!Array.isArray(value)) {
    const problem = `Expected a list of statuses, got ${describeInput(value ?? undefined)}`;
    return { isValid: false, problems: [problem] };
  }
  const problems: string[] = [];
  const rows: StatusRowInput[] = [];
  const seen = new Map<string, number>();
  for (const [index, item] of value.entries()) {
    const { row, issues } = parseRow(item);
    for (const { path, message } of issues) {
      problems.push(`${[`[${index}]`, ...path.map(String)].join(".")}: ${message}`);
    }
    if (row === undefined) continue;
    const key = JSON.stringify([row.cluster, row.claimRef, row.group, row.kind]);
    const first = seen.get(key);
    if (first !== undefined) problems.push(`[${index}]: The same claim as [${first}]`);
    else seen.set(key, index);
    rows.push(row);
  }
  return problems.length === 0 ? { isValid: true, rows } : { isValid: false, problems };
}

interface ParsedRow {
  readonly row?: StatusRowInput;
  readonly issues: readonly Pick<z.core.$ZodIssue, "path" | "message">[];
}

function parseRow(item: unknown): ParsedRow {
  const shown = shownSchema.safeParse(item);
  if (!shown.success && shown.error.issues.some(({ path }) => path.length === 0)) {
    return { issues: shown.error.issues };
  }
  const { phase: _, ...fields } = Object(item);
  const post = statusPostSchema.safeParse(fields);
  if (!shown.success || !post.success) {
    return { issues: [...post.error?.issues ?? [], ...shown.error?.issues ?? []] };
  }
  const { phase, lastPhase, changedAt } = shown.data;
  const told = lastPhase ?? (phase === "Stale" ? undefined : phase);
  const observedAt = changedAt ?? post.data.observedAt;
  return {
    row: {
      ...post.data,
      ...(told === undefined ? {} : { phase: told }),
      ...(observedAt === undefined ? {} : { observedAt }),
    },
    issues: [],
  };
}

function expectOneOf(words: readonly string[]) {
  return ({ input }: { readonly input?: unknown }): string =>
    `Expected one of "${words.join('", "')}", got ${describeInput(input)}`;
}
