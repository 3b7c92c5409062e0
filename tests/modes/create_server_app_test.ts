/** The app as the process makes it, on a clock that somebody sets to another time while it runs. */
import assert from "node:assert/strict";
import type { ReconcileStatus } from "../../src/collector/reconcile_loop.ts";
import { StatusStore } from "../../src/collector/status_store.ts";
import { UNLIMITED } from "../../src/collector/store_limits.ts";
import { createServerApp } from "../../src/modes/create_server_app.ts";
import { createServerMeters } from "../../src/modes/server_meters.ts";
import { NO_TRACER } from "../../src/runtime/tracer.ts";
import {
  BATCH_LIMIT_BYTES,
  BODY_LIMIT_BYTES,
  FIXED_LOG_LEVELS,
  OPEN_ACCESS,
  PASS_REPORT,
  PLAN,
  POST,
} from "../http/test_app.ts";
import { parseSamples } from "../metrics/metrics_text.ts";
import { createMemoryLogger } from "../testing/memory_logger.ts";

const HOUR_MS = 3_600_000;
const VERSION = {
  version: "1.2.3",
  commit: "c0ffee",
  date: "unknown",
  deno: "2",
  platform: "test",
};

/** A process whose clock shows what the test says, and whose loop has just ended a pass. */
function createProcess() {
  const clock = { at: Date.now(), now: () => clock.at };
  const state: { loop: ReconcileStatus } = {
    loop: { runningSince: null, last: null, lastSuccessAt: null, nextAt: null, quotas: [] },
  };
  const store = new StatusStore({
    now: clock.now,
    staleAfterMs: HOUR_MS / 2,
    limits: UNLIMITED,
    logger: null,
  });
  const app = createServerApp({
    settings: {
      requestsPerSecond: 1,
      bodyLimitBytes: BODY_LIMIT_BYTES,
      batchLimitBytes: BATCH_LIMIT_BYTES,
    },
    store,
    loop: {
      describe: () => state.loop,
      confirm: () => false,
      forget: () => false,
      runNow: () => Promise.resolve(PASS_REPORT),
      plan: () => Promise.resolve(PLAN),
    },
    clock,
    access: { ...OPEN_ACCESS, problems: [], follow: () => Promise.resolve() },
    tls: undefined,
    meters: createServerMeters(VERSION),
    logger: createMemoryLogger(),
    logLevels: FIXED_LOG_LEVELS,
    tracer: NO_TRACER,
    version: VERSION,
    stop: new AbortController().signal,
  });
  const endPass = () => {
    const last = { ...PASS_REPORT, startedAt: clock.at - 2_000, finishedAt: clock.at - 1_000 };
    state.loop = { ...state.loop, last, nextAt: clock.at + 60_000 };
  };
  return { app, clock, state, endPass };
}

for (const stepMs of [2 * HOUR_MS, -2 * HOUR_MS]) {
  Deno.test(`a clock that is set by ${stepMs} ms shows one time to all who ask`, async () => {
    const { app, clock, state, endPass } = createProcess();
    const askReadiness = async () => await (await app.request("/readyz?verbose")).json();
    clock.at += stepMs;
    endPass();
    await app.request("/api/v1/status", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(POST),
    });
    const { lastPass, nextPassInSeconds } = await askReadiness();
    assert.deepEqual([lastPass.endedSecondsAgo, lastPass.durationSeconds], [1, 1]);
    assert.equal(nextPassInSeconds, 60);
    const samples = parseSamples(await (await app.request("/metrics")).text());
    const timeOf = (name: string) =>
      samples.find((sample) => sample.name === `machinery_collector_${name}`)?.value;
    assert.equal(timeOf("last_pass_timestamp_seconds"), (clock.at - 1_000) / 1_000);
    assert.equal(timeOf("cluster_last_contact_timestamp_seconds"), clock.at / 1_000);
    // A pass that has been running for too long, by the same clock.
    state.loop = { ...state.loop, runningSince: clock.at - HOUR_MS, nextAt: null };
    const { runningSeconds, reasons } = await askReadiness();
    assert.equal(runningSeconds, 3_600);
    assert.deepEqual(reasons.map(({ code }: { code: string }) => code), ["pass-overdue"]);
  });
}

Deno.test("a clock that is set back does not make senders ask too often", async () => {
  const { app, clock } = createProcess();
  assert.equal((await app.request("/api/v1/status")).status, 200);
  clock.at -= 2 * HOUR_MS;
  for (let count = 0; count < 5; count++) {
    assert.equal((await app.request("/api/v1/status")).status, 200);
  }
});
