import assert from "node:assert/strict";
import { LoopLag } from "../../src/runtime/loop_lag.ts";
import { ManualClock } from "../testing/manual_clock.ts";

/** A lag that is measured, and the way to let time pass in one piece. */
function startLag() {
  const clock = new ManualClock("2026-01-31T12:00:00Z");
  const end = new AbortController();
  const lag = new LoopLag(() => clock.now());
  const following = lag.follow(clock, end.signal);
  const pass = async (durationMs: number) => {
    clock.advance(durationMs);
    while (clock.sleeperCount === 0) await Promise.resolve();
  };
  return { lag, end, following, pass };
}

Deno.test("the largest delay of a timer is told, and no smaller one takes its place", async () => {
  const { lag, end, following, pass } = startLag();
  assert.equal(lag.maxMs, 0);
  await pass(100);
  assert.equal(lag.maxMs, 0);
  await pass(350);
  assert.equal(lag.maxMs, 250);
  await pass(110);
  await pass(8_000);
  assert.equal(lag.maxMs, 7_900);
  await pass(100);
  assert.equal(lag.maxMs, 7_900);
  end.abort();
  await following;
});

Deno.test("a delay is told for a minute, however often it is asked for", async () => {
  const { lag, end, following, pass } = startLag();
  await pass(400);
  for (let count = 0; count < 545; count++) {
    await pass(100);
    assert.equal(lag.maxMs, 300);
  }
  for (let count = 0; count < 60; count++) await pass(100);
  assert.equal(lag.maxMs, 0);
  end.abort();
  await following;
});
