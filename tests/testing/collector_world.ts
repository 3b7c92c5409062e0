/**
 * A collector without a process: real store, reconciler and GitHub adapter against the GitHub double,
 * with time in the test's hands. `restart` begins again with an empty memory.
 */
import { deriveBranchName } from "../../src/collector/branch_name.ts";
import { createCarriesProposal } from "../../src/collector/carried_proposal.ts";
import type { PassResult } from "../../src/collector/pass_result.ts";
import { Reconciler, type ReconcilerSettings } from "../../src/collector/reconciler.ts";
import { createDirectEditor } from "../../src/collector/registry_editor.ts";
import { type StatusReport, StatusStore } from "../../src/collector/status_store.ts";
import { type StoreLimits, UNLIMITED } from "../../src/collector/store_limits.ts";
import { AppCredential } from "../../src/github/app_credential.ts";
import { createTokenCredential, type Credential } from "../../src/github/credential.ts";
import { GitHubClient } from "../../src/github/github_client.ts";
import { GitHubRepository } from "../../src/github/github_repository.ts";
import {
  CALL_TIMEOUT_MS,
  createGuardedFetch,
  type GuardedFetch,
} from "../../src/github/guarded_fetch.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import { type AppKey, createApp } from "./github/app_world.ts";
import { createGitHubDouble, defaultToken, type GitHubDouble } from "./github/github_double.ts";
import { ManualClock } from "./manual_clock.ts";

/** Where the registry is in these tests. */
export const REGISTRY_PATH = "claims/registry.yaml";

/** How a world differs from the usual one. */
export interface CollectorWorldOptions {
  /** What the store may hold. */
  readonly limits?: Partial<StoreLimits>;
  readonly registry: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly defaultCluster?: string;
  readonly writesStatus?: boolean;
  readonly token?: string;
  /** Signs in as a GitHub App with this key instead of by a token. */
  readonly appKey?: AppKey;
  readonly baseBranch?: string;
  readonly requireUpToDate?: boolean;
  /** How the pull request is kept, where it is not as by default. */
  readonly settings?: Partial<ReconcilerSettings>;
  /** Longest time that the next call may take, in milliseconds; asked before each call. */
  readonly callTimeoutMs?: () => number;
  /** The repository and the clock of another world: two collectors by accident. */
  readonly beside?: CollectorWorld;
}

/** Everything that a reconciler test touches. */
export class CollectorWorld {
  readonly clock: ManualClock;
  readonly github: GitHubDouble;
  readonly branch: string;
  readonly #options: CollectorWorldOptions;
  #process: { readonly store: StatusStore; readonly reconciler: Reconciler };

  private constructor(options: CollectorWorldOptions, branch: string) {
    this.#options = options;
    this.branch = branch;
    this.clock = options.beside?.clock ?? new ManualClock("2026-03-01T08:00:00Z");
    this.github = options.beside?.github ?? createGitHubDouble({
      owner: "acme",
      repo: "inventory",
      files: { [REGISTRY_PATH]: options.registry, "README.md": "# Inventory\n", ...options.files },
      now: () => new Date(this.clock.now()),
      // A classic token tells its rights, so no probe of them is among the writes.
      tokens: [{ token: defaultToken, login: "registry-bot", scopes: ["repo"] }],
      settings: { requireUpToDate: options.requireUpToDate ?? false },
      ...(options.appKey === undefined ? {} : { app: createApp(options.appKey) }),
    });
    this.#process = this.#start();
  }

  /** Makes a world. */
  static async create(options: CollectorWorldOptions): Promise<CollectorWorld> {
    const branch = await deriveBranchName({
      baseBranch: options.baseBranch ?? "main",
      filePath: REGISTRY_PATH,
    });
    return new CollectorWorld(options, branch);
  }

  /** Forgets everything that the process knew. */
  restart(): void {
    this.#process = this.#start();
  }

  get store(): StatusStore {
    return this.#process.store;
  }

  get reconciler(): Reconciler {
    return this.#process.reconciler;
  }

