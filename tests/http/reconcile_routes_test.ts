import assert from "node:assert/strict";
import type { PassReport } from "../../src/collector/pass_report.ts";
import { UnavailableError } from "../../src/errors.ts";
import type { Reconciliation } from "../../src/http/app_deps.ts";
import {
  createTestApp,
  NOON,
  PASS_REPORT,
  PLAN,
  readError,
  RESTING,
  type TestApp,
} from "./test_app.ts";

const PATH = "/api/v1/reconcile";

const QUOTAS = [{ resource: "core", limit: 5_000, remaining: 4_990, resetAt: NOON + 1_800_000 }];

const REPORT_BODY = {
  ...PASS_REPORT,
  startedAt: "2026-01-31T12:00:00.000Z",
  finishedAt: "2026-01-31T12:00:01.500Z",
  oldestChangeAt: "2026-01-31T11:58:30.000Z",
  pullRequest: { ...PASS_REPORT.pullRequest, createdAt: "2026-01-31T11:59:00.000Z" },
};

function createReconciliation(report: PassReport): Reconciliation & { runCount: number } {
  return {
    runCount: 0,
    describe: () => ({
      runningSince: 0,
      last: report,
      lastSuccessAt: report.finishedAt,
      nextAt: null,
      quotas: QUOTAS,
    }),
    confirm: (id) => report.held.some((hold) => hold.id === id),
    forget: () => false,
    runNow() {
      this.runCount += 1;
      return Promise.resolve(report);
    },
    plan: () => Promise.resolve(PLAN),
  };
}

Deno.test("before the first pass there is nothing to tell", async () => {
  const { get } = createTestApp();
  const response = await get(PATH);
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), {
    running: false,
    lastPass: null,
    lastSuccessAt: null,
    pullRequest: null,
    held: [],
    nextPassAt: null,
    quotas: [],
  });
});

Deno.test("the last pass and its pull request are told", async () => {
  const { get } = createTestApp({ reconciliation: createReconciliation(PASS_REPORT) });
  assert.deepEqual(await (await get(PATH)).json(), {
    running: true,
    lastPass: REPORT_BODY,
    lastSuccessAt: "2026-01-31T12:00:01.500Z",
    pullRequest: REPORT_BODY.pullRequest,
    held: [],
    nextPassAt: null,
    quotas: [{ ...QUOTAS[0], resetAt: "2026-01-31T12:30:00.000Z" }],
  });
});

Deno.test("a pass is run with no body, an empty one or an object", async () => {
  const reconciliation = createReconciliation(PASS_REPORT);
  const { app } = createTestApp({ reconciliation });
  const json = { "content-type": "application/json" };
  const requests: readonly RequestInit[] = [
    {},
    { headers: json },
    { body: "", headers: json },
    { body: new Uint8Array() },
    { headers: { "content-length": "0" } },
    { headers: { "content-type": "application/x-www-form-urlencoded" } },
    { body: "{}", headers: json },
    { body: '{"future":1}', headers: json },
  ];
  for (const request of requests) {
    const response = await app.request(PATH, { ...request, method: "POST" });
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), REPORT_BODY);
  }
  assert.equal(reconciliation.runCount, requests.length);
});

Deno.test("a pass that failed is answered by its report", async () => {
  const failed: PassReport = {
    ...PASS_REPORT,
    outcome: "failed",
    pullRequest: null,
    error: { code: "access", message: "Cannot read the registry: GitHub answered 404" },
  };
  const { post } = createTestApp({ reconciliation: createReconciliation(failed) });
  const response = await post(PATH, {});
  assert.equal(response.status, 200);
  const body: PassReport = await response.json();
  assert.equal(body.outcome, "failed");
  assert.deepEqual(body.error, failed.error);
});

Deno.test("only what is held back now can be confirmed", async () => {
  const hold = { code: "mass-change", message: "Too many", until: null, id: "abc" } as const;
  const reconciliation = createReconciliation({ ...PASS_REPORT, outcome: "held", held: [hold] });
  const { get, post } = createTestApp({ reconciliation });
  assert.deepEqual((await (await get(PATH)).json()).held, [hold]);
  const refused = await post(PATH, { confirm: "abd" });
  assert.equal(refused.status, 409);
  assert.equal(
    (await readError(refused)).error,
    'Cannot confirm "abd": expected the id of a change that is held back now',
  );
  assert.equal(reconciliation.runCount, 0);
  assert.equal((await post(PATH, { confirm: "abc" })).status, 200);
  assert.equal(reconciliation.runCount, 1);
});

Deno.test("what is held back for a time says until when", async () => {
  const hold = { code: "settling", message: "Wait", until: NOON, id: null } as const;
  const { get } = createTestApp({
    reconciliation: createReconciliation({ ...PASS_REPORT, outcome: "held", held: [hold] }),
  });
  const { held } = await (await get(PATH)).json();
  assert.deepEqual(held, [{ ...hold, until: "2026-01-31T12:00:00.000Z" }]);
});

Deno.test("a malformed body runs nothing", async () => {
  const reconciliation = createReconciliation(PASS_REPORT);
  const { post }: TestApp = createTestApp({ reconciliation });
  const wrong = { confirm: [5, null, "", " ", "a\nb", "x".repeat(129), {}] };
  for (const value of wrong.confirm) {
    const response = await post(PATH, { confirm: value });
    assert.equal(response.status, 400);
    const { details } = await readError(response);
    assert.deepEqual(details?.map((detail) => detail.field), ["confirm"]);
  }
  for (const body of ["[]", "null", "{", "5"]) assert.equal((await post(PATH, body)).status, 400);
  assert.equal((await post(PATH, "{}", { "content-type": "text/plain" })).status, 415);
  assert.equal(reconciliation.runCount, 0);
});

Deno.test("a loop that cannot run a pass now is answered 503", async () => {
  const errors = [
    { error: new UnavailableError("Cannot run a pass: the server is stopping"), seconds: "5" },
    {
      error: new UnavailableError("Cannot run a pass: busy", { retryAfterMs: 1_200 }),
      seconds: "2",
    },
  ];
  for (const { error, seconds } of errors) {
    const reconciliation: Reconciliation = {
      ...RESTING,
      runNow: () => Promise.reject(error),
      plan: () => Promise.reject(error),
    };
    const { post } = createTestApp({ reconciliation });
    const response = await post(PATH, {});
    assert.equal(response.status, 503);
    assert.equal(response.headers.get("retry-after"), seconds);
    assert.equal((await readError(response)).error, error.message);
  }
});
