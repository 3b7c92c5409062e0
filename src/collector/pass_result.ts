/** Puts together what one pass came to; errors are thrown instead. */
import { EMPTY_JOIN_REPORT, EMPTY_UNJOINED, type JoinReport } from "./join_report.ts";
import type { HeldChange, PassReport } from "./pass_report.ts";
import type { KeptProposal } from "./kept_proposal.ts";
import type { Comparison, Pass } from "./registry_comparer.ts";
import type { StatusSnapshot } from "./status_store.ts";

/** The report of a pass without its times. */
export type PassResult =
  & Omit<PassReport, "startedAt" | "finishedAt" | "error" | "outcome">
  & { readonly outcome: Exclude<PassReport["outcome"], "failed"> };

/** The facts of a report for a pass that has found nothing. */
export const EMPTY_FINDINGS:
  & JoinReport
  & Pick<
    PassReport,
    "changeCount" | "oldestChangeAt" | "strippedEntries" | "awaitedClusters" | "held" | "problems"
  > = {
    ...EMPTY_JOIN_REPORT,
    changeCount: 0,
    oldestChangeAt: null,
    strippedEntries: EMPTY_UNJOINED,
    awaitedClusters: [],
    held: [],
    problems: [],
  };

/** The result of a pass that compared and wrote, or kept back, what it found. */
export function toPassResult(
  { snapshot, gate }: Pick<Pass, "snapshot" | "gate">,
  found: { readonly comparison: Comparison; readonly kept: KeptProposal },
): PassResult {
  const { comparison, kept: { settledUntil: _settledUntil, ...kept } } = found;
  const settling = toSettlingHolds(comparison);
  const isOnlySettling = kept.outcome === "up-to-date" && settling.length > 0;
  return {
    ...EMPTY_FINDINGS,
    ...comparison.report,
    ...kept,
    ...(isOnlySettling ? { outcome: "held", message: settling[0]?.message ?? "" } : {}),
    revision: snapshot.revision,
    changeCount: comparison.edit.changes.length,
    oldestChangeAt: findOldest(comparison),
    awaitedClusters: gate.unheard,
    held: [...kept.held, ...settling],
  };
}

/** Since when the oldest change has been true; what a person has written there may be no time. */
function findOldest({ edit: { changes } }: Comparison): number | null {
  const times = changes.map(({ after }) => Date.parse(after.lastCheckedAt ?? "")).filter(
    Number.isFinite,
  );
  return times.length === 0 ? null : times.reduce((a, b) => Math.min(a, b));
}

/** The result of a pass that could not begin. */
export function toWaitingResult(
  { revision }: StatusSnapshot,
  why: Pick<PassResult, "message" | "pullRequest" | "held">,
): PassResult {
  return { ...EMPTY_FINDINGS, ...why, outcome: "waiting", revision };
}

/** The same, with what the last pass that could begin has found: to find nothing is not to look. */
export function recallFindings(waiting: PassResult, last: PassResult | undefined): PassResult {
  if (last === undefined) return waiting;
  const { outcome, message, revision, held, problems } = waiting;
  const pullRequest = waiting.pullRequest ?? last.pullRequest;
  return { ...last, outcome, message, revision, held, problems, pullRequest };
}

/** What has not held for long enough yet. */
export function toSettlingHolds(
  { settlingUntil }: Pick<Comparison, "settlingUntil">,
): readonly HeldChange[] {
  if (settlingUntil.length === 0) return [];
  const count = settlingUntil.length;
  const message = `${count} ${
    count === 1 ? "change has" : "changes have"
  } not held for long enough`;
  return [{ code: "settling", message, until: Math.max(...settlingUntil), id: null }];
}
