import assert from "node:assert/strict";
import { yieldTurn } from "../../src/runtime/turn.ts";
import { CLAIM_TARGET } from "./scripted_api_server.ts";
import { until } from "./watch_log.ts";
import { startWatchedStandIn, toWidget, type WatchedStandIn, WIDGETS } from "./watched_stand_in.ts";

/** A test that fails if it leaves a socket, an HTTP client, a timer or a request behind. */
function testTidy(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, fn, sanitizeOps: true, sanitizeResources: true });
}

/** Watches until the n-th turn of the event loop, then aborts; how many events came. */
async function abortAfterTurns(world: WatchedStandIn, turnCount: number): Promise<number> {
  const abort = new AbortController();
  let eventCount = 0;
  const consume = async (): Promise<void> => {
    for await (const _event of world.watcher.watch(CLAIM_TARGET, abort.signal)) eventCount += 1;
  };
  const done = consume();
  for (let turn = 0; turn < turnCount; turn++) await yieldTurn();
  abort.abort();
  await done;
  await world.api.until(() => world.api.openWatchCount === 0);
  assert.equal(world.clock.sleeperCount, 0);
  return eventCount;
}

for (const watchList of ["served", "refused"] as const) {
  testTidy(
    `a watch that is aborted at any moment ends and leaves nothing behind (${watchList})`,
    async () => {
      await using world = startWatchedStandIn({ watchList, pageSizeMax: 10 });
      world.api.load(Array.from({ length: 50 }, (_, index) => toWidget(`w${index}`)));
      const counts: number[] = [];
      for (let turnCount = 0; turnCount < 40; turnCount++) {
        counts.push(await abortAfterTurns(world, turnCount));
      }
      assert.equal(counts[0], 0);
      assert.ok(counts.some((count) => count >= 4), counts.join(" "));
    },
  );
}

testTidy("a watch that is aborted while it waits after a failure ends at once", async () => {
  await using world = startWatchedStandIn();
  world.api.forbid(WIDGETS);
  const abort = new AbortController();
  const words: string[] = [];
  const consume = async (): Promise<void> => {
    for await (const event of world.watcher.watch(CLAIM_TARGET, abort.signal)) {
      words.push(event.type);
    }
  };
  const done = consume();
  await until(() => words.at(-1) === "trouble" && world.clock.sleeperCount === 1);
  abort.abort();
  await done;
  assert.deepEqual(words, ["resolved", "listing", "trouble"]);
});

testTidy("a watch of a frozen server is aborted like any other", async () => {
  await using world = startWatchedStandIn();
  world.api.silence();
  assert.equal(await abortAfterTurns(world, 20), 0);
});

testTidy("a watch whose signal is aborted before it starts says nothing", async () => {
  await using world = startWatchedStandIn();
  for await (const event of world.watcher.watch(CLAIM_TARGET, AbortSignal.abort())) {
    assert.fail(event.type);
  }
  assert.equal(world.api.requests.length, 0);
});

testTidy("a consumer that stops after any event closes the connection", async () => {
  await using world = startWatchedStandIn();
  world.api.apply(toWidget("a"));
  for (let count = 1; count <= 5; count++) {
    let seen = 0;
    for await (const _event of world.watcher.watch(CLAIM_TARGET, new AbortController().signal)) {
      seen += 1;
      if (seen === count) break;
    }
    await world.api.until(() => world.api.openWatchCount === 0);
    assert.equal(world.clock.sleeperCount, 0);
  }
});
