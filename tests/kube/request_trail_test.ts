import assert from "node:assert/strict";
import { CLAIM_TARGET } from "./scripted_api_server.ts";
import { endWait, until, WatchLog } from "./watch_log.ts";
import { startWatchedStandIn, toWidget, type WatchedStandIn, WIDGETS } from "./watched_stand_in.ts";

const PATH = "/apis/example.org/v1/widgets";

/** What was logged, without durations; all of it is at `debug`. */
function readTrail({ logger }: WatchedStandIn): readonly (readonly unknown[])[] {
  return logger.records.map(({ level, message, fields: { path, durationMs, ...rest } }) => {
    assert.equal(level, "debug");
    assert.equal(typeof durationMs, "number");
    return [message, path, JSON.parse(JSON.stringify(rest))];
  });
}

Deno.test("each page of a list and each watch leaves lines at debug", async () => {
  await using world = startWatchedStandIn({ watchList: "refused", pageSizeMax: 2 });
  world.api.load(["a", "b", "c"].map((name) => toWidget(name)));
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await log.waitForWords("listed");
  await world.api.until(() => world.api.openWatchCount === 1);
  world.api.apply(toWidget("d"));
  await log.waitForWords("applied d");
  assert.deepEqual(readTrail(world).slice(2), [
    ["API server answered", PATH, { status: 200, items: 2 }],
    ["API server answered", PATH, { status: 200, items: 1 }],
    ["Watch opened", PATH, { status: 200 }],
  ]);
  const [discovery, refused] = readTrail(world);
  assert.deepEqual(discovery, ["API server answered", "/apis/example.org/v1", { status: 200 }]);
  assert.deepEqual(refused?.slice(0, 2), ["Watch ended", PATH], "lists are not streamed");
  assert.doesNotMatch(JSON.stringify(world.logger.records), /continue|"a"|[?]/);
});

Deno.test("a watch that ends says why", async (test) => {
  const cases = {
    "the API server has ended it": (world: WatchedStandIn) => world.api.endWatches(),
    "too old": (world: WatchedStandIn) => world.api.expireHistory({ running: "failed" }),
    "The connection to the API server": (world: WatchedStandIn) => world.api.cutConnections(),
  };
  for (const [why, end] of Object.entries(cases)) {
    await test.step(why, async () => {
      await using world = startWatchedStandIn();
      world.api.apply(toWidget("a"));
      await using log = new WatchLog(world.watcher, CLAIM_TARGET);
      await log.waitForWords("listed");
      const ended = () => world.logger.records.find(({ message }) => message === "Watch ended");
      end(world);
      await until(() => ended() !== undefined);
      assert.ok(String(ended()?.fields["why"]).includes(why), JSON.stringify(ended()));
      assert.equal(ended()?.fields["lines"], 2, "the object and the end of the list");
    });
  }
});

Deno.test("a refusal is told with its status, and an end that was wanted is none", async () => {
  await using world = startWatchedStandIn();
  world.api.forbid(WIDGETS);
  {
    await using log = new WatchLog(world.watcher, CLAIM_TARGET);
    await log.waitForWords("trouble refused 403");
    const { message, fields } = world.logger.records.at(-1) ?? {};
    assert.deepEqual([message, fields?.["status"]], ["Watch ended", 403]);
    assert.match(String(fields?.["why"]), /The API server answered 403: /);
    world.api.allow(WIDGETS);
    await endWait(world.clock);
    await log.waitForWords("listed");
  }
  const { message, fields } = world.logger.records.at(-1) ?? {};
  assert.deepEqual([message, fields?.["why"]], ["Watch ended", "it is not wanted any more"]);
});
