/** What a full store does, seen from its door: who is let in, and who gives way. */
import assert from "node:assert/strict";
import { isNoRoom } from "../../src/collector/store_limits.ts";
import { MIB, MINUTE_MS, StoreWorld } from "./store_world.ts";

Deno.test("a cluster that is full takes no new claim, and every report of a known one", () => {
  const world = new StoreWorld({ claimsPerClusterMax: 2 });
  assert.equal(world.post("a"), "taken");
  assert.equal(world.post("b"), "taken");
  assert.equal(world.post("c"), "cluster-claims");
  assert.equal(world.post("a", { statusMessage: "Ready: False, Synced: True" }), "taken");
  assert.equal(world.post("c", { cluster: "other" }), "taken");
  assert.deepEqual(world.rows(), ["other c Ready", "prod a Unavailable", "prod b Ready"]);
});

Deno.test("a store that is full takes no new claim of any cluster, nor a cluster with one", () => {
  const world = new StoreWorld({ claimsMax: 2 });
  world.post("a");
  world.post("b", { cluster: "other" });
  const { estimatedBytes } = world.store;
  assert.equal(world.post("c"), "claims");
  assert.equal(world.post("c", { cluster: "third" }), "claims");
  assert.equal(world.store.estimatedBytes, estimatedBytes);
  assert.deepEqual(world.store.summarizeClusters().map(({ cluster }) => cluster), [
    "other",
    "prod",
  ]);
});

Deno.test("tombstones make room, the oldest first; what lives stays", () => {
  const world = new StoreWorld({ claimsPerClusterMax: 3, claimsMax: 5 });
  for (const claimRef of ["a", "b", "c"]) world.post(claimRef);
  world.post("b", { statusMessage: "Gone" });
  world.post("a", { statusMessage: "Gone" });
  const { revision } = world.store;
  assert.equal(world.post("d"), "taken");
  assert.ok(world.store.revision > revision);
  assert.deepEqual(world.rows(), ["prod a Gone", "prod c Ready", "prod d Ready"]);
  assert.equal(world.post("e"), "taken");
  assert.equal(world.post("f"), "cluster-claims");
  assert.deepEqual(world.rows(), ["prod c Ready", "prod d Ready", "prod e Ready"]);
  // In all, the oldest of any cluster goes.
  world.post("g", { cluster: "other" });
  world.post("h", { cluster: "other" });
  world.post("c", { statusMessage: "Gone" });
  assert.equal(world.post("i", { cluster: "third" }), "taken");
  assert.equal(world.post("j", { cluster: "third" }), "claims");
  assert.equal(world.rows().filter((row) => row.endsWith("Gone")).length, 0);
});

Deno.test("a claim that comes back where its tombstone stands needs no room", () => {
  const world = new StoreWorld({ claimsMax: 1 });
  world.post("a");
  world.post("a", { statusMessage: "Gone" });
  assert.equal(world.post("a"), "taken");
  assert.deepEqual(world.rows(), ["prod a Ready"]);
});

Deno.test("in a full store a deletion is taken: of a known claim with a tombstone, else without", () => {
  const world = new StoreWorld({ claimsMax: 1 });
  world.send({ upserts: [world.upsert("a")] });
  world.send({ deletions: [world.deletion("never-seen")] });
  assert.deepEqual(world.rows(), ["prod a Ready"]);
  world.send({ deletions: [world.deletion("a")] });
  assert.deepEqual(world.rows(), ["prod a Gone"]);
  // The newer tombstone takes the place of the older.
  world.send({ deletions: [world.deletion("b")] });
  assert.deepEqual(world.rows(), ["prod b Gone"]);
});

Deno.test("a batch tells what found no room; the rest of it is taken, also when it comes again", () => {
  const world = new StoreWorld({ claimsPerClusterMax: 2 });
  const upserts = ["a", "b", "c", "d"].map((claimRef) => world.upsert(claimRef));
  const batch = { sequence: 50, upserts };
  assert.deepEqual(world.send(batch).refused, [2, 3]);
  assert.deepEqual(world.send(batch).refused, [2, 3]);
  assert.deepEqual(world.rows(), ["prod a Ready", "prod b Ready"]);
});

