/** What sessions prove, and are asked, where there is no room for what they tell. */
import assert from "node:assert/strict";
import { MIB, MINUTE_MS, SCOPE, StoreWorld } from "./store_world.ts";

Deno.test("a claim without room exists: its scope proves nothing until the claim is taken or gone", () => {
  const world = new StoreWorld({ claimsMax: 2 });
  assert.deepEqual(world.sync("a", "b").refused, []);
  assert.deepEqual(world.proofs(), [true]);
  assert.deepEqual(world.send({ upserts: [world.upsert("c")] }).refused, [0]);
  assert.deepEqual(world.proofs(), [false]);
  world.send({ deletions: [world.deletion("c")] });
  assert.deepEqual(world.proofs(), [true]);
  assert.deepEqual(world.sync("a", "b", "c").refused, [2]);
  assert.deepEqual(world.proofs(), [false]);
  // The dead make room in the end, although the living wait.
  assert.deepEqual(world.sync("a", "c").refused, [1]);
  assert.deepEqual(world.rows(), ["prod a Ready", "prod b Gone"]);
  assert.deepEqual(world.sync("a", "c").refused, []);
  assert.deepEqual(world.proofs(), [true]);
  assert.deepEqual(world.rows(), ["prod a Ready", "prod c Ready"]);
});

Deno.test("more claims without room than are remembered keep scopes from proving anything", () => {
  const world = new StoreWorld({ claimsMax: 1 });
  const names = Array.from({ length: 1_500 }, (_, index) => `claim-${index}`);
  world.sync("a");
  world.send({ upserts: names.map((name) => world.upsert(name)) });
  world.send({ deletions: names.slice(0, 1_000).map((name) => world.deletion(name)) });
  assert.deepEqual(world.proofs(), [false]);
  world.sync("a");
  assert.deepEqual(world.proofs(), [true]);
});

Deno.test("once there is room, the session is asked to synchronise, every five minutes at most", () => {
  const world = new StoreWorld({ claimsMax: 2 });
  world.sync("a", "b");
  assert.ok(!world.send({ upserts: [world.upsert("c")] }).isResyncWanted);
  assert.ok(!world.send().isResyncWanted);
  world.send({ deletions: [world.deletion("b")] });
  assert.ok(!world.send().isResyncWanted, "it was asked when the deletion was answered");
  world.now += 5 * MINUTE_MS;
  assert.ok(world.send().isResyncWanted);
  assert.ok(!world.send().isResyncWanted);
  assert.deepEqual(world.sync("a", "c").refused, []);
  world.now += 5 * MINUTE_MS;
  assert.ok(!world.send().isResyncWanted);
  assert.deepEqual(world.rows(), ["prod a Ready", "prod c Ready"]);
});

Deno.test("without room for names, a synchronisation takes no claim for gone", () => {
  const world = new StoreWorld({ memoryBudgetMb: 0.3 });
  const scopes = Array.from({ length: 400 }, (_, index) => ({ ...SCOPE, resource: `r${index}` }));
  const sync = { id: "sync", scope: SCOPE, part: 1, last: false };
  const fields = { scopes: [SCOPE, ...scopes] };
  world.send({ ...fields, upserts: [world.upsert("a"), world.upsert("b")] });
  for (let index = 0; world.store.estimatedBytes < 0.3 * MIB - 3_000; index++) {
    world.post(`claim-${index}`);
  }
  const unread = Array.from({ length: 50 }, (_, index) => world.deletion(`y/${index}`));
  world.send({ ...fields, sync, refused: [world.deletion("a"), ...unread] });
  world.send({ ...fields, sync: { ...sync, part: 2, last: true } });
  const alive = world.rows().filter((row) => row.endsWith(" Ready"));
  assert.ok(alive.includes("prod a Ready"), "it was named");
  assert.ok(alive.includes("prod b Ready"), "it may have been named, for all that is remembered");
  assert.deepEqual(world.proofs().slice(0, 1), [false]);
});

Deno.test("a scope has ten kinds at most: of others, its synchronisation proves nothing", () => {
  const world = new StoreWorld({});
  const scope = { ...SCOPE, kind: null };
  const upserts = Array.from({ length: 12 }, (_, index) => ({
    ...world.upsert(`claim-${10 + index}`),
    type: { group: SCOPE.group, kind: `Kind${10 + index}` },
  }));
  const sync = { id: "one", scope, part: 1, last: true };
  world.send({ scopes: [scope], upserts, sync });
  assert.equal(world.store.snapshot().coverage[0]?.kinds.length, 10);
  world.send({ scopes: [scope], upserts: upserts.slice(0, 1), sync: { ...sync, id: "two" } });
  assert.equal(world.rows().filter((row) => row.endsWith("Gone")).length, 0);
});

