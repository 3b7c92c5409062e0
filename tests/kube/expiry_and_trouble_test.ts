import assert from "node:assert/strict";
import { CLAIM_TARGET } from "./scripted_api_server.ts";
import { endWait, until, WatchLog } from "./watch_log.ts";
import {
  defineWidgets,
  listRequests,
  startWatchedStandIn,
  toWidget,
  WIDGETS,
} from "./watched_stand_in.ts";

const START = ["resolved widgets Widget namespaced", "listing"];

for (const as of ["status", "event"] as const) {
  Deno.test(`an expired version, told as ${as}, is followed by a list at once`, async () => {
    await using world = startWatchedStandIn();
    world.api.load([toWidget("a"), toWidget("b")]);
    await using log = new WatchLog(world.watcher, CLAIM_TARGET);
    await log.waitForWords("listed");
    world.api.remove(toWidget("a"));
    await log.waitForWords("deleted a");
    world.api.apply(toWidget("c"));
    await log.waitForWords("applied c");
    world.api.cutConnections();
    world.api.remove(toWidget("b"));
    world.api.expireHistory({ as });
    await log.waitForWords("trouble unavailable -");
    await endWait(world.clock);
    await log.waitForWords("listed", 2);
    assert.deepEqual(log.words.slice(-4), [
      "trouble expired 410",
      "listing",
      "applied c",
      "listed",
    ]);
    assert.deepEqual(log.names, ["c"]);
  });
}

Deno.test("a watch that expires while it runs is followed by a list at once", async () => {
  await using world = startWatchedStandIn();
  world.api.apply(toWidget("a"));
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await log.waitForWords("listed");
  world.api.expireHistory({ running: "failed" });
  await log.waitForWords("listed", 2);
  assert.deepEqual(log.words.slice(4), ["trouble expired 410", "listing", "applied a", "listed"]);
});

Deno.test("a continue token that expires begins the list anew", async () => {
  await using world = startWatchedStandIn({ watchList: "refused", pageSizeMax: 2 });
  world.api.load(["a", "b", "c", "d", "e"].map((name) => toWidget(name)));
  world.api.failNext({ status: 410, pathMatch: "continue=" });
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await log.waitForWords("listed");
  assert.deepEqual(log.words, [
    ...START,
    "listing",
    "applied a b",
    "trouble expired 410",
    "listing",
    "applied a b",
    "applied c d",
    "applied e",
    "listed",
  ]);
});

Deno.test("versions that expire again and again do not make a busy loop", async () => {
  await using world = startWatchedStandIn({ watchList: "refused" });
  world.api.failNext({ status: 410, count: 3, pathMatch: "resourceVersion=" });
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  for (const [count, waitMs] of [[1, 0], [2, 500], [3, 1_000]] as const) {
    await log.waitForWords("trouble expired 410", count);
    if (waitMs === 0) continue;
    await until(() => world.clock.sleeperCount === 1);
    world.clock.advance(waitMs - 1);
    assert.equal(world.clock.sleeperCount, 1);
    assert.equal(log.words.at(-1), "trouble expired 410");
    world.clock.advance(1);
  }
  world.api.apply(toWidget("a"));
  await log.waitFor(({ names }) => names.includes("a"));
});

Deno.test("a connection without a byte for 90 seconds is replaced, and the watch goes on", async () => {
  await using world = startWatchedStandIn();
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  world.api.apply(toWidget("a"));
  await log.waitForWords("listed");
  world.api.dropWatchesSilently();
  world.api.apply(toWidget("b"));
  await until(() => world.clock.sleeperCount === 1);
  world.clock.advance(89_999);
  assert.equal(world.clock.sleeperCount, 1);
  world.clock.advance(1);
  await log.waitForWords("trouble unavailable -");
  const [trouble] = log.events.filter((event) => event.type === "trouble");
  assert.match(trouble?.problem.message ?? "", /^The API server at ".*" sent nothing for 90 s$/);
  await endWait(world.clock);
  await log.waitForWords("applied b");
  assert.deepEqual(listRequests(world.api), ["stream", "version", "watch"]);
});

Deno.test("a frozen server is told as trouble and found again when it speaks", async () => {
  await using world = startWatchedStandIn();
  world.api.apply(toWidget("a"));
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await log.waitForWords("listed");
  world.api.silence();
  for (const count of [1, 2]) {
    // First the watch is silent, then a new connection.
    await until(() => world.clock.sleeperCount === 1);
    world.clock.advance(90_000);
    await log.waitForWords("trouble unavailable -", count);
    await endWait(world.clock);
  }
  world.api.speak();
  world.api.apply(toWidget("b"));
  await log.waitFor(({ names }) => names.includes("b"));
  assert.deepEqual(log.names, ["a", "b"]);
});

Deno.test("a server that goes away and comes back is found again", async () => {
  await using world = startWatchedStandIn();
  world.api.apply(toWidget("a"));
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await log.waitForWords("listed");
  await world.api.goDown();
  for (const count of [1, 2, 3]) {
    await log.waitForWords("trouble unavailable -", count);
    if (count < 3) await endWait(world.clock);
  }
  world.api.apply(toWidget("b"));
  world.api.comeUp();
  await endWait(world.clock);
  await log.waitForWords("applied b");
  assert.deepEqual(listRequests(world.api), ["stream", "version", "watch"]);
});

