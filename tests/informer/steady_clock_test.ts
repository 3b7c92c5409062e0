import assert from "node:assert/strict";
import { createSteadyClock } from "../../src/informer/steady_clock.ts";
import { ManualClock } from "../testing/manual_clock.ts";

Deno.test("steady time goes on when the clock is set back, and never goes back itself", () => {
  const clock = new ManualClock("2026-03-01T08:00:00Z");
  const steady = createSteadyClock(clock);
  const startedAt = steady.now();
  clock.advance(1_000);
  assert.equal(steady.now() - startedAt, 1_000);
  clock.advance(-3_600_000);
  assert.equal(steady.now() - startedAt, 1_000);
  clock.advance(500);
  assert.equal(steady.now() - startedAt, 1_500);
});

Deno.test("who has slept until a time has reached it", async () => {
  const clock = new ManualClock("2026-03-01T08:00:00Z");
  let skewMs = 0;
  const steady = createSteadyClock({
    now: () => clock.now() - skewMs,
    sleep: (durationMs, signal) => clock.sleep(durationMs, signal),
  });
  const startedAt = steady.now();
  const slept = steady.sleep(10_000, new AbortController().signal);
  clock.advance(5_000);
  skewMs = 3_600_000;
  clock.advance(5_000);
  await slept;
  assert.equal(steady.now() - startedAt, 10_000);
  const aborting = new AbortController();
  const cut = steady.sleep(10_000, aborting.signal);
  aborting.abort();
  await cut;
  assert.equal(steady.now() - startedAt, 10_000);
});
