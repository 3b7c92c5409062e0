/** For each answer that the API description has an example of: a world in which it is given. */
import type { PassReport } from "../../src/collector/pass_report.ts";
import type { Plan } from "../../src/collector/plan.ts";
import { BATCH_EXAMPLES, PASS_EXAMPLE, PLAN_EXAMPLE } from "../../src/http/example_answers.ts";
import { LogLevelSwitch } from "../../src/runtime/log_level_switch.ts";
import { ManualClock } from "../testing/manual_clock.ts";
import { createMemoryLogger } from "../testing/memory_logger.ts";
import { ERROR_CASES } from "./error_cases.ts";
import { NOON, RESTING, type TestApp, type TestAppOptions } from "./test_app.ts";

/** One answer, and how to get it. */
export interface AnswerCase {
  readonly operationId: string;
  readonly status: number;
  /** Of the example, where there are several. */
  readonly name?: string;
  readonly world: TestAppOptions;
  /** An app that is made already, for several cases. */
  readonly share?: () => Promise<TestApp>;
  readonly prepare?: (world: TestApp) => Promise<unknown>;
  /** Which of several documented requests is sent. */
  readonly requestName?: string;
  /** What is sent in the place of the documented body. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly cluster?: string;
}

const INSTANCE = { instance: "c4f7e6f2-0d5a-4d8a-8e0e-3c1a0d2b9f11" };
const { changes, synchronisation } = BATCH_EXAMPLES;

const PULL_REQUEST = {
  number: 17,
  url: "https://github.com/acme/registry/pull/17",
  isVerified: true,
  createdAt: NOON - 60_000,
};

const REPORT: PassReport = {
  ...PASS_EXAMPLE,
  startedAt: NOON,
  finishedAt: NOON + 1_500,
  oldestChangeAt: NOON - 90_000,
  pullRequest: PULL_REQUEST,
  held: [],
};

const PLAN: Plan = { ...PLAN_EXAMPLE, held: [], pullRequest: PULL_REQUEST };

/** A loop whose last pass is the documented one. */
const RECONCILIATION: TestAppOptions["reconciliation"] = {
  ...RESTING,
  describe: () => ({
    runningSince: null,
    last: REPORT,
    lastSuccessAt: NOON + 1_500,
    nextAt: NOON + 301_500,
    quotas: [{ resource: "core", limit: 5000, remaining: 4987, resetAt: NOON + 2_700_000 }],
  }),
  runNow: () => Promise.resolve(REPORT),
  plan: () => Promise.resolve(PLAN),
};

const BATCHES = "/api/v1/clusters/production-eu/batch";

/** The cluster has told everything; the claim was not ready then. */
async function synchronise({ post }: TestApp): Promise<void> {
  const { upserts: [upsert], ...batch } = synchronisation.value;
  const upserts = [{ ...upsert, statusMessage: "Ready: False, Synced: True", phase: "Creating" }];
  await post(BATCHES, { ...batch, sequence: 5, upserts });
}

/** The claim is known as it is described. */
async function report({ post }: TestApp): Promise<void> {
  await post(BATCHES, { ...synchronisation.value, sequence: 6 });
}

function createLogLevels(): LogLevelSwitch {
  return new LogLevelSwitch({
    configured: "info",
    clock: new ManualClock(new Date(NOON).toISOString()),
    logger: createMemoryLogger(),
    waysBack: [],
  });
}

const GOOD_CASES: readonly AnswerCase[] = [
  { operationId: "postStatus", status: 201, world: {} },
  { operationId: "listStatuses", status: 200, world: {}, prepare: report },
  { operationId: "listStatusesOfCluster", status: 200, world: {}, prepare: report },
  ...["listStatuses", "listStatusesOfCluster"].map((operationId) => ({
    operationId,
    status: 304,
    world: {},
    headers: { "if-none-match": "*" },
  })),
  { operationId: "listClusters", status: 200, world: {}, prepare: report },
  { operationId: "forgetCluster", status: 204, world: {}, prepare: report },
  {
    operationId: "postBatch",
    status: 200,
    name: "accepted",
    world: INSTANCE,
    prepare: synchronise,
    requestName: "changes",
  },
  {
    operationId: "postBatch",
    status: 200,
    name: "rejected",
    world: INSTANCE,
    prepare: synchronise,
    body: {
      ...changes.value,
      upserts: [...changes.value.upserts, { ...changes.value.upserts[0], claimRef: undefined }],
      deletions: [],
    },
  },
  {
    operationId: "postBatch",
    status: 200,
    name: "resync",
    world: INSTANCE,
    requestName: "heartbeat",
  },
  {
    operationId: "describeReconciliation",
    status: 200,
    world: { reconciliation: RECONCILIATION },
  },
  { operationId: "reconcile", status: 200, world: { reconciliation: RECONCILIATION } },
  { operationId: "planReconciliation", status: 200, world: { reconciliation: RECONCILIATION } },
  { operationId: "describeLogLevel", status: 200, world: { logLevels: createLogLevels() } },
  { operationId: "changeLogLevel", status: 200, world: { logLevels: createLogLevels() } },
  { operationId: "getHealth", status: 200, world: {} },
  { operationId: "getReadiness", status: 200, name: "ready", world: {} },
  {
    operationId: "getReadiness",
    status: 200,
    name: "degraded",
    world: {
      readiness: () => ({
        state: "degraded",
        reasons: [{
          code: "repository-access",
          message: "The last pass failed: GitHub answered 403 for acme/registry",
        }],
      }),
    },
  },
  {
    operationId: "getReadiness",
    status: 200,
    name: "verbose",
    world: { reconciliation: RECONCILIATION, now: () => NOON + 43_500 },
    query: "?verbose",
  },
  {
    operationId: "getReadiness",
    status: 503,
    world: { readiness: () => ({ state: "draining", reasons: [] }) },
  },
  {
    operationId: "getVersion",
    status: 200,
    world: {
      version: {
        version: "1.2.3",
        commit: "0123456789abcdef0123456789abcdef01234567",
        date: "2026-01-31T08:00:00Z",
        deno: "2.9.6",
        platform: "linux/x86_64",
      },
    },
  },
  { operationId: "getOpenApi", status: 304, world: {}, headers: { "if-none-match": "*" } },
  { operationId: "readDocs", status: 304, world: {}, headers: { "if-none-match": "*" } },
];

/** Each of them. */
export const ANSWER_CASES: readonly AnswerCase[] = [...GOOD_CASES, ...ERROR_CASES];
