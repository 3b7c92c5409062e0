/**
 * A plan: what a pass would do if it ran now, in full and before it does it. Made by the same steps
 * as a pass; nothing is written and nothing remembered.
 */
import type { PlanDocument } from "../contract/plan_document.ts";
import type { EntryChange } from "../registry/edit_registry.ts";
import { toUnifiedDiff } from "../registry/unified_diff.ts";
import { EMPTY_JOIN_REPORT, type JoinReport } from "./join_report.ts";
import { toOpen } from "./pass_judgement.ts";
import { toSettlingHolds } from "./pass_result.ts";
import type { JudgedDraft } from "./kept_proposal.ts";
import type { Comparison, Pass } from "./registry_comparer.ts";
import type { HeldChange, OpenPullRequest, UnjoinedList } from "./pass_report.ts";

/** What a pass would do. */
export interface Plan extends JoinReport {
  /** One sentence: what a pass would do now, or why nothing. */
  readonly message: string;
  /** How many entries differ from the base branch. */
  readonly changeCount: number;
  /** Path of the registry file in its repository. */
  readonly filePath: string;
  /** Unified diff of the registry file against the base branch; empty for none. */
  readonly diff: string;
  /** Of the pull request. */
  readonly title: string;
  /** Of the pull request; empty where nothing would be proposed. */
  readonly body: string;
  /** Of the one commit; empty where nothing would be proposed. */
  readonly commitMessage: string;
  /** What would not be written yet, and why. */
  readonly held: readonly HeldChange[];
  /** The pull request of ours that is open now. */
  readonly pullRequest: OpenPullRequest | null;
}

/** What every plan says. */
export interface PlanFrame {
  readonly message: string;
  readonly filePath: string;
  readonly title: string;
  readonly pullRequest: OpenPullRequest | null;
}

/** A plan that proposes nothing; without a report nothing was compared. */
export function toEmptyPlan(frame: PlanFrame, report: JoinReport = EMPTY_JOIN_REPORT): Plan {
  return { ...frame, ...report, changeCount: 0, diff: "", body: "", commitMessage: "", held: [] };
}

/** What a pass has found and judged, as a plan. */
export function toPlan(
  { state }: Pass,
  found: {
    readonly comparison: Comparison;
    /** `null` where nothing differs. */
    readonly judged: JudgedDraft | null;
    readonly filePath: string;
    readonly title: string;
  },
): Plan {
  const { comparison: { edit, base, report, settlingUntil }, judged, filePath, title } = found;
  const pullRequest = toOpen(state);
  const settling = toSettlingHolds({ settlingUntil });
  const frame = { filePath, title, pullRequest };
  if (judged === null) {
    const message = pullRequest === null
      ? "The base branch says what the clusters report"
      : `Would close pull request #${pullRequest.number}, because no difference is left`;
    return { ...toEmptyPlan({ ...frame, message }, report), held: settling };
  }
  const { draft: { body, toCommitMessage }, hold } = judged;
  const { changes, text: after } = edit;
  const verb = pullRequest === null
    ? "open a pull request"
    : `keep pull request #${pullRequest.number} current`;
  const message = hold === null
    ? `Would ${verb}: ${changes.length} changed`
    : `Would write nothing: ${hold.message}`;
  const commitMessage = toCommitMessage(null);
  const proposal = { report, body, commitMessage, before: base.text, after, changes };
  const held = hold === null ? settling : [hold, ...settling];
  return { ...toProposingPlan({ ...frame, message }, proposal), held };
}

/** A plan that proposes changes. */
function toProposingPlan(
  frame: PlanFrame,
  proposal: {
    readonly report: JoinReport;
    readonly body: string;
    readonly commitMessage: string;
    /** The registry file on the base branch, and as it would be. */
    readonly before: string;
    readonly after: string;
    readonly changes: readonly EntryChange[];
  },
): Plan {
  const { report, body, commitMessage, before, after, changes } = proposal;
  return {
    ...frame,
    ...report,
    changeCount: changes.length,
    diff: toUnifiedDiff({ path: frame.filePath, before, after, changes }),
    body,
    commitMessage,
    held: [],
  };
}

/** The plan as it goes over the wire: the same words, times as RFC 3339. */
export function toPlanDocument(plan: Plan): PlanDocument {
  return {
    ...plan,
    held: plan.held.map(toHeldDocument),
    pullRequest: plan.pullRequest === null ? null : toPullRequestDocument(plan.pullRequest),
    unmatchedEntries: toDocumentList(plan.unmatchedEntries),
    unregisteredClaims: toDocumentList(plan.unregisteredClaims),
    ambiguousEntries: toDocumentList(plan.ambiguousEntries),
  };
}

/** The open pull request, as it goes over the wire. */
export function toPullRequestDocument(
  { createdAt, ...open }: OpenPullRequest,
): NonNullable<PlanDocument["pullRequest"]> {
  return { ...open, createdAt: new Date(createdAt).toISOString() };
}

/** A change that is kept back, as it goes over the wire. */
export function toHeldDocument(held: HeldChange): PlanDocument["held"][number] {
  return { ...held, until: held.until === null ? null : new Date(held.until).toISOString() };
}

function toDocumentList(list: UnjoinedList): PlanDocument["unmatchedEntries"] {
  return { count: list.count, first: [...list.first] };
}
