/** For each error that the API description has an example of: a world in which it is answered. */
import assert from "node:assert/strict";
import type { ClaimRow } from "../../src/collector/claim_row.ts";
import { StatusStore } from "../../src/collector/status_store.ts";
import { UNLIMITED } from "../../src/collector/store_limits.ts";
import { RegistryFormatError, UnavailableError } from "../../src/errors.ts";
import { DESCRIPTION_ROOM } from "../../src/http/byte_room.ts";
import { BATCH_EXAMPLES } from "../../src/http/example_answers.ts";
import type { AnswerCase } from "./answer_cases.ts";
import {
  createTestApp,
  NOON,
  OPEN_ACCESS,
  POST,
  RESTING,
  STALE_AFTER_MS,
  type TestApp,
  type TestAppOptions,
} from "./test_app.ts";

const READERS = [
  ...["listStatuses", "listStatusesOfCluster", "listClusters", "describeReconciliation"],
  ...["planReconciliation", "describeLogLevel", "getMetrics", "getOpenApi", "readDocs"],
];
const WRITERS = ["postStatus", "postBatch", "forgetCluster", "reconcile", "changeLogLevel"];
const LISTS = ["listStatuses", "listStatusesOfCluster"];
/** The description is longer. */
const PAGE_BYTES_MIN = 50_000;
const BODIES = ["postStatus", "postBatch", "reconcile", "changeLogLevel"];
const DRAINED = ["postStatus", "postBatch", "reconcile"];
/** Whoever is known may ask, and is shown what they may see. */
const FOR_ALL_KNOWN = ["listStatuses", "listClusters", "getOpenApi", "readDocs"];

const STRANGERS: TestAppOptions = { access: { ...OPEN_ACCESS, isRestricted: true } };

const OTHER_CLUSTER: TestAppOptions = {
  access: {
    ...OPEN_ACCESS,
    isRestricted: true,
    authenticate: () =>
      Promise.resolve({ id: "1", name: "lab", clusters: new Set(["production-us"]) }),
  },
};

const BROKEN: TestAppOptions = {
  access: {
    ...OPEN_ACCESS,
    isRestricted: true,
    authenticate: () => Promise.reject(new Error("A bug")),
  },
};

const RATE = 1_000;

let busy: Promise<TestApp> | undefined;

/** All that may be asked at once has been asked; once for all cases, since that takes some time. */
async function makeBusy(): Promise<TestApp> {
  const world = createTestApp({ requestsPerSecond: RATE });
  for (let count = 0; count < 10 * RATE; count += 1) await world.app.request("/nothing");
  return world;
}

/** One row of it is more than may be listed. */
class LongStore extends StatusStore {
  override list(): readonly ClaimRow[] {
    return super.list().map((row) => ({ ...row, bytes: 200_000_000 }));
  }
}

const LONG: TestAppOptions = {
  store: new LongStore({
    now: () => NOON,
    staleAfterMs: STALE_AFTER_MS,
    limits: UNLIMITED,
    logger: null,
  }),
};

const CHUNKED = { "transfer-encoding": "chunked" };

/** Somebody sends a body that takes all the room, and never ends it. */
async function sendForEver({ app }: TestApp): Promise<void> {
  const { promise: isReading, resolve } = Promise.withResolvers<void>();
  const body = new ReadableStream({ pull: () => resolve() }, { highWaterMark: 0 });
  const init = { method: "PUT", headers: CHUNKED, body };
  void app.request("/api/v1/log-level", init);
  await isReading;
}

/** Somebody asks for something long, and never reads it. */
async function askWithoutReading({ app }: TestApp, path: string): Promise<void> {
  const response = await app.request(path, {}, { whenSent: () => {} });
  assert.equal(response.status, 200);
}

