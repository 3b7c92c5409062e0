/** All that one double knows: the repository, its pull requests, its tokens and its settings. */
import type { ObjectStore } from "../git/object_store.ts";
import type { TokenBook } from "./account.ts";
import type { PullStore } from "./pull_store.ts";
import type { RefStore } from "./ref_store.ts";

/** What tests may change while the double runs. Sizes are in bytes. */
export interface GitHubSettings {
  /** Whether a pull request behind its base is `behind` and cannot be merged. Default false. */
  requireUpToDate: boolean;
  /** Rows after which a tree answer is truncated. Default 100,000, as on GitHub. */
  treeEntryCountMax: number;
  /** Size after which a tree answer is truncated. Default 7 MB, as on GitHub. */
  treeBytesMax: number;
  /** Largest file that the contents API answers inline. Default 1 MiB, as on GitHub. */
  inlineBytesMax: number;
  /** Largest blob that is answered at all. Default 100 MiB, as on GitHub. */
  blobBytesMax: number;
  /** Calls per account and hour that the rate-limit headers speak of. Default 5,000. */
  callsPerHour: number;
}

/** The state of one double. */
export interface GitHubState {
  readonly owner: string;
  readonly repo: string;
  readonly defaultBranch: string;
  readonly settings: GitHubSettings;
  readonly store: ObjectStore;
  readonly refs: RefStore;
  readonly pulls: PullStore;
  readonly tokens: TokenBook;
  readonly now: () => Date;
}

/** GitHub's own limits. */
export function defaultSettings(): GitHubSettings {
  return {
    requireUpToDate: false,
    treeEntryCountMax: 100_000,
    treeBytesMax: 7 * 1024 * 1024,
    inlineBytesMax: 1024 * 1024,
    blobBytesMax: 100 * 1024 * 1024,
    callsPerHour: 5_000,
  };
}
