/**
 * PORT: the Git repository that holds the registry. The reconciler says what it wants to know and to
 * have proposed; an adapter does it, in small idempotent steps, and never forces what is not ours.
 */

/** The registry file at some commit. */
export interface FileVersion {
  /** Git blob id: equal ids are equal contents. */
  readonly blob: string;
}

/** The head of the branch that bears our name. */
export interface BranchState {
  readonly name: string;
  readonly commit: string;
  /** The commit that it was built on; `null` where the head is not ours. */
  readonly baseCommit: string | null;
  /**
   * Whether it is our commit, be it with merges of the base branch on top that leave it what it is;
   * false where somebody else has written to it: then it is not touched.
   */
  readonly isOwn: boolean;
  /** Whether the base branch was reset and does not hold any more what ours was built on. */
  readonly isUprooted: boolean;
  /** How many merges of the base branch are on top of our commit. */
  readonly mergeCount: number;
  /** The registry file on the branch; `null` where it is not ours or has none. */
  readonly file: FileVersion | null;
  /** The registry file that the branch was built on. */
  readonly baseFile: FileVersion | null;
  /** Unix milliseconds at which the head was made, be it a merge; `null` where it is not ours. */
  readonly committedAt: number | null;
  /** Whether GitHub says that our commit is verified; `null` where it does not say. */
  readonly isVerified: boolean | null;
}

/** The newest pull request from our branch to the base branch. */
export interface PullRequestState {
  readonly number: number;
  readonly url: string;
  readonly state: "open" | "closed" | "merged";
  readonly title: string;
  readonly body: string;
  /** It conflicts, or is behind where branches must be up to date; only known where that matters. */
  readonly isOutdated: boolean;
  /** The head of its branch, as it was when it was closed. */
  readonly headCommit: string;
  /** Unix milliseconds. */
  readonly createdAt: number;
  /** Unix milliseconds. */
  readonly updatedAt: number;
  /** Unix milliseconds; `null` unless it is merged. */
  readonly mergedAt: number | null;
  readonly isDraft: boolean;
  /** Whether GitHub will merge it by itself once nothing blocks. */
  readonly hasAutoMerge: boolean;
}

/** Where base branch, own branch and own pull request stand. */
export interface RepositoryState {
  readonly base: { readonly commit: string; readonly file: FileVersion };
  readonly branch: BranchState | null;
  readonly pullRequest: PullRequestState | null;
  /** The head of the newest merged pull request of ours, if there is one among the last ten. */
  readonly mergedCommit: string | null;
}

/** `waiting`: what was read cannot be worked on now, say because it is older than our own write. */
export type Observation =
  | { readonly kind: "current"; readonly state: RepositoryState }
  | { readonly kind: "waiting"; readonly message: string };

/** What the one pull request shall say and hold. */
export interface ProposalRequest {
  /** What was observed; the branch is left alone if it has moved since. */
  readonly state: RepositoryState;
  /** The whole new registry file, or `null` where the branch already holds what is wanted. */
  readonly text: string | null;
  readonly title: string;
  readonly body: string;
  /** The message of the commit, signed off by `Name <mail>` or by nobody. */
  readonly toCommitMessage: (signoff: string | null) => string;
  /** Whether commits are signed off. */
  readonly isSignedOff: boolean;
}

/** A pull request as it was left by a write. */
export interface ProposedPullRequest {
  readonly number: number;
  readonly url: string;
  readonly headCommit: string;
  /** Whether GitHub says that our commit is verified; `null` where it does not say. */
  readonly isVerified: boolean | null;
  /** Unix milliseconds at which it was opened. */
  readonly createdAt: number;
}

/** How GitHub shall merge. */
export type MergeMethod = "merge" | "squash" | "rebase";

/** A pull request that shall be merged while its head is this commit. */
export interface MergeRequest {
  readonly number: number;
  readonly headCommit: string;
  readonly method: MergeMethod;
}

/**
 * What asking GitHub to merge by itself came to: `enabled`; `unblocked` nothing blocks, so GitHub
 * refuses to wait; `refused` with a sentence why.
 */
export type AutoMergeAnswer =
  | { readonly kind: "enabled" | "unblocked" }
  | { readonly kind: "refused"; readonly message: string };

