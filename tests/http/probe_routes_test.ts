import assert from "node:assert/strict";
import type { Readiness, Reconciliation } from "../../src/http/app_deps.ts";
import { createTestApp, NOON, PASS_REPORT, RESTING } from "./test_app.ts";

Deno.test("healthz says ok whatever the readiness", async () => {
  const { get, readiness } = createTestApp();
  for (const state of ["starting", "ready", "degraded", "draining"] as const) {
    readiness.current = { state, reasons: [] };
    const response = await get("/healthz");
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-type"), "application/json");
    assert.deepEqual(await response.json(), { status: "ok" });
  }
});

Deno.test("readyz says what the readiness is", async () => {
  const { get, readiness } = createTestApp();
  const code = "repository-access" as const;
  const reason = { code, message: "Cannot read the registry", secret: "hidden" };
  const cases = [
    { state: "starting", status: 503, body: { status: "starting" } },
    { state: "ready", status: 200, body: { status: "ready" } },
    {
      state: "degraded",
      status: 200,
      body: { status: "degraded", reasons: [{ code: reason.code, message: reason.message }] },
    },
    { state: "draining", status: 503, body: { status: "draining" } },
  ] as const;
  for (const { state, status, body } of cases) {
    readiness.current = { state, reasons: [reason] };
    const response = await get("/readyz");
    assert.equal(response.status, status);
    assert.deepEqual(await response.json(), body);
  }
});

Deno.test("readyz tells of the passes where it is asked to", async () => {
  let status: ReturnType<Reconciliation["describe"]> = {
    runningSince: null,
    last: null,
    lastSuccessAt: null,
    nextAt: NOON + 90_000,
    quotas: [],
  };
  const { get, readiness, clock } = createTestApp({
    reconciliation: { ...RESTING, describe: () => status },
  });
  const ask = async (state: Readiness["state"]) => {
    readiness.current = { state, reasons: [] };
    return await (await get("/readyz?verbose")).json();
  };
  const never = {
    lastPass: null,
    lastSuccessSecondsAgo: null,
    runningSeconds: null,
    nextPassInSeconds: 90,
  };
  assert.deepEqual(await ask("ready"), { status: "ready", ...never });
  status = {
    ...status,
    last: PASS_REPORT,
    lastSuccessAt: NOON + 1_500,
    nextAt: null,
    runningSince: NOON + 60_000,
  };
  clock.now = NOON + 63_999;
  assert.deepEqual(await ask("degraded"), {
    status: "degraded",
    reasons: [],
    lastPass: {
      outcome: "proposed",
      message: "Updated the pull request",
      endedSecondsAgo: 62,
      durationSeconds: 1.5,
    },
    lastSuccessSecondsAgo: 62,
    runningSeconds: 3,
    nextPassInSeconds: null,
  });
  assert.deepEqual(await ask("draining"), { status: "draining" });
});

Deno.test("readyz is as verbose however often it is asked to be", async () => {
  const { get } = createTestApp();
  const once = await (await get("/readyz?verbose")).json();
  assert.ok("lastPass" in once);
  for (
    const query of ["verbose&verbose", "verbose=1&verbose=&verbose=true", "verbose=", "verbose=0"]
  ) {
    const response = await get(`/readyz?${query}`);
    assert.equal(response.status, 200, query);
    assert.deepEqual(await response.json(), once);
  }
});

Deno.test("version says which build this is", async () => {
  const { get } = createTestApp();
  const response = await get("/version");
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), {
    version: "1.2.3",
    commit: "c0ffee",
    date: "unknown",
    deno: "2",
    platform: "test",
  });
});
