/**
 * What people and machines do to pull requests behind the collector's back: comments, labels,
 * reviews, checks and the button "Update branch". None of it is logged as a call.
 */
import { People } from "./people.ts";
import type { AccountType } from "./repository/account.ts";
import { settleAutoMerges } from "./repository/auto_merge.ts";
import { updatePullBranch } from "./repository/branch_updater.ts";
import type { CheckReport, StatusReport } from "./repository/check_store.ts";
import type { CommentRecord } from "./repository/comment_store.ts";
import type { GitHubState } from "./repository/github_state.ts";
import { addLabels, removeLabel } from "./repository/pull_label.ts";
import type { PullRecord } from "./repository/pull_record.ts";
import { approvePull, requestReviews } from "./repository/pull_review.ts";

/** The commit that a check or status is about, by id or by a branch's name. */
export type CommitAddress = { readonly sha: string } | { readonly ref: string };

/** Whether merging waits for that name from now on; unless told, as it was. */
export interface CheckRule {
  readonly required?: boolean;
}

/** The deeds on the pull requests of one repository. */
export class PullPeople extends People {
  readonly #state: GitHubState;

  constructor(state: GitHubState) {
    super(state);
    this.#state = state;
  }

  /** Comments as somebody. */
  comment({ number, login, body, type = "User" }: {
    readonly number: number;
    readonly login: string;
    readonly body: string;
    readonly type?: AccountType;
  }): CommentRecord {
    const pull = this.#pull(number);
    return this.#state.comments.add({ pull, author: { login, type }, body });
  }

  /** The comments of a pull request, oldest first. */
  comments(number: number): readonly CommentRecord[] {
    return this.#state.comments.list(this.#pull(number).number);
  }

  /** Puts a label on a pull request. */
  addLabel({ number, name }: { readonly number: number; readonly name: string }): void {
    addLabels(this.#state, { pull: this.#pull(number), names: [name] });
  }

  /** Takes a label off a pull request. */
  removeLabel({ number, name }: { readonly number: number; readonly name: string }): void {
    removeLabel(this.#state, { pull: this.#pull(number), name });
  }

  /** Requests reviews, as the page of a pull request does. */
  requestReviews({ number, reviewers = [], teams = [] }: {
    readonly number: number;
    readonly reviewers?: readonly string[];
    readonly teams?: readonly string[];
  }): void {
    requestReviews(this.#state, { pull: this.#pull(number), reviewers, teams });
  }

  /** Approves the head of a pull request. */
  approve({ number, login }: { readonly number: number; readonly login: string }): void {
    approvePull(this.#state, { pull: this.#pull(number), login });
    settleAutoMerges(this.#state);
  }

  /** Reports a check run. */
  setCheck({ required, ...address }: CommitAddress & CheckReport & CheckRule): void {
    const { name, status, conclusion } = address;
    this.#rule({ name, required });
    const report = { name, status, ...(conclusion === undefined ? {} : { conclusion }) };
    this.#state.checks.setCheck({ sha: this.#commit(address), report });
    settleAutoMerges(this.#state);
  }

  /** Reports a commit status. */
  setStatus({ required, ...address }: CommitAddress & StatusReport & CheckRule): void {
    const { context, state, description, targetUrl } = address;
    this.#rule({ name: context, required });
    const report = {
      context,
      state,
      ...(description === undefined ? {} : { description }),
      ...(targetUrl === undefined ? {} : { targetUrl }),
    };
    this.#state.checks.setStatus({ sha: this.#commit(address), report });
    settleAutoMerges(this.#state);
  }

  /** Merges the base into the head, and answers the merge commit. */
  updateBranch(number: number): string {
    const by = { login: "maintainer", type: "User" } as const;
    const sha = updatePullBranch(this.#state, { pull: this.#pull(number), by });
    settleAutoMerges(this.#state);
    return sha;
  }

  #rule({ name, required }: { readonly name: string; readonly required: boolean | undefined }) {
    const { settings } = this.#state;
    if (required === undefined) return;
    const others = settings.requiredChecks.filter((other) => other !== name);
    settings.requiredChecks = required ? [...others, name] : others;
  }

  #commit(address: CommitAddress): string {
    const name = "sha" in address ? address.sha : address.ref;
    const sha = this.#state.refs.resolveCommit(name);
    if (sha === undefined) throw new Error(`No commit "${name}"`);
    return sha;
  }

  #pull(number: number): PullRecord {
    const pull = this.#state.pulls.find(number);
    if (pull === undefined) throw new Error(`No pull request #${number}`);
    return pull;
  }
}
