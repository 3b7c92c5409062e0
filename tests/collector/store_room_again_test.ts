/** How sessions are asked for what found no room, once there is some: not too little, not for ever. */
import assert from "node:assert/strict";
import { MIB, MINUTE_MS, SCOPE, StoreWorld, TYPE } from "./store_world.ts";

const OTHER_TYPE = { group: TYPE.group, kind: "Other" };
const OTHER_SCOPE = { ...SCOPE, resource: "others", kind: OTHER_TYPE.kind };
const scopes = [SCOPE, OTHER_SCOPE];

function part(scope: typeof SCOPE, id: string) {
  return { id, scope, part: 1, last: true };
}

/** Two scopes, each synchronised; a claim of the other one found no room. */
function createCrowdedWorld(): StoreWorld {
  const world = new StoreWorld({ claimsMax: 2 });
  const upserts = [world.upsert("x/a"), world.upsert("x/b")];
  world.send({ scopes, sync: part(SCOPE, "one"), upserts });
  const refused = { ...world.upsert("x/c"), type: OTHER_TYPE };
  const { refused: positions } = world.send({
    scopes,
    sync: part(OTHER_SCOPE, "two"),
    upserts: [refused],
  });
  assert.deepEqual(positions, [0]);
  return world;
}

Deno.test("a claim without room is asked for, although another scope was synchronised since", () => {
  const world = createCrowdedWorld();
  const upserts = [world.upsert("x/a"), world.upsert("x/b")];
  world.send({ scopes, sync: part(SCOPE, "three"), upserts });
  const deletions = [world.deletion("x/a")];
  assert.ok(world.send({ scopes, deletions }).isResyncWanted);
});

Deno.test("a claim without room is asked for no more when its scope was told without it", () => {
  const world = createCrowdedWorld();
  world.send({ scopes, sync: part(OTHER_SCOPE, "three") });
  assert.ok(!world.send({ scopes, deletions: [world.deletion("x/a")] }).isResyncWanted);
});

Deno.test("a claim without room is asked for no more when nobody watches it", () => {
  const world = createCrowdedWorld();
  const fields = { scopes: [SCOPE] };
  assert.ok(!world.send({ ...fields, deletions: [world.deletion("x/a")] }).isResyncWanted);
});

Deno.test("of more claims without room than are remembered, every scope is asked for once", () => {
  const world = new StoreWorld({ claimsMax: 1 });
  world.send({ scopes, sync: part(SCOPE, "one"), upserts: [world.upsert("a")] });
  world.send({ scopes, sync: part(OTHER_SCOPE, "two") });
  const names = Array.from({ length: 1_500 }, (_, index) => `claim-${index}`);
  world.send({ scopes, upserts: names.map((name) => world.upsert(name)) });
  const deletions = ["a", ...names.slice(0, 1_000)].map((name) => world.deletion(name));
  assert.ok(world.send({ scopes, deletions }).isResyncWanted);
  world.send({ scopes, sync: part(SCOPE, "three") });
  world.now += 5 * MINUTE_MS;
  assert.ok(world.send({ scopes }).isResyncWanted, "the other scope may hold some of them");
  world.send({ scopes, sync: part(OTHER_SCOPE, "four") });
  world.now += 5 * MINUTE_MS;
  assert.ok(!world.send({ scopes }).isResyncWanted);
  const added = { ...SCOPE, resource: "added" };
  assert.ok(!world.send({ scopes: [...scopes, added] }).isResyncWanted, "all has been told");
});

Deno.test("claims without room are asked for, although their keys were forgotten for lack of room", () => {
  const world = new StoreWorld({ memoryBudgetMb: 0.3 });
  const many = Array.from({ length: 400 }, (_, index) => ({ ...SCOPE, resource: `r${index}` }));
  const fields = { scopes: [SCOPE, ...many] };
  world.send({ ...fields, sync: part(SCOPE, "one") });
  for (let index = 0; world.post(`a/${index}`, { cluster: "other" }) === "taken"; index++);
  const upserts = Array.from({ length: 10 }, (_, index) => world.upsert(`x/${index}`));
  assert.equal(world.send({ ...fields, upserts }).refused.length, 10);
  world.store.forget("other");
  assert.ok(world.send(fields).isResyncWanted);
});

Deno.test("a clock that goes back a day does not keep sessions from being asked", () => {
  const world = new StoreWorld({ claimsMax: 2 });
  world.sync("a", "b");
  world.send({ upserts: [world.upsert("c")] });
  assert.ok(world.send({ deletions: [world.deletion("b")] }).isResyncWanted);
  assert.ok(!world.send().isResyncWanted);
  world.now -= 24 * 60 * MINUTE_MS;
  assert.ok(world.send().isResyncWanted);

  const other = new StoreWorld({});
  other.sync("a");
  other.post("a", { statusMessage: "Gone" });
  assert.ok(other.send().isResyncWanted);
  other.post("a");
  assert.ok(!other.send().isResyncWanted, "once a minute");
  other.now -= 24 * 60 * MINUTE_MS;
  assert.ok(other.send().isResyncWanted);
});

