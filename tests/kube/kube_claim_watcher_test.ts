import assert from "node:assert/strict";
import { createKubeClaimWatcher } from "../../src/kube/kube_claim_watcher.ts";
import { createPlainAccess } from "./plain_access.ts";
import { listRequests, startWatchedStandIn, toWidget } from "./watched_stand_in.ts";
import { CLAIM_TARGET } from "./scripted_api_server.ts";
import { endWait, until, WatchLog } from "./watch_log.ts";

const START = ["resolved widgets Widget namespaced", "listing"];

Deno.test("a list and what happens after it come in order, over one connection", async () => {
  await using world = startWatchedStandIn();
  world.api.load(["a", "b"].map((name) => toWidget(name)));
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await log.waitForWords("listed");
  world.api.apply(toWidget("c"));
  world.api.remove(toWidget("a"));
  world.api.apply(toWidget("a"));
  await log.waitFor(({ words }) => words.length === 7);
  assert.deepEqual(log.words, [
    ...START,
    "applied a b",
    "listed",
    "applied c",
    "deleted a",
    "applied a",
  ]);
  assert.deepEqual(listRequests(world.api), ["stream"]);
});

for (const watchList of ["refused", "ignored"] as const) {
  Deno.test(`a server that ${watchList === "refused" ? "refuses" : "has never heard of"} streamed lists is asked for pages`, async () => {
    await using world = startWatchedStandIn({ watchList });
    const names = Array.from({ length: 1_100 }, (_, index) => `w${index}`);
    world.api.load(names.map((name) => toWidget(name)));
    await using log = new WatchLog(world.watcher, CLAIM_TARGET);
    await log.waitForWords("listed");
    world.api.apply(toWidget("z"));
    await log.waitForWords("applied z");
    assert.deepEqual(log.names, [...names, "z"].sort());
    assert.deepEqual(
      listRequests(world.api),
      ["stream", "list", "list+continue", "list+continue", "watch"],
    );
    assert.deepEqual(log.words.filter((word) => word.startsWith("trouble")), []);

    world.api.expireHistory({ running: "failed" });
    await log.waitForWords("listed", 2);
    assert.equal(listRequests(world.api).filter((request) => request === "stream").length, 1);
  });
}

for (const watchList of ["served", "refused"] as const) {
  Deno.test(`objects of five megabytes are told where streamed lists are ${watchList}`, async () => {
    await using world = startWatchedStandIn({ watchList });
    const toLarge = (name: string) => ({ ...toWidget(name), spec: "x".repeat(5_000_000) });
    world.api.load([toLarge("a")]);
    await using log = new WatchLog(world.watcher, CLAIM_TARGET);
    await log.waitForWords("listed");
    world.api.apply(toLarge("b"));
    await log.waitForWords("applied b");
    assert.deepEqual(log.words.slice(-3), ["applied a", "listed", "applied b"]);
    assert.deepEqual(log.words.filter((word) => word.startsWith("trouble")), []);
  });
}

Deno.test("large objects can be asked for in small pages", async () => {
  await using world = startWatchedStandIn({ watchList: "refused" });
  world.api.load(["a", "b", "c"].map((name) => toWidget(name)));
  const watcher = createKubeClaimWatcher({
    access: createPlainAccess(world.api.url),
    clock: world.clock,
    random: () => 0,
    pageItemCount: 2,
  });
  await using log = new WatchLog(watcher, CLAIM_TARGET);
  await log.waitForWords("listed");
  assert.deepEqual(log.words, [...START, "listing", "applied a b", "applied c", "listed"]);
});

Deno.test("after a cut the watch goes on where it was, without a list", async () => {
  await using world = startWatchedStandIn();
  world.api.apply(toWidget("a"));
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await log.waitForWords("listed");
  for (const name of ["b", "c", "d"]) {
    world.api.cutConnections();
    world.api.apply(toWidget(name));
    await log.waitFor(({ words }) => words.at(-1) === "trouble unavailable -");
    await endWait(world.clock);
    await log.waitForWords(`applied ${name}`);
  }
  assert.equal(log.words.filter((word) => word === "listing").length, 1);
  assert.deepEqual(log.names, ["a", "b", "c", "d"]);
  assert.deepEqual(listRequests(world.api), [
    "stream",
    ...["b", "c", "d"].flatMap(() => ["version", "watch"]),
  ]);
});

Deno.test("a watch that is cut in the middle of a line loses and repeats nothing", async () => {
  await using world = startWatchedStandIn();
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await log.waitForWords("listed");
  world.api.apply(toWidget("a"));
  await log.waitForWords("applied a");
  const cut = world.api.cutWatchesMidEvent();
  await log.waitForWords("trouble unavailable -");
  await cut;
  world.api.apply(toWidget("b"));
  await endWait(world.clock);
  await log.waitForWords("applied b");
  assert.deepEqual(log.words, [
    ...START,
    "listed",
    "applied a",
    "trouble unavailable -",
    "applied b",
  ]);
});

Deno.test("a watch that the server ends goes on at once, from its last bookmark", async () => {
  await using world = startWatchedStandIn({ historyMax: 1 });
  world.api.defineResource({
    group: "example.org",
    versions: ["v1"],
    plural: "gadgets",
    kind: "Gadget",
    scope: "Cluster",
  });
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await log.waitForWords("listed");
  const { revision } = world.api;
  world.api.apply({ apiVersion: "example.org/v1", kind: "Gadget", metadata: { name: "g" } });
  assert.ok(world.api.revision > revision);
  const before = log.events.length;
  world.api.sendBookmarks();
  await log.waitFor(({ events }) => events.length > before);
  assert.deepEqual(log.events.at(-1), { type: "contact" });
  world.api.endWatches();
  await world.api.until(() => listRequests(world.api).length === 3);
  assert.deepEqual(listRequests(world.api), ["stream", "version", "watch"]);
  const resumed = world.api.requests.at(-1)?.query ?? "";
  assert.equal(new URLSearchParams(resumed).get("resourceVersion"), String(world.api.revision));
  world.api.apply(toWidget("a"));
  await log.waitForWords("applied a");
  assert.deepEqual(log.words, [...START, "listed", "applied a"]);
});

Deno.test("watches that end at once, again and again, are opened ever more slowly", async () => {
  await using world = startWatchedStandIn();
  const { api, clock } = world;
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  const waitForContacts = (count: number) =>
    log.waitFor(({ events }) => events.filter(({ type }) => type === "contact").length === count);
  await log.waitForWords("listed");
  for (const [index, waitMs] of [0, 500, 1_000, 2_000, 4_000].entries()) {
    // One contact when a watch opens, one when it ends.
    await waitForContacts(1 + 2 * index);
    api.endWatches();
    await waitForContacts(2 + 2 * index);
    if (waitMs === 0) continue;
    await until(() => clock.sleeperCount === 1);
    clock.advance(waitMs - 1);
    await until(() => clock.sleeperCount === 1);
    const opened = listRequests(api).filter((request) => request !== "version");
    assert.equal(opened.length, index + 1);
    clock.advance(1);
  }
});