  #start(): { readonly store: StatusStore; readonly reconciler: Reconciler } {
    const { clock } = this;
    const now = () => clock.now();
    const place = {
      filePath: REGISTRY_PATH,
      baseBranch: this.#options.baseBranch ?? "main",
      headBranch: this.branch,
    };
    const guard = this.#createGuard();
    const client = new GitHubClient({
      apiUrl: "https://github.test",
      owner: "acme",
      repo: "inventory",
      credential: this.#signIn(guard),
      guard,
      userAgent: "test",
    });
    const limits = { ...UNLIMITED, ...this.#options.limits };
    const store = new StatusStore({ now, staleAfterMs: 900_000, limits, logger: null });
    const editor = createDirectEditor();
    const carriesProposal = createCarriesProposal(editor);
    const permissions = ["contents: write", "pull requests: write"] as const;
    const reconciler = new Reconciler({
      store,
      repository: new GitHubRepository({ client, now, carriesProposal, permissions, ...place }),
      editor,
      settings: {
        repository: "acme/inventory",
        filePath: REGISTRY_PATH,
        defaultCluster: this.#options.defaultCluster ?? null,
        writesStatus: this.#options.writesStatus ?? false,
        title: "chore(registry): update claim status",
        staleAfterMs: 900_000,
        settleMs: 0,
        minUpdateIntervalMs: 0,
        intervalMs: 60_000,
        labels: [],
        reviewers: [],
        mergeMethod: null,
        isSignedOff: false,
        ...this.#options.settings,
      },
      now,
    });
    return { store, reconciler };
  }

  #createGuard(): GuardedFetch {
    const { callTimeoutMs = () => CALL_TIMEOUT_MS } = this.#options;
    return createGuardedFetch({
      fetch: (url, init) => this.github.fetch(url, init),
      clock: impatient(this.clock),
      get timeoutMs() {
        return callTimeoutMs();
      },
    });
  }

  #signIn(guard: GuardedFetch): Credential {
    const { appKey, token = defaultToken } = this.#options;
    if (appKey === undefined) return createTokenCredential(() => Promise.resolve(token));
    return new AppCredential({
      apiUrl: "https://github.test",
      guard,
      userAgent: "test",
      appId: "12",
      installationId: "34",
      readPrivateKey: () => Promise.resolve(appKey.pem),
      clock: this.clock,
    });
  }

  /** Takes in a status, of the cluster `lab` unless it says otherwise. */
  post(claimRef: string, statusMessage: string, more: Partial<StatusReport> = {}): void {
    this.store.apply({ cluster: "lab", claimRef, statusMessage, ...more });
  }

  /** Runs a pass; time moves on by a minute first, which also refills the pace of writes. */
  pass(signal: AbortSignal = new AbortController().signal): Promise<PassResult> {
    this.clock.advance(60_000);
    return this.reconciler.runPass(signal);
  }

  /** The registry on a branch, the base branch unless told. */
  registry(branch: string = this.#options.baseBranch ?? "main"): string {
    return this.github.readFile({ branch, path: REGISTRY_PATH }) ?? "";
  }

  /** Pull requests that are open. */
  openPulls(): ReturnType<GitHubDouble["pulls"]> {
    return this.github.pulls().filter(({ state }) => state === "open");
  }

  /** Calls that changed something, since the last clearing. */
  writes(): readonly string[] {
    return this.github.calls.filter(({ method }) => method !== "GET")
      .map(({ method, path }) => `${method} ${path}`);
  }
}

/** Time passes by itself while the pace of writes makes a pass wait. */
function impatient(clock: ManualClock): Clock {
  return {
    now: () => clock.now(),
    sleep: (durationMs) => Promise.resolve(clock.advance(durationMs)),
  };
}

/** A small registry of the real shape; each entry is `name` in the namespace `team`. */
export function registryOf(...names: readonly string[]): string {
  const entries = names.map((name) =>
    [
      `  # ${name} belongs to the team`,
      `  - name: ${name}`,
      "    template: volumeclaim",
      "    category: infra",
      "    namespace: team",
      '    createdAt: "2026-02-04T19:43:28Z"',
      "    status: active",
      "",
    ].join("\n")
  );
  return ["apiVersion: claim-registry.io/v1alpha1", "kind: ClaimRegistry", "claims:", ""]
    .join("\n") + entries.join("\n");
}
