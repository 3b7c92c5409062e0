/** The app with everything that a test may want to turn, and short ways to ask it. */
import type { PassReport } from "../../src/collector/pass_report.ts";
import { type Plan, toEmptyPlan } from "../../src/collector/plan.ts";
import { StatusStore } from "../../src/collector/status_store.ts";
import { type StoreLimits, UNLIMITED } from "../../src/collector/store_limits.ts";
import { createApp } from "../../src/http/app.ts";
import type { Access } from "../../src/http/access.ts";
import type { App, AppDeps, Readiness, Reconciliation } from "../../src/http/app_deps.ts";
import { createMemoryLogger, type MemoryLogger } from "../testing/memory_logger.ts";

export const BODY_LIMIT_BYTES = 65_536;
export const BATCH_LIMIT_BYTES = 4_194_304;

/** Lets everybody do everything. */
export const OPEN_ACCESS: Access = {
  isRestricted: false,
  isReadingPublic: false,
  authenticate: () => Promise.resolve(null),
};

/** A level that stays what it is. */
export const FIXED_LOG_LEVELS: AppDeps["logLevels"] = {
  describe: () => ({ level: "info", configured: "info", until: null }),
  change: () => ({ level: "info", configured: "info", until: null }),
};

export const STALE_AFTER_MS = 900_000;

/** Noon, in Unix milliseconds. */
export const NOON = Date.UTC(2026, 0, 31, 12);

export interface TestApp {
  readonly app: App;
  readonly store: StatusStore;
  readonly logger: MemoryLogger;
  readonly clock: { now: number };
  readonly readiness: { current: Readiness };
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
}

/** What a test has its own way with. */
export interface TestAppOptions extends Partial<AppDeps> {
  /** What the store may hold, where the test brings none. */
  readonly limits?: StoreLimits;
}

/** A loop that has run no pass; a pass or a plan that is asked for is the usual one. */
export const RESTING: Reconciliation = {
  describe: () => ({
    runningSince: null,
    last: null,
    lastSuccessAt: null,
    nextAt: null,
    quotas: [],
  }),
  confirm: () => false,
  forget: () => false,
  runNow: () => Promise.resolve(PASS_REPORT),
  plan: () => Promise.resolve(PLAN),
};

/** Makes an app of its own for a test. */
export function createTestApp(options: TestAppOptions = {}): TestApp {
  const { limits = UNLIMITED, ...overrides } = options;
  const clock = { now: NOON };
  const readiness: { current: Readiness } = { current: { state: "ready", reasons: [] } };
  const logger = createMemoryLogger();
  const store = overrides.store ??
    new StatusStore({
      now: () => clock.now,
      staleAfterMs: STALE_AFTER_MS,
      limits,
      logger: null,
    });
  let requestCount = 0;
  const app = createApp({
    store,
    reconciliation: RESTING,
    access: OPEN_ACCESS,
    isDraining: () => readiness.current.state === "draining",
    readiness: () => readiness.current,
    renderMetrics: () =>
      Promise.resolve({ contentType: "text/plain; version=0.0.4", bytes: new Uint8Array() }),
    noteRequest: () => {},
    version: { version: "1.2.3", commit: "c0ffee", date: "unknown", deno: "2", platform: "test" },
    logger,
    logLevels: FIXED_LOG_LEVELS,
    now: () => clock.now,
    steadyNow: () => clock.now,
    createRequestId: () => `made-${++requestCount}`,
    requestsPerSecond: 0,
    bodyLimitBytes: BODY_LIMIT_BYTES,
    batchLimitBytes: BATCH_LIMIT_BYTES,
    instance: "instance-1",
    ...overrides,
  });
  return {
    app,
    store,
    logger,
    clock,
    readiness,
    get: async (path, headers = {}) => await app.request(path, { headers }),
    post: async (path, body, headers = {}) => {
      const text = typeof body === "string" ? body : JSON.stringify(body);
      // As a socket tells it.
      const length = String(new TextEncoder().encode(text).length);
      return await app.request(path, {
        method: "POST",
        body: text,
        headers: { "content-type": "application/json", "content-length": length, ...headers },
      });
    },
  };
}

/** A pass that opened a pull request. */
export const PASS_REPORT: PassReport = {
  startedAt: NOON,
  finishedAt: NOON + 1_500,
  outcome: "proposed",
  message: "Updated the pull request",
  revision: 7,
  changeCount: 2,
  oldestChangeAt: NOON - 90_000,
  pullRequest: {
    number: 17,
    url: "https://github.com/acme/registry/pull/17",
    isVerified: true,
    createdAt: NOON - 60_000,
  },
  unmatchedEntries: { count: 1, first: [{ name: "a b/c", reason: "No cluster reports it" }] },
  unregisteredClaims: { count: 0, first: [] },
  ambiguousEntries: { count: 0, first: [] },
  strippedEntries: { count: 0, first: [] },
  awaitedClusters: [],
  held: [],
  problems: [],
  error: null,
};

/** A plan that proposes nothing. */
export const PLAN: Plan = toEmptyPlan({
  message: "The base branch says what the clusters report",
  filePath: "claims/registry.yaml",
  title: "chore(registry): update claim status",
  pullRequest: null,
});

/** A post with everything that is required. */
export const POST = {
  cluster: "prod",
  claimRef: "team-a/db",
  statusMessage: "Ready: True, Synced: True",
};

/** The body of an error. */
export interface ErrorAnswer {
  readonly error: string;
  readonly requestId: string;
  readonly details?: readonly { readonly field: string; readonly message: string }[];
}

/** Reads an error answer. */
export async function readError(response: Response): Promise<ErrorAnswer> {
  return await response.json();
}