Deno.test("a session that was heard by a clock that went back is stale when it falls silent", () => {
  const world = new StoreWorld({});
  world.sync("a");
  world.now -= 24 * 60 * MINUTE_MS;
  world.send();
  world.now += 16 * MINUTE_MS;
  assert.deepEqual(world.store.snapshot().staleClusters, [{ cluster: "prod", claimCount: 1 }]);
});

Deno.test("too many kinds of a name are no shortage that a synchronisation could end", () => {
  const world = new StoreWorld({ kindsMax: 2 });
  const upsert = (kind: string) => ({ ...world.upsert("x/a"), type: { group: SCOPE.group, kind } });
  const scope = { ...SCOPE, kind: null };
  const upserts = ["A", "B", "C"].map(upsert);
  assert.deepEqual(world.send({ scopes: [scope], upserts }).refused, [2]);
  world.send({ scopes: [scope], sync: { id: "one", scope, part: 1, last: true }, upserts });
  for (let round = 0; round < 5; round++) {
    world.now += 6 * MINUTE_MS;
    assert.ok(!world.send({ scopes: [scope] }).isResyncWanted);
    assert.equal(world.store.describeShortages().length, 1, "there is still no room for it");
    world.send({ scopes: [scope], upserts: [upsert("C")] });
  }
  assert.equal(world.logLines().length, 1);
  world.send({ scopes: [scope], deletions: [upsert("A")] });
  world.now += 24 * 60 * MINUTE_MS;
  assert.deepEqual(world.rows().length, 1, "its tombstone has expired");
  assert.deepEqual(world.store.describeShortages(), []);
  assert.deepEqual(world.logLines().slice(1), ["info New claims are accepted again"]);
});

/** A session that covers everything, and a newer one for whose scopes there is no room. */
function createReducedWorld() {
  const world = new StoreWorld({ memoryBudgetMb: 1 });
  const older = { session: { id: "older", startedAt: 0 } };
  const newer = { session: { id: "newer", startedAt: 1 } };
  world.send({ ...older, sync: part(SCOPE, "one") });
  world.send({ ...newer, sync: part(SCOPE, "one") });
  let index = 0;
  const statusMessage = "x".repeat(8_000);
  while (world.post(`a/${index++}`, { cluster: "other", statusMessage }) === "taken");
  const many = Array.from({ length: 600 }, (_, each) => ({ ...SCOPE, namespace: `ns-${each}` }));
  world.send({ ...newer, scopes: many });
  world.send(older);
  assert.ok(world.store.estimatedBytes <= MIB + 65_536);
  return { world, older, newer, many };
}

Deno.test("of a session whose scopes found no room, a heartbeat without scopes proves nothing", () => {
  const { world, older, newer } = createReducedWorld();
  assert.deepEqual(world.proofs(), [false]);
  world.send({ ...newer, scopes: null });
  assert.deepEqual(world.proofs(), [false]);
  world.send({ ...newer, scopes: [SCOPE] });
  world.send(older);
  assert.deepEqual(world.proofs(), [true, false], "what it watches now is known");
});

Deno.test("a session whose scopes find room again is asked to synchronise, and proves again", () => {
  const { world, newer, many } = createReducedWorld();
  world.store.forget("other");
  assert.ok(world.send({ ...newer, scopes: many }).isResyncWanted);
  for (const scope of many) {
    world.send({ ...newer, scopes: many, sync: { id: "two", scope, part: 1, last: true } });
  }
  world.now += 5 * MINUTE_MS;
  assert.ok(!world.send({ ...newer, scopes: many }).isResyncWanted);
  assert.ok(world.proofs().every((isProven) => isProven));
});

Deno.test("a session without room for its scopes is asked again when there is, asked before or not", () => {
  const { world, newer, many } = createReducedWorld();
  for (let index = 0; index < 10; index++) {
    world.post(`a/${index}`, { cluster: "other", statusMessage: "Gone" });
  }
  assert.ok(world.send({ ...newer, scopes: many }).isResyncWanted, "there is room for a claim");
  assert.deepEqual(world.proofs(), [false], "but not for the scopes");
  world.store.forget("other");
  world.now += 5 * MINUTE_MS;
  assert.ok(world.send({ ...newer, scopes: many }).isResyncWanted);
});

Deno.test("scopes without room that are told again and again change nothing", () => {
  const { world, newer, many } = createReducedWorld();
  const { version } = world.store;
  for (let round = 0; round < 3; round++) world.send({ ...newer, scopes: many });
  assert.equal(world.store.version, version);
  world.store.forget("other");
  const before = world.store.version;
  world.send({ ...newer, scopes: many });
  assert.ok(world.store.version > before, "it is known again what it does not watch");
});
