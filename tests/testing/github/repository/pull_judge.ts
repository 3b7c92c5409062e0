/**
 * What GitHub says about merging a pull request: conflicts first, then the rules of the branch.
 * Computing may be late, as it is on GitHub, where the first to ask gets no answer.
 */
import { isAncestor } from "../git/history.ts";
import type { ObjectStore } from "../git/object_store.ts";
import { identityOf, webFlow } from "./account.ts";
import type { GitHubState } from "./github_state.ts";
import { listMergeBlockers } from "./merge_rules.ts";
import { MergeTester } from "./merge_tester.ts";
import type { Mergeability, PullRecord } from "./pull_record.ts";

/** What judging remembers: test merges, what tests have fixed, and what was asked before. */
export class JudgeMemory {
  readonly tester: MergeTester;
  readonly overrides = new Map<number, Mergeability>();
  readonly #asked = new Set<string>();

  constructor(store: ObjectStore) {
    this.tester = new MergeTester(store);
  }

  /** Whether this question was asked before; it is from now on. */
  wasAsked(question: string): boolean {
    const known = this.#asked.has(question);
    this.#asked.add(question);
    return known;
  }
}

const unknown: Mergeability = { mergeable: null, state: "unknown" };

/** What a client is told; with late computing unknown once for each pair of base and head. */
export function showMergeability(state: GitHubState, pull: PullRecord): Mergeability {
  const { base, head } = endsOf(state, pull);
  const isLate = state.settings.computesMergeabilityLate && pull.state === "open" &&
    !state.judgement.wasAsked(`${pull.number} ${base} ${head}`);
  return isLate ? unknown : judgePull(state, pull);
}

/** What is true now; for an open pull request this also makes the test merge commit. */
export function judgePull(state: GitHubState, pull: PullRecord): Mergeability {
  if (pull.state === "closed") return unknown;
  const override = state.judgement.overrides.get(pull.number);
  if (override?.mergeable !== null) keepTestMerge(state, pull);
  return override ?? compute(state, pull);
}

function compute(state: GitHubState, pull: PullRecord): Mergeability {
  const { base, head } = endsOf(state, pull);
  if (state.judgement.tester.mergedTree({ base, head }) === undefined) {
    return { mergeable: false, state: "dirty" };
  }
  return { mergeable: true, state: stateOf(state, pull) };
}

function stateOf(state: GitHubState, pull: PullRecord): string {
  const { base, head } = endsOf(state, pull);
  if (pull.draft) return "draft";
  if (listMergeBlockers(state, pull).length > 0) return "blocked";
  const behind = !isAncestor(state.store, { ancestor: base, descendant: head });
  if (state.settings.requireUpToDate && behind) return "behind";
  const verdicts = [...state.checks.verdicts(head).values()];
  return verdicts.every((verdict) => verdict === "passed") ? "clean" : "unstable";
}

function keepTestMerge(state: GitHubState, pull: PullRecord): void {
  const { base, head } = endsOf(state, pull);
  const tree = state.judgement.tester.mergedTree({ base, head });
  if (tree === undefined) return;
  const at = pull.updatedAt;
  pull.mergeCommitSha = state.store.putCommit({
    tree,
    parents: [base, head],
    author: identityOf(pull.author, at),
    committer: webFlow(at),
    message: `Merge ${head} into ${base}`,
  });
}

function endsOf(
  { refs }: GitHubState,
  pull: PullRecord,
): { readonly base: string; readonly head: string } {
  return { base: refs.branch(pull.base.ref) ?? pull.base.sha, head: pull.head.sha };
}
