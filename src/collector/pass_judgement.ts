/**
 * The judgements of a pass about where the repository stands: what counts as open, what must be
 * rebuilt, and what tells one state from the next. Pure.
 */
import { compareText } from "../claim/claim.ts";
import type { ScopeCoverage } from "../claim/scope.ts";
import { cutBehindMarker, parseMarker } from "./proposal_marker.ts";
import type { OpenPullRequest } from "./pass_report.ts";
import type { BranchState, RepositoryState } from "./registry_repository.ts";
import type { RestartGate } from "./restart_gate.ts";
import type { StatusSnapshot } from "./status_store.ts";

/** The pull request of ours that is open, or `null`. */
export function toOpen(state: RepositoryState): OpenPullRequest | null {
  const { pullRequest } = state;
  if (pullRequest?.state !== "open") return null;
  const { number, url, createdAt } = pullRequest;
  return { number, url, isVerified: state.branch?.isVerified ?? null, createdAt };
}

/**
 * Whether the branch may be moved: it is ours, or a pull request was merged, or closed by a person,
 * with that very head. What was pushed while we withdrew one is still wanted by whoever did it.
 */
export function isMovable(state: RepositoryState): boolean {
  const { branch, pullRequest } = state;
  if (branch === null || branch.isOwn) return true;
  if (pullRequest?.headCommit !== branch.commit) return false;
  return pullRequest.state === "merged" || isClosedByPerson(state);
}

/** Whether a person has closed the newest pull request: our own withdrawals are marked. */
export function isClosedByPerson({ pullRequest }: RepositoryState): boolean {
  return pullRequest?.state === "closed" &&
    parseMarker(pullRequest.body)?.isWithdrawn !== true;
}

/** Whether we have taken the newest pull request back ourselves. */
export function isWithdrawn({ pullRequest }: RepositoryState): boolean {
  return pullRequest?.state === "closed" &&
    parseMarker(pullRequest.body)?.isWithdrawn === true;
}

/** Whether the registry file has changed on the base branch since the open proposal was made. */
export function mayConflict({ base, branch, pullRequest }: RepositoryState): boolean {
  return pullRequest?.state === "open" && branch?.baseFile?.blob !== base.file.blob;
}

/** The branch that proposes something: not one that was left behind by a merge or a close. */
export function proposedBranch({ branch, pullRequest }: RepositoryState): BranchState | null {
  return pullRequest === null || pullRequest.state === "open" ? branch : null;
}

/** With more merges on top than this, our branch becomes one commit again. */
const MERGE_COUNT_MAX = 10;

/** Rebuilt when it must be and only then: each push dismisses approvals and runs people's CI. */
export function needsRebuild(state: RepositoryState, wantedBlob: string): boolean {
  const { base, branch, pullRequest } = state;
  if (branch === null || branch.file?.blob !== wantedBlob) return true;
  if (branch.isUprooted || branch.mergeCount > MERGE_COUNT_MAX) return true;
  if (branch.baseFile?.blob !== base.file.blob) return true;
  if (branch.baseCommit === base.commit) return false;
  return pullRequest?.state !== "open" || pullRequest.isOutdated;
}

/** Whether title and text are what they should be; line ends and what others added aside. */
export function saysSame(
  state: RepositoryState,
  wanted: { readonly title: string; readonly body: string },
): boolean {
  const { pullRequest } = state;
  return pullRequest?.title === wanted.title &&
    cutBehindMarker(pullRequest.body.replaceAll("\r\n", "\n")) === cutBehindMarker(wanted.body);
}

/** Equal for two passes that would find, decide and do the same. */
export function toFingerprint(
  state: RepositoryState,
  facts: {
    readonly gate: RestartGate;
    readonly revision: number;
    readonly coverage: readonly ScopeCoverage[];
    readonly staleClusters: StatusSnapshot["staleClusters"];
  },
): string {
  const { base, branch, pullRequest } = state;
  return JSON.stringify([
    facts.revision,
    facts.gate,
    facts.staleClusters,
    summarizeCoverage(facts.coverage),
    base.commit,
    branch?.commit,
    pullRequest?.number,
    pullRequest?.state,
    pullRequest?.isOutdated,
    pullRequest?.title,
    pullRequest?.body,
  ]);
}

/** What absence can be proven of, in stable order; not when it was synchronised last. */
function summarizeCoverage(coverage: readonly ScopeCoverage[]): readonly string[] {
  const scopes = coverage.map(({ cluster, namespace, kinds, synchronisedAt }) =>
    JSON.stringify([cluster, namespace, [...kinds].sort(compareText), synchronisedAt !== null])
  );
  return [...new Set(scopes)].sort(compareText);
}