/**
 * What merging at once came to: `waiting` for what ends by itself, such as a check; `blocked` by the
 * rules of the branch; `refused` until a person does something. Each but `merged` says why.
 */
export type MergeAnswer =
  | { readonly kind: "merged" }
  | { readonly kind: "waiting" | "blocked" | "refused"; readonly message: string };

/** A look at the files of one commit. */
export interface FileTree {
  /** Most texts that one pass reads; the reader's own bound where it is left out. */
  readonly readCountMax?: number;
  /** What stands at a path; the root is the empty path. */
  find(path: string, signal: AbortSignal): Promise<TreeItem | undefined>;
  /** The text of a blob, or `undefined` for one that is too large or no text. */
  readText(blob: string, signal: AbortSignal): Promise<string | undefined>;
}

/** A file or a directory of a tree. */
export type TreeItem =
  | { readonly kind: "file"; readonly blob: string; readonly sizeBytes?: number | undefined }
  | { readonly kind: "directory" };

/** What is left of one of GitHub's rate limits, as its newest answer told. */
export interface Quota {
  /** As GitHub names it: `core`, `graphql`. */
  readonly resource: string;
  readonly limit: number;
  readonly remaining: number;
  /** Unix milliseconds. */
  readonly resetAt: number;
}

/** Throws `AccessError`, `ConflictError` or `UnavailableError`; nothing else is expected. */
export interface RegistryRepository {
  /** What is left of the rate limits; empty before the first answer. */
  readonly quotas: readonly Quota[];
  /** Reads where things stand, with few cheap calls. */
  observe(signal: AbortSignal): Promise<Observation>;
  /** Reads a version of the registry file; its size and hash are verified. */
  readFile(file: FileVersion, signal: AbortSignal): Promise<string>;
  /** The version that a text would be. */
  identify(text: string): Promise<FileVersion>;
  /** The files of the observed base commit. */
  openTree(state: RepositoryState): FileTree;
  /** The registry file at the head of a pull request, however it ended; `null` where it has none. */
  findFile(commit: string, signal: AbortSignal): Promise<FileVersion | null>;
  /** Asks whether an open pull request conflicts, or is behind where branches must be up to date. */
  isOutdated(number: number, signal: AbortSignal): Promise<boolean>;
  /** Makes the one branch and the one pull request what is asked for. */
  propose(request: ProposalRequest, signal: AbortSignal): Promise<ProposedPullRequest>;
  /** Gives the open pull request other words. */
  rewrite(
    words: { readonly number: number; readonly title: string; readonly body: string },
    signal: AbortSignal,
  ): Promise<void>;
  /** Gives the open pull request its last text and closes it, if there is one; then deletes the branch. */
  withdraw(
    request: {
      readonly state: RepositoryState;
      /** Last text of the open pull request. */
      readonly body: string;
    },
    signal: AbortSignal,
  ): Promise<void>;
  /**
   * Says something in a comment of ours, unless one with that key is there; gives a sentence where
   * GitHub refuses the comment.
   */
  commentOnce(
    comment: { readonly number: number; readonly key: string; readonly text: string },
    signal: AbortSignal,
  ): Promise<string | null>;
  /** Adds labels; gives a sentence where GitHub refuses them. */
  addLabels(
    request: { readonly number: number; readonly labels: readonly string[] },
    signal: AbortSignal,
  ): Promise<string | null>;
  /** Asks for reviews; gives a sentence where GitHub refuses to. */
  requestReviews(
    request: { readonly number: number; readonly reviewers: readonly string[] },
    signal: AbortSignal,
  ): Promise<string | null>;
  /** Lets GitHub merge once nothing blocks any more. */
  enableAutoMerge(request: MergeRequest, signal: AbortSignal): Promise<AutoMergeAnswer>;
  /** Lets GitHub not merge by itself any more; gives a sentence where GitHub refuses to. */
  disableAutoMerge(
    request: { readonly number: number },
    signal: AbortSignal,
  ): Promise<string | null>;
  /** Merges now, if nothing blocks and no check is pending or failed. */
  merge(request: MergeRequest, signal: AbortSignal): Promise<MergeAnswer>;
}
