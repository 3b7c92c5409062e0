/** What one pass did, and what stands in its way: the words for API, log and readiness. */

/**
 * How a pass may end:
 * `clean` nothing was new since the last success, so nothing was compared;
 * `up-to-date` compared, and base branch or open pull request already say what is wanted;
 * `proposed` the pull request was created or brought up to date;
 * `withdrawn` no difference is left, so pull request and branch were removed;
 * `merged` the pull request was merged, as `REGISTRY_PR_AUTO_MERGE` asks;
 * `held` there are changes that are kept back on purpose, `held` says which and why;
 * `waiting` something must pass first, nothing was written, `message` says what;
 * `failed` an error ended it, `error` says which.
 */
export const PASS_OUTCOMES = [
  "clean",
  "up-to-date",
  "proposed",
  "withdrawn",
  "merged",
  "held",
  "waiting",
  "failed",
] as const;

/** How a pass ended. */
export type PassOutcome = typeof PASS_OUTCOMES[number];

/** Whether a pass has done its work; one that holds changes back on purpose has. */
export function isGoodPass({ outcome }: { readonly outcome: PassOutcome }): boolean {
  return outcome !== "failed" && outcome !== "waiting";
}

/** The pull request of ours that is open. */
export interface OpenPullRequest {
  readonly number: number;
  readonly url: string;
  /** Whether GitHub says that our commit is verified; `null` where it is not known. */
  readonly isVerified: boolean | null;
  /** Unix milliseconds at which it was opened. */
  readonly createdAt: number;
}

/**
 * Why changes are kept back, by stable codes:
 * `mass-change` so many claims would vanish at once that a person must confirm it;
 * `pull-request-closed` a person has closed the pull request, and nothing new is to be said;
 * `foreign-commit` somebody else has written to our branch;
 * `settling` changes that have not held for long enough;
 * `update-interval` the open pull request was updated a short time ago;
 * `restoring` another writer undoes our fields again and again;
 * `text` the words of the pull request may change once an hour.
 */
export const HOLD_CODES = [
  "mass-change",
  "pull-request-closed",
  "foreign-commit",
  "settling",
  "update-interval",
  "restoring",
  "text",
] as const;

/**
 * Why changes are held back until somebody acts. All else lets go by itself, or was decided by the
 * person who has closed the pull request.
 */
const PERSON_HOLD_CODES = ["mass-change", "foreign-commit", "restoring"] as const;

/** Changes that are kept back. */
export interface HeldChange {
  readonly code: typeof HOLD_CODES[number];
  /** One sentence: what is kept back and why. */
  readonly message: string;
  /** Unix milliseconds until when at most; `null` where something else must happen. */
  readonly until: number | null;
  /** What a person confirms it by; `null` where it cannot be confirmed. */
  readonly id: string | null;
}

/** A change that is held back until somebody acts. */
export interface PersonHold extends HeldChange {
  readonly code: typeof PERSON_HOLD_CODES[number];
}

/** Whether a person must act before the change is let go. */
export function needsPerson(hold: HeldChange): hold is PersonHold {
  return PERSON_HOLD_CODES.some((code) => code === hold.code);
}

/**
 * What GitHub refused beside the proposal itself, and `fields-stripped`: another writer removes our
 * fields or puts back what they said before. Stable, for runbooks.
 */
export const PROBLEM_CODES = [
  "labels-refused",
  "reviewers-refused",
  "comment-refused",
  "merge-refused",
  "fields-stripped",
] as const;

/** Something that a person should mend, though the pass went on without it. */
export interface PassProblem {
  readonly code: typeof PROBLEM_CODES[number];
  readonly message: string;
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
  /**
   * Unix milliseconds since when the oldest of these changes has been true, as the registry would say
   * in `lastCheckedAt`; `null` where there is none.
   */
  readonly oldestChangeAt: number | null;
  readonly pullRequest: OpenPullRequest | null;
  /** Registered, but no cluster reports a claim for it. */
  readonly unmatchedEntries: UnjoinedList;
  /** Running, but in no entry of the registry. */
  readonly unregisteredClaims: UnjoinedList;
  /** More than one claim for an entry, or more than one entry for a claim. */
  readonly ambiguousEntries: UnjoinedList;
  /** Entries in which another writer has undone on the base branch what was merged. */
  readonly strippedEntries: UnjoinedList;
  /** Clusters that were known before the start and have not told everything since, sorted. */
  readonly awaitedClusters: readonly string[];
  readonly held: readonly HeldChange[];
  readonly problems: readonly PassProblem[];
  readonly error: PassError | null;
}