Deno.test("over the memory budget a known claim is kept short, and its phase and registry text hold", () => {
  const world = new StoreWorld({ memoryBudgetMb: 8 });
  const long = `Ready: False (Failed), Synced: True - ${"統".repeat(8_000)}`;
  let count = 0;
  while (world.post(`claim-${count}`, { statusMessage: long }) === "taken") count += 1;
  assert.ok(count > 400 && count < 600, `${count} claims of 17 kB`);
  assert.equal(world.post("small"), "taken");
  for (let index = 0; world.post(`small-${index}`) === "taken"; index++);
  assert.equal(world.post("small", { statusMessage: long }), "taken");
  const small = world.store.list().find(({ claimRef }) => claimRef === "small");
  const kept = world.store.list().find(({ claimRef }) => claimRef === "claim-0");
  assert.equal(kept?.statusMessage, long);
  assert.equal(small?.registryText, kept?.registryText);
  assert.equal(small?.statusMessage, small?.registryText);
  assert.equal(small?.phase, "Unavailable");
  // One that does not grow is kept whole, also while others have gone beyond the budget.
  for (let index = 0; index < 5; index++) world.post(`small-${index}`, { statusMessage: long });
  const shorter = long.slice(0, -10);
  world.post("claim-0", { statusMessage: shorter });
  const changed = world.store.list().find(({ claimRef }) => claimRef === "claim-0");
  assert.equal(changed?.statusMessage, shorter);
  // With room again, all of it is kept.
  for (let index = 0; index < 5; index++) {
    world.post(`claim-${index}`, { statusMessage: "Gone" });
  }
  world.post("small", { statusMessage: long });
  const again = world.store.list().find(({ claimRef }) => claimRef === "small");
  assert.equal(again?.statusMessage, long);
});

Deno.test("over the memory budget, tombstones make room for what is new and for what grows", () => {
  const world = new StoreWorld({ memoryBudgetMb: 0.1 });
  const names: string[] = [];
  for (let index = 0; world.post(`claim-${index}`) === "taken"; index++) {
    names.push(`claim-${index}`);
  }
  assert.ok(names.length > 100);
  for (const name of names.slice(0, 20)) world.post(name, { statusMessage: "Gone" });
  for (let index = 0; index < 10; index++) assert.equal(world.post(`new-${index}`), "taken");
  assert.ok(world.store.estimatedBytes <= 0.1 * MIB);
  const long = "Ready: False, Synced: True".padEnd(3_000, "x");
  world.post("new-0", { statusMessage: long });
  const grown = world.store.list().find(({ claimRef }) => claimRef === "new-0");
  assert.equal(grown?.statusMessage, long);
  assert.ok(world.store.estimatedBytes <= 0.1 * MIB);
  const gone = world.rows().filter((row) => row.endsWith("Gone"));
  assert.ok(gone.length > 0 && gone.length < 10, `${gone.length} tombstones`);
  assert.ok(!gone.includes("prod claim-0 Gone"), "the oldest went first");
});

Deno.test("a claim that grows may take the tombstone of another kind of its name", () => {
  const world = new StoreWorld({ memoryBudgetMb: 0.1 });
  const other = { type: { group: "g", kind: "Other" } };
  world.send({ upserts: [world.upsert("a"), { ...world.upsert("a"), ...other }] });
  for (let index = 0; world.post(`claim-${index}`) === "taken"; index++);
  world.send({ deletions: [{ ...world.deletion("a"), ...other }] });
  // More than is left, and less than the tombstone makes room for; spaces are not in the registry.
  const leftBytes = 0.1 * MIB - world.store.estimatedBytes;
  const message = `x${" ".repeat(leftBytes + 300)}y`;
  world.send({ upserts: [world.upsert("a", message)] });
  assert.deepEqual(world.rows().filter((row) => row.startsWith("prod a ")), ["prod a Ready"]);
  assert.equal(world.store.list()[0]?.statusMessage, message);
});

