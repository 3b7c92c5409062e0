/** Why a collector is not all right: the codes that monitoring and runbooks may rely on. */

/** Every code of `/readyz`. They are stable; `docs/operations.md` says what to do about each. */
export const COLLECTOR_REASON_CODES = [
  /** No pass has ended since the start. */
  "first-pass-pending",
  /** A pass has been running for too long. */
  "pass-overdue",
  /** GitHub refuses: wrong name, missing right, or a credential that it does not take. */
  "repository-access",
  /** A setting turned out to be wrong when it was used. */
  "settings-refused",
  /** The registry file cannot be edited safely. */
  "registry-refused",
  /** GitHub cannot be reached, fails, or asks to wait. */
  "repository-unavailable",
  /** Somebody else was faster, again and again. */
  "repository-conflict",
  /** The last pass was abandoned by a stop. */
  "pass-stopped",
  /** A bug of ours ended the pass. */
  "internal-error",
  /** What GitHub shows cannot be worked on yet. */
  "pass-waiting",
  /** So many claims would vanish at once that a person must confirm it. */
  "mass-change",
  /** Somebody else has written to our branch. */
  "foreign-commit",
  /** Another writer undoes our fields, again and again. */
  "restoring",
  /** Another writer has undone our fields. */
  "fields-stripped",
  /** GitHub does not set the labels. */
  "labels-refused",
  /** GitHub does not ask the reviewers. */
  "reviewers-refused",
  /** GitHub does not take a comment. */
  "comment-refused",
  /** GitHub does not merge. */
  "merge-refused",
  /** Clusters have not told everything since the start, so some entries keep their value. */
  "clusters-awaited",
  /** No informer of a cluster is heard, or none that has contact to what it watches. */
  "clusters-stale",
  /** An informer that is heard has no contact to some of what it watches. */
  "resources-silent",
  /** A file of credentials, or a key, cannot be read any more. */
  "credentials-outdated",
  /** The certificate cannot be renewed, or is not valid any more. */
  "certificate-outdated",
  /** New claims are refused for lack of room. */
  "store-full",
] as const;

/** One of the codes. */
export type CollectorReasonCode = typeof COLLECTOR_REASON_CODES[number];
