/** What the button "Update branch" does: merges the base into the head of a pull request. */
import { isAncestor } from "../git/history.ts";
import { type Account, identityOf, webFlow } from "./account.ts";
import { unprocessable } from "./github_refusal.ts";
import type { GitHubState } from "./github_state.ts";
import { mergeCommitTrees } from "./merge_tester.ts";
import type { PullRecord } from "./pull_record.ts";

/** Makes the merge commit and moves the head to it, or throws what GitHub would answer. */
export function updatePullBranch(state: GitHubState, { pull, by, expectedHead }: {
  readonly pull: PullRecord;
  readonly by: Account;
  readonly expectedHead?: string;
}): string {
  const { store, refs, now } = state;
  const head = refs.branch(pull.head.ref);
  const base = refs.branch(pull.base.ref);
  if (head === undefined || base === undefined || pull.state === "closed") {
    throw unprocessable("Cannot update the branch of a closed pull request.");
  }
  if (expectedHead !== undefined && expectedHead !== head) {
    throw unprocessable("expected head sha didn’t match current head ref.");
  }
  if (isAncestor(store, { ancestor: base, descendant: head })) {
    throw unprocessable("There are no new commits on the base branch.");
  }
  const tree = mergeCommitTrees(store, { base, head });
  if (tree === undefined) throw unprocessable("merge conflict between base and head");
  const at = now();
  const id = store.putCommit({
    tree,
    parents: [head, base],
    author: identityOf(by, at),
    committer: webFlow(at),
    message: `Merge branch '${pull.base.ref}' into ${pull.head.ref}`,
  });
  refs.update({ ref: `refs/heads/${pull.head.ref}`, id, force: false });
  return id;
}
