/** What one pass did, and what stands in its way: the words for API, log and readiness. */

/**
 * How a pass ended:
 * `clean` nothing was new since the last success, so nothing was compared;
 * `up-to-date` compared, and base branch or open pull request already say what is wanted;
 * `proposed` the pull request was created or brought up to date;
 * `withdrawn` no difference is left, so pull request and branch were removed;
 * `waiting` something must pass first, nothing was written, `message` says what;
 * `failed` an error ended it, `error` says which.
 */
export type PassOutcome =
  | "clean"
  | "up-to-date"
  | "proposed"
  | "withdrawn"
  | "waiting"
  | "failed";

/** The pull request of ours that is open. */
export interface OpenPullRequest {
  readonly number: number;
  readonly url: string;
}

/** What can make a pass fail, by stable codes for machines and runbooks. */
export const PASS_ERROR_CODES = [
  "access",
  "settings",
  "registry-format",
  "unavailable",
  "conflict",
  "stopped",
  "bug",
] as const;

/** Why a pass failed: a code, and a sentence for people. */
export interface PassError {
  readonly code: typeof PASS_ERROR_CODES[number];
  readonly message: string;
}

/** An entry or a claim that could not be joined to the other side. */
export interface Unjoined {
  /** How people find it: `cluster namespace/name` as far as known. */
  readonly name: string;
  /** Why it was left alone. */
  readonly reason: string;
}

/** Unjoined things of one sort: all counted, the first 100 named. */
export interface UnjoinedList {
  readonly count: number;
  readonly first: readonly Unjoined[];
}

/**
 * The report of one pass; times are Unix milliseconds. A failed pass found nothing of its own and
 * repeats what the last one that did not fail has found.
 */
export interface PassReport {
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly outcome: PassOutcome;
  /** One sentence: what was done, or why nothing was. */
  readonly message: string;
  /** The store's revision that the pass worked on. */
  readonly revision: number;
  /** How many entries differ from the base branch. */
  readonly changeCount: number;
  readonly pullRequest: OpenPullRequest | null;
  /** Registered, but no cluster reports a claim for it. */
  readonly unmatchedEntries: UnjoinedList;
  /** Running, but in no entry of the registry. */
  readonly unregisteredClaims: UnjoinedList;
  /** More than one claim for an entry, or more than one entry for a claim. */
  readonly ambiguousEntries: UnjoinedList;
  readonly error: PassError | null;
}
