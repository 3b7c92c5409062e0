/** All that one double knows: the repository, its pull requests, its tokens and its settings. */
import type { ObjectStore } from "../git/object_store.ts";
import type { TokenBook } from "./account.ts";
import type { AppInstallation, AppOptions } from "./app_installation.ts";
import type { CheckStore } from "./check_store.ts";
import type { CommentStore } from "./comment_store.ts";
import type { JudgeMemory } from "./pull_judge.ts";
import type { MergeMethod } from "./pull_record.ts";
import type { PullStore } from "./pull_store.ts";
import type { ReadLag } from "./read_lag.ts";
import type { RefStore } from "./ref_store.ts";

/** What tests may change while the double runs. Sizes are in bytes. */
export interface GitHubSettings {
  /** Whether nothing can be written to the repository. Default false. */
  isArchived: boolean;
  /** Whether strangers see nothing of it. Default true. */
  isPrivate: boolean;
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
  /** The same for GraphQL, which has a budget of its own. Default 5,000. */
  graphQlCallsPerHour: number;
  /** Whether a call beyond the budget of the hour is refused. Default false. */
  enforcesPrimaryLimit: boolean;
  /** Writes per account in any minute; more are refused for a while. Default without end. */
  writesPerMinuteMax: number;
  /** Logins that reviews may be requested from. Default none. */
  collaborators: readonly string[];
  /** Slugs of teams that reviews may be requested from. Default none. */
  teams: readonly string[];
  /** Names of checks and statuses that must pass before a merge. Default none. */
  requiredChecks: readonly string[];
  /** Approvals that a merge needs. Default 0. */
  requiredApprovals: number;
  /** Whether a push takes the approvals of a pull request. Default false. */
  dismissesStaleApprovals: boolean;
  /** Whether the first to ask about a new base or head hears `unknown`. Default false. */
  computesMergeabilityLate: boolean;
  /** Default all three. */
  allowedMergeMethods: readonly MergeMethod[];
  /** Whether merging deletes the head branch. Default false. */
  deletesBranchOnMerge: boolean;
  /** Whether people may ask for a merge once nothing blocks. Default false, as on GitHub. */
  allowsAutoMerge: boolean;
  /** Whether there is GraphQL at all. Default true. */
  offersGraphQl: boolean;
  /** Whether GraphQL knows `updateRefs`, which older Enterprise Servers do not. Default true. */
  offersUpdateRefs: boolean;
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
  readonly comments: CommentStore;
  readonly checks: CheckStore;
  readonly judgement: JudgeMemory;
  readonly lag: ReadLag;
  readonly tokens: TokenBook;
  readonly app: AppOptions | undefined;
  readonly installation: AppInstallation | undefined;
  /** Ids of the commits that GitHub has signed. */
  readonly signedCommits: Set<string>;
  readonly now: () => Date;
}

/** GitHub's own limits. */
export function defaultSettings(): GitHubSettings {
  return {
    isArchived: false,
    isPrivate: true,
    requireUpToDate: false,
    treeEntryCountMax: 100_000,
    treeBytesMax: 7 * 1024 * 1024,
    inlineBytesMax: 1024 * 1024,
    blobBytesMax: 100 * 1024 * 1024,
    callsPerHour: 5_000,
    graphQlCallsPerHour: 5_000,
    enforcesPrimaryLimit: false,
    writesPerMinuteMax: Number.POSITIVE_INFINITY,
    collaborators: [],
    teams: [],
    requiredChecks: [],
    requiredApprovals: 0,
    dismissesStaleApprovals: false,
    computesMergeabilityLate: false,
    allowedMergeMethods: ["merge", "squash", "rebase"],
    deletesBranchOnMerge: false,
    allowsAutoMerge: false,
    offersGraphQl: true,
    offersUpdateRefs: true,
  };
}
