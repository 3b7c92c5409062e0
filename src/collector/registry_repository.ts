/**
 * PORT: the Git repository that holds the registry. The reconciler says what it wants to know and to
 * have proposed; an adapter does it, in small idempotent steps, and never forces what is not ours.
 */

/** The registry file at some commit. */
export interface FileVersion {
  /** Git blob id: equal ids are equal contents. */
  readonly blob: string;
}

/** The head of the branch that we own. */
export interface BranchState {
  readonly commit: string;
  /** The commit that it was built on; `null` where the head is not ours. */
  readonly baseCommit: string | null;
  /** False where somebody else has written to it: then it is not touched. */
  readonly isOwn: boolean;
  /** The registry file on the branch; `null` where it is not ours or has none. */
  readonly file: FileVersion | null;
  /** The registry file that the branch was built on. */
  readonly baseFile: FileVersion | null;
}

/** The newest pull request from our branch to the base branch. */
export interface PullRequestState {
  readonly number: number;
  readonly url: string;
  readonly state: "open" | "closed" | "merged";
  readonly title: string;
  readonly body: string;
  /** It conflicts, or is behind where branches must be up to date. */
  readonly isOutdated: boolean;
}

/** Where base branch, own branch and own pull request stand. */
export interface RepositoryState {
  readonly base: { readonly commit: string; readonly file: FileVersion };
  readonly branch: BranchState | null;
  readonly pullRequest: PullRequestState | null;
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
  readonly commitMessage: string;
}

/** A look at the files of one commit. */
export interface FileTree {
  /** What stands at a path; the root is the empty path. */
  find(path: string, signal: AbortSignal): Promise<TreeItem | undefined>;
  /** The text of a blob, or `undefined` for one that is too large or no text. */
  readText(blob: string, signal: AbortSignal): Promise<string | undefined>;
}

/** A file or a directory of a tree. */
export type TreeItem =
  | { readonly kind: "file"; readonly blob: string; readonly sizeBytes?: number | undefined }
  | { readonly kind: "directory" };

/** Throws `AccessError`, `ConflictError` or `UnavailableError`; nothing else is expected. */
export interface RegistryRepository {
  /** Reads where things stand, with few cheap calls. */
  observe(signal: AbortSignal): Promise<Observation>;
  /** Reads a version of the registry file; its size and hash are verified. */
  readFile(file: FileVersion, signal: AbortSignal): Promise<string>;
  /** The version that a text would be. */
  identify(text: string): Promise<FileVersion>;
  /** The files of the observed base commit. */
  openTree(state: RepositoryState): FileTree;
  /** Makes the one branch and the one pull request what is asked for. */
  propose(request: ProposalRequest, signal: AbortSignal): Promise<{ number: number; url: string }>;
  /** Closes the pull request, if it is open, and deletes the branch, if it is ours. */
  withdraw(state: RepositoryState, signal: AbortSignal): Promise<void>;
}
