/**
 * A GitHub for tests: one repository with true Git hashes, GitHub's REST answers and refusals, a
 * part of its GraphQL, and faults, limits and old reads on request. Give `fetch` to Octokit, or
 * `listen` and give it the address.
 *
 * Modelled: Git data, contents, comparisons; pull requests with comments, labels, requested
 * reviewers, checks, the rules of the base branch and auto-merge. Not modelled: issues, forks, tags
 * with a message, review comments, requested changes, rulesets, merge queues, and webhooks.
 */
import { ObjectStore } from "./git/object_store.ts";
import { type Call, CallLog } from "./http/call_log.ts";
import { CallLimiter, type SecondaryLimit } from "./http/call_limiter.ts";
import { type CallListener, createExchange, type Outcome } from "./http/exchange.ts";
import { type Fault, FaultPlan, type PlannedFault } from "./http/fault_plan.ts";
import { createGitHubApp } from "./http/github_app.ts";
import { createInProcessFetch } from "./http/in_process_fetch.ts";
import { listenOnSocket, type SocketServer } from "./http/socket_server.ts";
import type { FileChanges } from "./people.ts";
import { PullPeople } from "./pull_people.ts";
import { TokenBook, type TokenOptions } from "./repository/account.ts";
import { CheckStore } from "./repository/check_store.ts";
import { CommentStore } from "./repository/comment_store.ts";
import { AppInstallation, type AppOptions } from "./repository/app_installation.ts";
import {
  defaultSettings,
  type GitHubSettings,
  type GitHubState,
} from "./repository/github_state.ts";
import { JudgeMemory } from "./repository/pull_judge.ts";
import type { Mergeability } from "./repository/pull_record.ts";
import { PullStore } from "./repository/pull_store.ts";
import { type Lag, ReadLag } from "./repository/read_lag.ts";
import { RefStore } from "./repository/ref_store.ts";

/** How a double begins. */
export interface GitHubDoubleOptions {
  readonly owner: string;
  readonly repo: string;
  /** The files of the first commit. */
  readonly files: FileChanges;
  /** Default `main`. */
  readonly defaultBranch?: string;
  /** Default: `defaultToken` of `registry-bot`, who may write. */
  readonly tokens?: readonly TokenOptions[];
  /** A GitHub App that is installed for the repository. Default none. */
  readonly app?: AppOptions;
  /** Default: the real time. Git and GitHub keep whole seconds. */
  readonly now?: () => Date;
  /** `/api/v3` for a GitHub Enterprise Server; default empty. */
  readonly basePath?: string;
  readonly settings?: Partial<GitHubSettings>;
}

/** The token that is valid when a test configures none. */
export const defaultToken = "github_pat_for_tests";

/** Makes a double whose repository has one commit with the given files. */
export function createGitHubDouble(options: GitHubDoubleOptions): GitHubDouble {
  const double = new GitHubDouble(createState(options), { basePath: options.basePath ?? "" });
  const { defaultBranch: branch } = double;
  double.pushCommit({ branch, files: options.files, message: "Initial commit" });
  return double;
}

/** A running double; what people do to the repository are methods too. */
export class GitHubDouble extends PullPeople {
  readonly owner: string;
  readonly repo: string;
  readonly defaultBranch: string;
  /** The valid tokens; may be granted and revoked at any time. */
  readonly tokens: TokenBook;
  /** May be changed at any time. */
  readonly settings: GitHubSettings;
  /** The installed App, whose keys and rights may be changed at any time. */
  readonly app: AppOptions | undefined;
  /** For Octokit's `request: { fetch }`; answers for every host. */
  readonly fetch: typeof fetch;
  readonly #state: GitHubState;
  readonly #basePath: string;
  readonly #limiter: CallLimiter;
  readonly #log = new CallLog();
  readonly #faults = new FaultPlan();
  readonly #listeners = new Set<CallListener>();
  readonly #exchange: (request: Request) => Promise<Outcome>;

  /** Use `createGitHubDouble`. */
  constructor(state: GitHubState, { basePath }: { readonly basePath: string }) {
    super(state);
    this.#state = state;
    this.#basePath = basePath;
    this.#limiter = new CallLimiter({ now: state.now, settings: state.settings });
    this.#exchange = createExchange({
      app: createGitHubApp(state, { basePath, limiter: this.#limiter }),
      log: this.#log,
      faults: this.#faults,
      listeners: this.#listeners,
    });
    this.owner = state.owner;
    this.repo = state.repo;
    this.defaultBranch = state.defaultBranch;
    this.tokens = state.tokens;
    this.settings = state.settings;
    this.app = state.app;
    this.fetch = createInProcessFetch(this.#exchange);
  }

  /** Serves on a free port of 127.0.0.1; the address is for Octokit's `baseUrl`. */
  listen(): Promise<SocketServer> {
    return Promise.resolve(listenOnSocket(this.#exchange, { basePath: this.#basePath }));
  }

  /** The calls since the last clearing, oldest first. */
  get calls(): readonly Call[] {
    return this.#log.calls;
  }

  /** How many tokens the installed App was given. */
  get appTokenCount(): number {
    return this.#state.installation?.tokenCount ?? 0;
  }

  /** How many calls match; all without a condition. */
  countCalls(match?: (call: Call) => boolean): number {
    return this.#log.count(match);
  }

  /** Forgets the calls; their numbering goes on. */
  clearCalls(): void {
    this.#log.clear();
  }

  /** Plans a fault. */
  fault(fault: Fault): PlannedFault {
    return this.#faults.add(fault);
  }

  /** Takes back every fault. */
  clearFaults(): void {
    this.#faults.clear();
  }

  /** Refuses every call until the time is over, as GitHub does with a client in a hurry. */
  limitSecondary(limit: SecondaryLimit): void {
    this.#limiter.limitSecondary(limit);
  }

  /** Makes reads old: for so long after each write they answer from before it. */
  lag(lag: Lag): void {
    this.#state.lag.set(lag);
  }

  /** How many calls came in while a limit held, and were refused. */
  get callsWhileLimited(): number {
    return this.#limiter.refusedCount;
  }

  /** Has each call told before and after its effect, and waits; answers how to stop that. */
  onCall(listener: CallListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Fixes what GitHub says about merging a pull request; `computed` ends that. */
  overrideMergeability(number: number, mergeability: Mergeability | "computed"): void {
    const { overrides } = this.#state.judgement;
    if (mergeability === "computed") overrides.delete(number);
    else overrides.set(number, mergeability);
  }
}

function createState(options: GitHubDoubleOptions): GitHubState {
  const { owner, repo, defaultBranch = "main", now = () => new Date() } = options;
  const store = new ObjectStore();
  const refs = new RefStore(store);
  const settings = { ...defaultSettings(), ...options.settings };
  const pulls = new PullStore({ owner, store, refs, settings, now });
  const { app, tokens: given = [{ token: defaultToken, login: "registry-bot" }] } = options;
  const tokens = new TokenBook(given, now);
  return {
    owner,
    repo,
    defaultBranch,
    settings,
    store,
    refs,
    pulls,
    comments: new CommentStore({ pulls, now }),
    checks: new CheckStore({ now }),
    judgement: new JudgeMemory(store),
    lag: new ReadLag({ refs, pulls, now }),
    tokens,
    app,
    installation: app === undefined ? undefined : new AppInstallation(app, tokens),
    signedCommits: new Set(),
    now,
  };
}