/** Each of them. */
export const ERROR_CASES: readonly AnswerCase[] = [
  { operationId: "postStatus", status: 400, world: {}, body: { ...POST, cluster: undefined } },
  { operationId: "listStatuses", status: 400, world: {}, query: "?limit=0" },
  { operationId: "listStatusesOfCluster", status: 400, world: {}, query: "?limit=0" },
  { operationId: "forgetCluster", status: 400, world: {}, cluster: "%FF" },
  {
    operationId: "postBatch",
    status: 400,
    world: {},
    body: { ...BATCH_EXAMPLES.changes.value, sequence: 0 },
  },
  { operationId: "reconcile", status: 400, world: {}, body: { confirm: "" } },
  { operationId: "changeLogLevel", status: 400, world: {}, body: {} },
  ...[...READERS, ...WRITERS].map((operationId) => ({
    operationId,
    status: 401,
    world: STRANGERS,
  })),
  ...[...READERS, ...WRITERS].filter((each) => !FOR_ALL_KNOWN.includes(each)).map(
    (operationId) => ({ operationId, status: 403, world: OTHER_CLUSTER }),
  ),
  { operationId: "forgetCluster", status: 404, world: {} },
  { operationId: "postBatch", status: 409, world: {}, body: { protocol: 2 } },
  { operationId: "reconcile", status: 409, world: {}, requestName: "confirm" },
  ...BODIES.map((operationId) => ({
    operationId,
    status: 413,
    world: {},
    headers: { "content-length": "5000000" },
  })),
  ...BODIES.map((operationId) => ({
    operationId,
    status: 415,
    world: {},
    headers: { "content-type": "text/plain" },
  })),
  ...[...READERS, ...WRITERS].map((operationId) => ({
    operationId,
    status: 429,
    world: {},
    share: () => busy ??= makeBusy(),
  })),
  ...[...READERS, ...WRITERS].filter((each) => each !== "planReconciliation").map(
    (operationId) => ({ operationId, status: 500, world: BROKEN }),
  ),
  { operationId: "getReadiness", status: 500, world: { readiness: fail } },
  {
    operationId: "getVersion",
    status: 500,
    world: {
      version: {
        get version(): never {
          return fail();
        },
        commit: "",
        date: "",
        deno: "",
        platform: "",
      },
    },
  },
  {
    operationId: "planReconciliation",
    status: 500,
    world: failPlan(
      new RegistryFormatError(
        'Cannot recognise the registry: found "v1" "List", expected ' +
          '"claim-registry.io/v1alpha1" "ClaimRegistry" or a map of clusters',
        { line: 1, column: 1 },
      ),
    ),
  },
  {
    operationId: "planReconciliation",
    status: 503,
    world: failPlan(
      new UnavailableError(
        'Cannot read the branch "main" of "acme/registry": GitHub answered 502',
      ),
    ),
  },
  ...DRAINED.map((operationId) => ({
    operationId,
    status: 503,
    world: { isDraining: () => true },
  })),
  {
    operationId: "changeLogLevel",
    status: 503,
    world: { bodyLimitBytes: 20_000_000 },
    headers: CHUNKED,
    prepare: sendForEver,
  },
  ...LISTS.map((operationId) => ({
    operationId,
    status: 503,
    world: LONG,
    prepare: async (world: TestApp) => {
      await world.post("/api/v1/status", { ...POST, cluster: "production-eu" });
      await askWithoutReading(world, "/api/v1/status");
    },
  })),
  {
    operationId: "getMetrics",
    status: 503,
    world: {
      renderMetrics: () =>
        Promise.resolve({ contentType: "text/plain", bytes: new Uint8Array(40_000_000) }),
    },
    prepare: (world: TestApp) => askWithoutReading(world, "/metrics"),
  },
  ...["getOpenApi", "readDocs"].map((operationId) => ({
    operationId,
    status: 503,
    world: {},
    prepare: async (world: TestApp) => {
      const pageCount = Math.ceil(DESCRIPTION_ROOM.shareBytes / PAGE_BYTES_MIN);
      for (let count = 0; count < pageCount; count += 1) {
        await world.app.request("/docs", {}, { whenSent: () => {} });
      }
    },
  })),
];

function fail(): never {
  throw new Error("A bug");
}

function failPlan(error: Error): TestAppOptions {
  return { reconciliation: { ...RESTING, plan: () => Promise.reject(error) } };
}
