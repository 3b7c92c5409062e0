import { deepEqual, equal, match } from "node:assert/strict";
import { ManualClock } from "../../testing/manual_clock.ts";
import { ask, CLAIMS, startWithClaims, toClaim, until, watchClaims } from "./stand_in_client.ts";

const INITIAL = "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";

Deno.test("a watch from a list's revision tells what happened since, in order", async () => {
  await using standIn = startWithClaims(["a"]);
  const { revision } = standIn;
  standIn.apply(toClaim("b"));
  await using watch = await watchClaims(standIn, `resourceVersion=${revision}`);
  deepEqual(await watch.take(1), ["ADDED b"]);
  standIn.apply(toClaim("a", { size: 2 }));
  standIn.remove(toClaim("b"));
  deepEqual(await watch.take(2), ["MODIFIED a", "DELETED b"]);
});

Deno.test("a deleted object comes in its last state, at the revision of its deletion", async () => {
  await using standIn = startWithClaims(["a"]);
  const before = standIn.find(toClaim("a"));
  await using watch = await watchClaims(standIn, `resourceVersion=${standIn.revision}`);
  standIn.remove(toClaim("a"));
  const event = await watch.next();
  const resourceVersion = String(standIn.revision);
  deepEqual(event?.object, { ...before, metadata: { ...before?.metadata, resourceVersion } });
});

Deno.test("nothing is told of an object that stays the same", async () => {
  await using standIn = startWithClaims(["a"]);
  const { revision } = standIn;
  standIn.apply(toClaim("a"));
  equal(standIn.revision, revision);
});

Deno.test("a spec that changes makes a new generation, a status does not", async () => {
  await using standIn = startWithClaims(["a"]);
  equal(standIn.apply({ ...toClaim("a"), status: { ready: "no" } }).metadata.generation, 1);
  equal(standIn.apply(toClaim("a", { size: 2 })).metadata.generation, 2);
});

Deno.test("a watch from no revision tells first what there is", async () => {
  await using standIn = startWithClaims(["a", "b"]);
  await using watch = await watchClaims(standIn, "");
  deepEqual(await watch.take(2), ["ADDED a", "ADDED b"]);
  standIn.apply(toClaim("c"));
  deepEqual(await watch.take(1), ["ADDED c"]);
});

Deno.test("a list by watch ends with a bookmark that says so", async () => {
  await using standIn = startWithClaims(["a", "b"]);
  await using watch = await watchClaims(standIn, INITIAL);
  deepEqual(await watch.take(2), ["ADDED a", "ADDED b"]);
  deepEqual(await watch.next(), {
    type: "BOOKMARK",
    object: {
      apiVersion: "platform.example.org/v1alpha1",
      kind: "VolumeClaim",
      metadata: {
        annotations: { "k8s.io/initial-events-end": "true" },
        resourceVersion: String(standIn.revision),
      },
    },
  });
  standIn.apply(toClaim("c"));
  deepEqual(await watch.take(1), ["ADDED c"]);
});

Deno.test("a watch without initial events and revision tells only what is new", async () => {
  await using standIn = startWithClaims(["a"]);
  await using watch = await watchClaims(standIn, INITIAL.replace("true", "false"));
  standIn.apply(toClaim("b"));
  deepEqual(await watch.take(1), ["ADDED b"]);
});

Deno.test("a server without lists by watch refuses them", async () => {
  await using standIn = startWithClaims(["a"], { watchList: "refused" });
  const answer = await ask(standIn, `${CLAIMS}?watch=true&${INITIAL}`);
  equal(answer.status, 422);
  match(answer.body.message, /unless the WatchList feature gate is enabled$/);
});

Deno.test("an old server forbids the revision match of a list by watch that it does not know", async () => {
  await using standIn = startWithClaims(["a"], { watchList: "ignored" });
  const answer = await ask(standIn, `${CLAIMS}?watch=true&${INITIAL}`);
  equal(answer.status, 422);
  match(answer.body.message, /resourceVersionMatch is forbidden for watch/);
});

Deno.test("an initial-events query without NotOlderThan is refused", async () => {
  await using standIn = startWithClaims(["a"]);
  const answer = await ask(standIn, `${CLAIMS}?watch=true&sendInitialEvents=true`);
  equal(answer.status, 422);
  match(answer.body.message, /requires setting resourceVersionMatch to NotOlderThan/);
});

Deno.test("a watch from what is no revision is refused", async () => {
  await using standIn = startWithClaims(["a"]);
  equal((await ask(standIn, `${CLAIMS}?watch=true&resourceVersion=abc`)).status, 500);
});

