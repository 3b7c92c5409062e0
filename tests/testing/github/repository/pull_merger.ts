/**
 * Merges pull requests as GitHub's three buttons do: a merge commit, one squashed commit, or the
 * commits replayed with new ids.
 */
import { isAncestor, listCommitsBetween } from "../git/history.ts";
import { mergeTrees } from "../git/tree_merger.ts";
import { type Account, identityOf, webFlow } from "./account.ts";
import { GitHubRefusal } from "./github_refusal.ts";
import type { GitHubState } from "./github_state.ts";
import { findMethodProblem, listMergeBlockers } from "./merge_rules.ts";
import { mergeCommitTrees } from "./merge_tester.ts";
import { judgePull } from "./pull_judge.ts";
import type { MergeMethod, PullRecord } from "./pull_record.ts";

/** How to merge and in whose name; without texts GitHub's own are used. */
export interface MergeRequest {
  readonly pull: PullRecord;
  readonly method: MergeMethod;
  readonly by: Account;
  readonly title?: string;
  readonly message?: string;
}

/**
 * Merges and answers the commit on the base branch, or throws GitHub's 405. As on GitHub a merged
 * pull request answers its old merge commit again, and a closed one is merged all the same.
 */
export function mergePull(state: GitHubState, request: MergeRequest): string {
  const { pull, method, by } = request;
  if (pull.mergedAt !== null && pull.mergeCommitSha !== null) return pull.mergeCommitSha;
  if (pull.draft) throw notMergeable("Pull Request is still a draft");
  const methodProblem = findMethodProblem(state, method);
  if (methodProblem !== undefined) throw notMergeable(methodProblem);
  const base = state.refs.branch(pull.base.ref);
  if (base === undefined) throw notMergeable();
  requireMergeable(state, pull);
  const commit = method === "rebase"
    ? replayCommits(state, { request, base })
    : addCommit(state, { request, base, method });
  state.pulls.markMerged(pull, { by, commit });
  state.refs.update({ ref: `refs/heads/${pull.base.ref}`, id: commit, force: false });
  deleteHeadBranch(state, pull);
  return commit;
}

function deleteHeadBranch({ refs, settings, defaultBranch }: GitHubState, pull: PullRecord): void {
  const branch = pull.head.ref;
  if (!settings.deletesBranchOnMerge || branch === defaultBranch) return;
  if (refs.branch(branch) === pull.head.sha) refs.delete(`refs/heads/${branch}`);
}

function notMergeable(message = "Pull Request is not mergeable"): GitHubRefusal {
  return new GitHubRefusal({ status: 405, message });
}

function requireMergeable(state: GitHubState, pull: PullRecord): void {
  if (pull.state === "closed") return;
  const judged = judgePull(state, pull);
  if (judged.state === "blocked") throw notMergeable(listMergeBlockers(state, pull)[0]);
  const isAllowed = ["clean", "unstable", "has_hooks"].includes(judged.state);
  if (judged.mergeable !== true || !isAllowed) throw notMergeable();
}

function addCommit(state: GitHubState, { request, base, method }: {
  readonly request: MergeRequest;
  readonly base: string;
  readonly method: "merge" | "squash";
}): string {
  const { pull, by } = request;
  const tree = mergeCommitTrees(state.store, { base, head: pull.head.sha });
  if (tree === undefined) throw notMergeable();
  const now = state.now();
  const texts = method === "merge" ? mergeTexts(state, pull) : squashTexts(state, { pull, base });
  const title = request.title ?? texts.title;
  const message = request.message ?? texts.message;
  return state.store.putCommit({
    tree,
    parents: method === "merge" ? [base, pull.head.sha] : [base],
    author: identityOf(method === "merge" ? by : pull.author, now),
    committer: webFlow(now),
    message: message === "" ? title : `${title}\n\n${message}`,
  });
}

interface CommitTexts {
  readonly title: string;
  readonly message: string;
}

function mergeTexts({ owner }: GitHubState, pull: PullRecord): CommitTexts {
  return {
    title: `Merge pull request #${pull.number} from ${owner}/${pull.head.ref}`,
    message: pull.title,
  };
}

// One commit keeps its own words; several are listed under the pull request's title.
function squashTexts(
  { store }: GitHubState,
  { pull, base }: { readonly pull: PullRecord; readonly base: string },
): CommitTexts {
  const messages = listCommitsBetween(store, { base, head: pull.head.sha })
    .map((id) => store.commitOf(id).message.trim());
  const [first = pull.title] = messages;
  const [subject = "", ...rest] = first.split("\n");
  if (messages.length === 1) {
    return { title: `${subject} (#${pull.number})`, message: rest.join("\n").trim() };
  }
  return {
    title: `${pull.title} (#${pull.number})`,
    message: messages.map((message) => `* ${message}`).join("\n\n"),
  };
}

function replayCommits(
  { store, now }: GitHubState,
  { request: { pull, by }, base }: { readonly request: MergeRequest; readonly base: string },
): string {
  const ids = listCommitsBetween(store, { base, head: pull.head.sha });
  if (ids.length === 0 || isAncestor(store, { ancestor: pull.head.sha, descendant: base })) {
    throw notMergeable();
  }
  let tip = base;
  for (const id of ids) {
    const commit = store.commitOf(id);
    const [parent] = commit.parents;
    if (parent === undefined || commit.parents.length > 1) continue;
    const tree = mergeTrees(store, {
      base: store.commitOf(parent).tree,
      ours: store.commitOf(tip).tree,
      theirs: commit.tree,
    });
    if (tree === undefined) throw notMergeable();
    const { author, message } = commit;
    tip = store.putCommit({
      tree,
      parents: [tip],
      author,
      committer: identityOf(by, now()),
      message,
    });
  }
  return tip;
}
