/**
 * Auto-merge: a wish to merge, taken only while something blocks, and fulfilled as soon as nothing
 * does. GitHub looks by itself; here whoever changes something says when to look.
 */
import type { Account } from "./account.ts";
import { GitHubRefusal, unprocessable } from "./github_refusal.ts";
import type { GitHubState } from "./github_state.ts";
import { mergePull } from "./pull_merger.ts";
import { judgePull } from "./pull_judge.ts";
import type { AutoMerge, MergeMethod, PullRecord } from "./pull_record.ts";

/** A wish for an auto-merge. */
export interface AutoMergeWish {
  readonly pull: PullRecord;
  readonly method: MergeMethod;
  readonly by: Account;
  readonly title: string | null;
  readonly message: string | null;
  /** What the head must be, if that matters. */
  readonly expectedHead?: string;
}

const methodNames: Readonly<Record<MergeMethod, string>> = {
  merge: "merge commits are",
  squash: "squash merging is",
  rebase: "rebase merging is",
};

/** Notes the wish, or throws what GitHub would answer. */
export function enableAutoMerge(state: GitHubState, wish: AutoMergeWish): void {
  const { pull, method, by: { login, type }, title, message, expectedHead } = wish;
  const { settings, now } = state;
  if (!settings.allowsAutoMerge) {
    throw unprocessable("Pull request Auto merge is not allowed for this repository");
  }
  if (pull.state === "closed" || pull.draft) {
    throw unprocessable("Can't enable auto-merge for this pull request.");
  }
  if (!settings.allowedMergeMethods.includes(method)) {
    throw unprocessable(`Merge method ${methodNames[method]} not allowed on this repository`);
  }
  if (expectedHead !== undefined && expectedHead !== pull.head.sha) {
    throw unprocessable("Head branch was modified. Review and try the merge again.");
  }
  const judged = judgePull(state, pull).state;
  if (readyStates.has(judged)) throw unprocessable(`Pull request is in ${judged} status`);
  const enabledAt = now();
  const autoMerge = { enabledBy: { login, type }, enabledAt, method, title, message };
  state.pulls.amend(pull, { autoMerge, updatedAt: enabledAt });
}

/** Forgets the wish, or throws what GitHub would answer. */
export function disableAutoMerge({ pulls }: GitHubState, pull: PullRecord): void {
  if (pull.autoMerge === null) {
    throw unprocessable("Can't disable auto-merge for this pull request.");
  }
  pulls.amend(pull, { autoMerge: null });
}

const readyStates: ReadonlySet<string> = new Set(["clean", "unstable", "has_hooks"]);

/** Merges what waits for nothing any more. To be called after every deed. */
export function settleAutoMerges(state: GitHubState): void {
  for (const pull of state.pulls.list()) {
    const { autoMerge: wish } = pull;
    if (wish === null || !readyStates.has(judgePull(state, pull).state)) continue;
    try {
      fulfil(state, { pull, wish });
    } catch (error) {
      // What cannot be merged that way, such as a rebase that conflicts, ends the wish.
      if (!(error instanceof GitHubRefusal)) throw error;
      state.pulls.amend(pull, { autoMerge: null });
    }
  }
}

function fulfil(
  state: GitHubState,
  { pull, wish }: { readonly pull: PullRecord; readonly wish: AutoMerge },
): void {
  mergePull(state, {
    pull,
    method: wish.method,
    by: wish.enabledBy,
    ...(wish.title === null ? {} : { title: wish.title }),
    ...(wish.message === null ? {} : { message: wish.message }),
  });
}