Deno.test("what is forgotten gives all of its room back", () => {
  const world = new StoreWorld({ claimsMax: 3 });
  world.sync("a", "b", "c");
  world.send({ refused: [world.deletion("x")] });
  const before = world.store.estimatedBytes;
  assert.ok(before > 3_000);
  assert.equal(world.post("d"), "claims");
  assert.ok(world.store.forget("prod"));
  assert.equal(world.store.estimatedBytes, 0);
  world.sync("d", "e", "f");
  assert.deepEqual(world.rows(), ["prod d Ready", "prod e Ready", "prod f Ready"]);
});

Deno.test("tombstones that expire give their room back", () => {
  const world = new StoreWorld({ claimsMax: 2 });
  world.post("a");
  const before = world.store.estimatedBytes;
  world.post("b");
  world.post("b", { statusMessage: "Gone" });
  world.now += 24 * 60 * MINUTE_MS;
  assert.deepEqual(world.rows(), ["prod a Ready"]);
  assert.equal(world.store.estimatedBytes, before);
});

Deno.test("a full store is said once when it begins and once when it ends, with the clusters", () => {
  const world = new StoreWorld({ claimsPerClusterMax: 1 });
  for (const cluster of ["c1", "c2", "c3", "c4", "c5"]) world.post("a", { cluster });
  assert.deepEqual(world.store.describeShortages(), []);
  for (const cluster of ["c1", "c2", "c3", "c4", "c5", "c1"]) world.post("b", { cluster });
  assert.deepEqual(world.store.describeShortages(), [
    'New claims of clusters "c1", "c2", "c3" and 2 more are refused: the collector holds 1 claims ' +
    "of a cluster, the most that COLLECTOR_CLAIMS_PER_CLUSTER_MAX allows",
  ]);
  assert.equal(world.logLines().length, 1);
  world.now += 60 * MINUTE_MS;
  assert.equal(world.store.describeShortages().length, 1, "it is still full");
  for (const cluster of ["c1", "c2", "c3", "c4", "c5"]) world.store.forget(cluster);
  assert.deepEqual(world.store.describeShortages(), []);
  assert.deepEqual(world.logLines(), [
    "warn New claims are refused: the collector holds 1 claims of a cluster, the most that " +
    "COLLECTOR_CLAIMS_PER_CLUSTER_MAX allows",
    "info New claims are accepted again",
  ]);
});

Deno.test("a clock that goes back does not keep a store full", () => {
  const world = new StoreWorld({ claimsMax: 1 });
  world.post("a");
  world.post("b");
  world.store.forget("prod");
  assert.equal(world.store.describeShortages().length, 1);
  world.now -= 24 * 60 * MINUTE_MS;
  assert.deepEqual(world.store.describeShortages(), []);
});

Deno.test("a store that is full for a moment now and then is said once", () => {
  const world = new StoreWorld({ claimsMax: 1 });
  for (let round = 0; round < 20; round++) {
    world.post("a");
    world.post("b");
    world.post("a", { statusMessage: "Gone" });
    world.post("b");
    world.post("b", { statusMessage: "Gone" });
  }
  assert.equal(world.logLines().length, 1);
});

Deno.test("ten thousand clusters are known, and no more", () => {
  const world = new StoreWorld({});
  for (let index = 0; index < 10_000; index++) {
    assert.equal(world.post("a", { cluster: `c${index}` }), "taken");
  }
  assert.equal(world.post("a", { cluster: "late" }), "clusters");
  const result = world.tryToSend({ cluster: "late" });
  assert.ok(isNoRoom(result) && result.shortage === "clusters");
  assert.equal(world.post("b", { cluster: "c7" }), "taken");
  world.store.forget("c8");
  assert.equal(world.post("a", { cluster: "late" }), "taken");
});

Deno.test("a name has a thousand kinds at most", () => {
  const world = new StoreWorld({});
  const upserts = Array.from({ length: 1_001 }, (_, index) => ({
    ...world.upsert("a"),
    type: { group: "g", kind: `Kind${index}` },
  }));
  assert.deepEqual(world.send({ upserts }).refused, [1_000]);
});