const HTML = "<html>Sign in</html>";
const REFUSALS = [
  { failure: { status: 403 }, words: "trouble refused 403" },
  { failure: { status: 429, retryAfterSeconds: 7 }, words: "trouble unavailable 429" },
  { failure: { status: 500 }, words: "trouble unavailable 500" },
  { failure: { status: 302, body: HTML }, words: "trouble unavailable 302" },
  { failure: { status: 200, body: HTML }, words: "trouble unavailable 200" },
] as const;

for (const { failure, words } of REFUSALS) {
  const name = `${failure.status}${"body" in failure ? " with HTML" : ""}`;
  Deno.test(`an answer ${name} is trouble, wherever it comes, and the watch gets over it`, async () => {
    await using world = startWatchedStandIn();
    world.api.apply(toWidget("a"));
    for (const pathMatch of ["/apis/example.org/v1", "sendInitialEvents", "resourceVersion="]) {
      world.api.failNext({ ...failure, pathMatch });
    }
    await using log = new WatchLog(world.watcher, CLAIM_TARGET);
    for (const count of [1, 2]) {
      await log.waitForWords(words, count);
      await endWait(world.clock);
    }
    await log.waitForWords("listed");
    world.api.endWatches();
    await log.waitForWords(words, 3);
    world.api.apply(toWidget("b"));
    await endWait(world.clock);
    await log.waitForWords("applied b");
    assert.equal(log.words.filter((word) => word === "listed").length, 1);
  });
}

Deno.test("Retry-After is honoured", async () => {
  await using world = startWatchedStandIn();
  world.api.failNext({ status: 429, retryAfterSeconds: 7 });
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await log.waitForWords("trouble unavailable 429");
  await until(() => world.clock.sleeperCount === 1);
  world.clock.advance(6_999);
  assert.equal(world.clock.sleeperCount, 1);
  assert.equal(world.api.requests.length, 1);
  world.clock.advance(1);
  await log.waitForWords("listed");
});

Deno.test("failures in a row are tried again ever more slowly, every 30 seconds at most", async () => {
  await using world = startWatchedStandIn();
  world.api.failNext({ status: 500, count: 8 });
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  for (const [index, waitMs] of [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000].entries()) {
    await log.waitForWords("trouble unavailable 500", index + 1);
    await until(() => world.clock.sleeperCount === 1);
    world.clock.advance(waitMs - 1);
    assert.equal(world.clock.sleeperCount, 1);
    assert.equal(world.api.requests.length, index + 1);
    world.clock.advance(1);
  }
});

Deno.test("failures are forgotten after five seconds without one", async () => {
  await using world = startWatchedStandIn();
  const { api, clock } = world;
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await log.waitForWords("listed");
  let count = 0;
  for (
    const { healthyMs, waitMs } of [
      { healthyMs: 0, waitMs: 500 },
      { healthyMs: 4_999, waitMs: 1_000 },
      { healthyMs: 5_000, waitMs: 500 },
      { healthyMs: 1_000, waitMs: 1_000 },
      { healthyMs: 1_000, waitMs: 2_000 },
    ]
  ) {
    count += 1;
    clock.advance(healthyMs);
    api.cutConnections();
    await log.waitForWords("trouble unavailable -", count);
    await until(() => clock.sleeperCount === 1);
    clock.advance(waitMs - 1);
    assert.equal(clock.sleeperCount, 1);
    clock.advance(1);
    api.apply(toWidget(`w${count}`));
    await log.waitForWords(`applied w${count}`);
    await until(() => clock.sleeperCount === 1);
  }
});

Deno.test("a resource that is not there yet is awaited, and told when it appears", async () => {
  await using world = startWatchedStandIn();
  world.api.removeResource(WIDGETS);
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await log.waitForWords("trouble unserved 404");
  assert.deepEqual(log.words, ["trouble unserved 404"]);
  defineWidgets(world.api);
  world.api.apply(toWidget("a"));
  await endWait(world.clock);
  await log.waitForWords("listed");
  assert.deepEqual(log.words.slice(1), [...START, "applied a", "listed"]);
});

Deno.test("a resource that goes away is unserved until it is back, and then listed anew", async () => {
  await using world = startWatchedStandIn();
  world.api.load([toWidget("a"), toWidget("b")]);
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await log.waitForWords("listed");
  world.api.removeResource(WIDGETS);
  await log.waitForWords("trouble unserved 404");
  defineWidgets(world.api);
  world.api.apply(toWidget("b"));
  await endWait(world.clock);
  await log.waitForWords("listed", 2);
  assert.deepEqual(log.words.slice(-4), [...START, "applied b", "listed"]);
});

Deno.test("a right that is taken away is told as refused, and used again when it is given back", async () => {
  await using world = startWatchedStandIn();
  world.api.forbid(WIDGETS);
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await log.waitForWords("trouble refused 403");
  const [trouble] = log.events.filter((event) => event.type === "trouble");
  assert.match(trouble?.problem.message ?? "", /answered 403: .*cannot watch resource "widgets"/);
  world.api.allow(WIDGETS);
  await endWait(world.clock);
  await log.waitForWords("listed");
});