Deno.test("bookmarks carry the newest revision to watches that allow them, at each interval", async () => {
  const clock = new ManualClock("2026-01-01T00:00:00Z");
  await using standIn = startWithClaims(["a"], { clock, bookmarkIntervalMs: 1_000 });
  const from = `resourceVersion=${standIn.revision}`;
  await using watch = await watchClaims(standIn, `${from}&allowWatchBookmarks=true`);
  await using plain = await watchClaims(standIn, from);
  standIn.apply({ ...toClaim("other"), kind: "BucketClaim" });
  clock.advance(1_000);
  const bookmark = await watch.next();
  equal(bookmark?.type, "BOOKMARK");
  equal(bookmark?.object.metadata.resourceVersion, String(standIn.revision));
  standIn.sendBookmarks();
  deepEqual(await watch.take(1), ["BOOKMARK"]);
  standIn.apply(toClaim("b"));
  deepEqual(await plain.take(1), ["ADDED b"]);
});

Deno.test("a bookmark comes after all events that its revision covers", async () => {
  await using standIn = startWithClaims([]);
  const from = `resourceVersion=${standIn.revision}`;
  await using watch = await watchClaims(standIn, `${from}&allowWatchBookmarks=true`);
  standIn.sendBookmarks();
  standIn.apply(toClaim("a"));
  standIn.apply(toClaim("b"));
  deepEqual(await watch.take(3), ["ADDED a", "ADDED b", "BOOKMARK"]);
});

Deno.test("a watch ends properly when its time is over", async () => {
  const clock = new ManualClock("2026-01-01T00:00:00Z");
  await using standIn = startWithClaims(["a"], { clock });
  await using watch = await watchClaims(standIn, "timeoutSeconds=30");
  deepEqual(await watch.take(1), ["ADDED a"]);
  clock.advance(30_000);
  equal(await watch.next(), undefined);
  equal(standIn.openWatchCount, 0);
});

Deno.test("a watch of one name or namespace is told of nothing else", async () => {
  await using standIn = startWithClaims([]);
  const from = `resourceVersion=${standIn.revision}`;
  await using named = await watchClaims(standIn, `${from}&fieldSelector=metadata.name%3Db`);
  const inRisk = `${from}&fieldSelector=metadata.namespace%3Drisk`;
  await using spaced = await watchClaims(standIn, inRisk);
  standIn.load([toClaim("a"), toClaim("b"), toClaim("risk/c"), toClaim("risk/b")]);
  deepEqual(await named.take(2), ["ADDED b", "ADDED b"]);
  deepEqual(await spaced.take(2), ["ADDED c", "ADDED b"]);
});

Deno.test("a watch that the history has overtaken ends, and can start again from a list only", async () => {
  await using standIn = startWithClaims([], { historyMax: 5 });
  const { revision } = standIn;
  await using watch = await watchClaims(standIn, `resourceVersion=${revision}`);
  standIn.load(Array.from({ length: 20 }, (_, index) => toClaim(`claim-${index}`)));
  equal(await watch.next(), undefined);
  await using again = await watchClaims(standIn, `resourceVersion=${revision}`);
  const event = await again.next();
  equal(event?.type, "ERROR");
  equal(event?.object.code, 410);
});

Deno.test("a client that hangs up is no open watch any more", async () => {
  const clock = new ManualClock("2026-01-01T00:00:00Z");
  await using standIn = startWithClaims(["a"], { clock });
  {
    await using watch = await watchClaims(standIn, "timeoutSeconds=30");
    await watch.take(1);
    deepEqual([standIn.openWatchCount, clock.sleeperCount], [1, 2]);
  }
  await until(standIn, () => standIn.openWatchCount === 0);
  equal(clock.sleeperCount, 1);
});

Deno.test("many thousand objects come whole and in order, by list and by watch", async () => {
  await using standIn = startWithClaims([]);
  const names = Array.from({ length: 5_000 }, (_, index) => `claim-${10_000 + index}`);
  const padding = "ä".repeat(500);
  equal(standIn.load(names.map((name) => toClaim(name, { padding }))), 5_000);
  const { body } = await ask(standIn, CLAIMS);
  equal(body.items.length, 5_000);
  deepEqual(body.items[4_999]?.spec, { padding });
  await using watch = await watchClaims(standIn, INITIAL);
  deepEqual(await watch.take(5_001), [...names.map((name) => `ADDED ${name}`), "BOOKMARK"]);
});