Deno.test("a hundred synchronisations are under way at most; one that is given up is asked for again", () => {
  const world = new StoreWorld({});
  const start = (index: number) =>
    world.send({
      scopes: null,
      sync: { id: "sync", scope: { ...SCOPE, resource: `r${index}` }, part: 1, last: false },
    });
  for (let index = 0; index < 100; index++) start(index);
  const { estimatedBytes } = world.store;
  for (let index = 100; index < 200; index++) start(index);
  assert.ok(world.store.estimatedBytes < estimatedBytes + 1_000);
  const scope = { ...SCOPE, resource: "r0" };
  const sync = { id: "sync", scope, part: 2, last: true };
  assert.ok(world.send({ scopes: null, sync }).isResyncWanted);
});

Deno.test("where the memory is short, silent sessions give way to one that begins", () => {
  const world = new StoreWorld({ memoryBudgetMb: 0.045 });
  const begin = (id: string) => world.send({ session: { id, startedAt: 0 } });
  const listSessions = () => world.store.summarizeClusters()[0]?.sessions.length;
  begin("first");
  world.now += 4 * MINUTE_MS;
  begin("second");
  assert.equal(listSessions(), 1);
  const roomy = new StoreWorld({});
  roomy.send({ session: { id: "first", startedAt: 0 } });
  roomy.now += 4 * MINUTE_MS;
  roomy.send({ session: { id: "second", startedAt: 0 } });
  assert.equal(roomy.store.summarizeClusters()[0]?.sessions.length, 2);
});

Deno.test("sessions with endless scopes and keys stay within the budget, and are heard all the same", () => {
  const world = new StoreWorld({ memoryBudgetMb: 8 });
  const name = (index: number) => `${index}`.padEnd(250, "統");
  world.sync("known");
  for (let index = 0; index < 15; index++) {
    const scopes = Array.from({ length: 2_000 }, (_, each) => ({
      ...SCOPE,
      group: name(each),
      resource: name(each),
      namespace: name(each),
    }));
    const refused = Array.from({ length: 500 }, (_, each) => world.deletion(name(each)));
    const session = { id: `hostile-${index}`, startedAt: index };
    world.send({ session, scopes, silent: scopes, refused });
    assert.ok(world.store.estimatedBytes <= 8 * MIB + 65_536 * (index + 2));
  }
  const session = { id: "later", startedAt: 100 };
  world.send({ session, upserts: [world.upsert("known", "Ready: False, Synced: True")] });
  assert.deepEqual(world.rows(), ["prod known Ready"]);
  assert.equal(world.store.list()[0]?.registryText, "Ready: False, Synced: True");
  assert.ok(!world.proofs().some((isProven) => isProven), "what is not remembered proves nothing");
});

Deno.test("a cluster that finds no room exists: what names no cluster may be there", () => {
  const world = new StoreWorld({ claimsMax: 1 });
  world.sync("a");
  assert.equal(world.post("b", { cluster: "crowded-out" }), "claims");
  const snapshot = world.store.snapshot();
  assert.deepEqual(snapshot.clusters, ["crowded-out", "prod"]);
  assert.deepEqual(snapshot.synchronised, ["prod"]);
  const { revision } = world.store;
  assert.ok(world.store.forget("crowded-out"));
  assert.ok(world.store.revision > revision, "a pass may prove more than before");
  assert.deepEqual(world.store.snapshot().clusters, ["prod"]);
  assert.ok(!world.store.forget("crowded-out"), "it is forgotten once");
  world.post("b", { cluster: "crowded-out" });
  world.store.forget("prod");
  assert.equal(world.post("b", { cluster: "crowded-out" }), "taken");
  assert.deepEqual(world.store.snapshot().clusters, ["crowded-out"]);
});

Deno.test("more clusters without room than are remembered: nothing is proven for a day, and it is told", () => {
  const world = new StoreWorld({ clustersMax: 1 });
  const doubt = "Cannot remember more than 20 clusters without room: nothing is proven to be gone";
  const isTold = () => world.store.describeShortages().includes(doubt);
  world.sync("a");
  for (let index = 0; index < 20; index++) world.post("b", { cluster: `more-${index}` });
  assert.deepEqual([world.proofs(), isTold()], [[true], false]);
  for (let index = 20; index < 30; index++) world.post("b", { cluster: `more-${index}` });
  assert.deepEqual([world.proofs(), isTold()], [[], true]);
  world.now += 23 * 60 * MINUTE_MS;
  assert.deepEqual([world.proofs(), isTold()], [[], true]);
  world.now += 60 * MINUTE_MS;
  world.sync("a");
  assert.deepEqual([world.proofs(), isTold()], [[true], false], "a day after the last one");
  world.post("b", { cluster: "more-20" });
  world.now -= 30 * 24 * 60 * MINUTE_MS;
  assert.deepEqual([world.proofs(), isTold()], [[], true], "a clock that goes back proves nothing");
  world.now += 24 * 60 * MINUTE_MS;
  world.sync("a");
  assert.deepEqual([world.proofs(), isTold()], [[true], false]);
  const told = ["warn " + doubt, "info Every cluster without room is remembered again"];
  assert.deepEqual(world.logLines().slice(1), [...told, ...told]);
});
