/** One pull request as the double keeps it, and the frozen picture of it that tests get. */
import type { Account } from "./account.ts";

/** How GitHub merges. */
export type MergeMethod = "merge" | "squash" | "rebase";

/** Whether a pull request can be merged; null while GitHub has not computed it. */
export interface Mergeability {
  readonly mergeable: boolean | null;
  /** `clean`, `unstable`, `blocked`, `behind`, `dirty`, `draft` or `unknown`. */
  readonly state: string;
}

/** A review that approves, of the head that was there then. */
export interface Approval {
  readonly login: string;
  readonly sha: string;
}

/** A wish to merge as soon as nothing blocks; without texts GitHub's own are used. */
export interface AutoMerge {
  readonly enabledBy: Account;
  readonly enabledAt: Date;
  readonly method: MergeMethod;
  readonly title: string | null;
  readonly message: string | null;
}

/** A pull request; `base.sha` is the base branch's head when the pull request last changed. */
export interface PullRecord {
  readonly number: number;
  readonly author: Account;
  readonly createdAt: Date;
  title: string;
  body: string | null;
  state: "open" | "closed";
  draft: boolean;
  base: { readonly ref: string; readonly sha: string };
  head: { readonly ref: string; readonly sha: string };
  updatedAt: Date;
  closedAt: Date | null;
  mergedAt: Date | null;
  mergedBy: Account | null;
  mergeCommitSha: string | null;
  labels: readonly string[];
  requestedReviewers: readonly string[];
  requestedTeams: readonly string[];
  approvals: readonly Approval[];
  autoMerge: AutoMerge | null;
}

/** A pull request as it was when asked for. */
export type PullSnapshot = Readonly<PullRecord> & { readonly merged: boolean };

/** A copy that later changes do not reach. */
export function snapshotPull(pull: PullRecord): PullSnapshot {
  return { ...pull, merged: pull.mergedAt !== null };
}
