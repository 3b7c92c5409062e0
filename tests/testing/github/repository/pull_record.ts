/** One pull request as the double keeps it, and the frozen picture of it that tests get. */
import type { Account } from "./account.ts";

/** How GitHub merges. */
export type MergeMethod = "merge" | "squash" | "rebase";

/** Whether a pull request can be merged; null while GitHub has not computed it. */
export interface Mergeability {
  readonly mergeable: boolean | null;
  /** `clean`, `dirty`, `behind`, `draft`, `unknown`; others only by a test's override. */
  readonly state: string;
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
}

/** A pull request as it was when asked for. */
export type PullSnapshot = Readonly<PullRecord> & { readonly merged: boolean };

/** A copy that later changes do not reach. */
export function snapshotPull(pull: PullRecord): PullSnapshot {
  return { ...pull, merged: pull.mergedAt !== null };
}
