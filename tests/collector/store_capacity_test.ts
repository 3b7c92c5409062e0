/** What a full store does, seen from its door: who is let in, who gives way, and what is proven then. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { ClusterBatch } from "../../src/collector/batch_intake.ts";
import type { UpsertItem } from "../../src/collector/cluster_claims.ts";
import { StatusStore } from "../../src/collector/status_store.ts";
import { isNoRoom, type StoreLimits, UNLIMITED } from "../../src/collector/store_limits.ts";
import { createMemoryLogger } from "../testing/memory_logger.ts";

const OK = "Ready: True, Synced: True";
const TYPE = { group: "storage.example.org", kind: "VolumeClaim" };
const SCOPE = { group: TYPE.group, resource: "volumeclaims", kind: TYPE.kind, namespace: null };
const MINUTE_MS = 60_000;
const MIB = 1_048_576;

/** A store in the hands of a test; each report takes a second. */
class StoreWorld {
  readonly store: StatusStore;
  readonly logger = createMemoryLogger();
  now = Date.UTC(2026, 0, 31, 12);
  #sequence = 0;

  constructor(limits: Partial<StoreLimits>) {
    this.store = new StatusStore({
      now: () => this.now,
      staleAfterMs: 900_000,
      limits: { ...UNLIMITED, ...limits },
      logger: this.logger,
    });
  }

  /** Posts, and tells why not if it was refused. */
  post(claimRef: string, { cluster = "prod", statusMessage = OK } = {}): string {
    this.now += 1_000;
    const result = this.store.apply({ cluster, claimRef, statusMessage });
    return isNoRoom(result) ? result.shortage : "taken";
  }

  /** Sends a batch, and tells which of its upserts found no room. */
  send(fields: Partial<ClusterBatch> = {}): {
    readonly refused: readonly number[];
    readonly isResyncWanted: boolean;
  } {
    const result = this.tryToSend(fields);
    assert.ok(!isNoRoom(result));
    const { withoutRoom, isResyncWanted } = result;
    return { refused: withoutRoom.map(({ position }) => position), isResyncWanted };
  }

  tryToSend(fields: Partial<ClusterBatch>) {
    this.now += 1_000;
    return this.store.applyBatch({
      cluster: "prod",
      session: { id: "session-1", startedAt: 0 },
      sequence: ++this.#sequence,
      sync: null,
      silent: [],
      scopes: [SCOPE],
      upserts: [],
      deletions: [],
      refused: [],
      ...fields,
    });
  }

  /** A full synchronisation in one part. */
  sync(...claimRefs: readonly string[]): ReturnType<StoreWorld["send"]> {
    const sync = { id: `sync-${this.now}`, scope: SCOPE, part: 1, last: true };
    return this.send({ sync, upserts: claimRefs.map((claimRef) => this.upsert(claimRef)) });
  }

  upsert(claimRef: string, statusMessage: string = OK): UpsertItem {
    return {
      claimRef,
      type: TYPE,
      uid: null,
      statusMessage,
      phase: "Ready",
      isOutdated: false,
      observedAt: this.now,
    };
  }

  deletion(claimRef: string) {
    return { claimRef, type: TYPE, uid: null, observedAt: this.now };
  }

  /** Every row as \`cluster claimRef phase\`. */
  rows(): readonly string[] {
    return this.store.list().map((row) => `${row.cluster} ${row.claimRef} ${row.phase}`);
  }

  /** For each scope, whether it proves that what it lacks is gone. */
  proofs(): readonly boolean[] {
    return this.store.snapshot().coverage.map((one) => one.synchronisedAt !== null);
  }

  logLines(): readonly string[] {
    return this.logger.records.map(({ level, message }) => `${level} ${message}`);
  }
}

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
  assert.equal(world.send({ upserts: [world.upsert("c")] }).isResyncWanted, false);
  assert.equal(world.send().isResyncWanted, false);
  world.send({ deletions: [world.deletion("b")] });
  assert.equal(world.send().isResyncWanted, false, "it was asked when the deletion was answered");
  world.now += 5 * MINUTE_MS;
  assert.equal(world.send().isResyncWanted, true);
  assert.equal(world.send().isResyncWanted, false);
  assert.deepEqual(world.sync("a", "c").refused, []);
  world.now += 5 * MINUTE_MS;
  assert.equal(world.send().isResyncWanted, false);
  assert.deepEqual(world.rows(), ["prod a Ready", "prod c Ready"]);
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
  assert.equal(world.send({ scopes: null, sync }).isResyncWanted, true);
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

Deno.test("what is forgotten gives all of its room back", () => {
  const world = new StoreWorld({ claimsMax: 3 });
  world.sync("a", "b", "c");
  world.send({ refused: [world.deletion("x")] });
  const before = world.store.estimatedBytes;
  assert.ok(before > 3_000);
  assert.equal(world.post("d"), "claims");
  assert.equal(world.store.forget("prod"), true);
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
  assert.ok(!world.proofs().includes(true), "what is not remembered proves nothing");
});

Deno.test("a cluster that finds no room exists: what names no cluster may be there", () => {
  const world = new StoreWorld({ claimsMax: 1 });
  world.sync("a");
  assert.equal(world.post("b", { cluster: "crowded-out" }), "claims");
  const snapshot = world.store.snapshot();
  assert.deepEqual(snapshot.clusters, ["crowded-out", "prod"]);
  assert.deepEqual(snapshot.synchronised, ["prod"]);
  for (let index = 0; index < 30; index++) world.post("b", { cluster: `more-${index}` });
  assert.deepEqual(world.proofs(), [], "of more clusters than are remembered, nothing is known");
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

const messageArbitrary = fc.oneof(
  fc.constant(OK),
  fc.constant("Gone"),
  fc.nat(8_000).map((length) => "x".repeat(length + 1)),
  fc.nat(8_000).map((length) => "統".repeat(length + 1)),
  fc.nat(4_000).map((length) => "😀".repeat(length + 1)),
);
const nameArbitrary = fc.tuple(fc.constantFrom("x", "統", "😀"), fc.nat(60)).map(([text, length]) =>
  `${length}${text.repeat(length)}`
);
const clusterArbitrary = fc.constantFrom("a", "b", "c", "d");
const deedArbitrary = fc.oneof(
  fc.record({
    kind: fc.constant("post" as const),
    cluster: clusterArbitrary,
    name: nameArbitrary,
    message: messageArbitrary,
  }),
  fc.record({
    kind: fc.constant("batch" as const),
    cluster: clusterArbitrary,
    session: fc.nat(4),
    names: fc.uniqueArray(nameArbitrary, { maxLength: 8 }),
    gone: fc.array(nameArbitrary, { maxLength: 4 }),
    unread: fc.array(nameArbitrary, { maxLength: 4 }),
    message: messageArbitrary,
    isSync: fc.boolean(),
    isLast: fc.boolean(),
    scopeCount: fc.nat(300),
  }),
  fc.record({ kind: fc.constant("forget" as const), cluster: clusterArbitrary }),
  fc.record({ kind: fc.constant("wait" as const), hours: fc.nat(30) }),
);

Deno.test("whatever is posted, the limits hold, and everything is paid back", () => {
  // Beyond the budget: what known claims and the sessions of four clusters may hold at most.
  const knownBytes = 60 * 4_000;
  const sessionBytes = 4 * 5 * 65_536;
  const runs = Number(Deno.env.get("PROPERTY_RUNS") ?? 60);
  fc.assert(
    fc.property(fc.array(deedArbitrary, { minLength: 20, maxLength: 120 }), (deeds) => {
      const world = new StoreWorld({ claimsPerClusterMax: 25, claimsMax: 60, memoryBudgetMb: 0.3 });
      for (const deed of deeds) {
        const before = new Set(
          world.store.list().filter(({ phase }) => phase !== "Gone")
            .map(({ cluster, claimRef, type }) => JSON.stringify([cluster, claimRef, type])),
        );
        const expected = live(world, deed);
        const after = new Set(
          world.store.list().map(({ cluster, claimRef, type }) =>
            JSON.stringify([cluster, claimRef, type])
          ),
        );
        const clusters = world.store.summarizeClusters();
        for (const { claimCount } of clusters) assert.ok(claimCount <= 25);
        assert.ok(after.size <= 60);
        assert.ok(world.store.estimatedBytes <= 0.3 * MIB + knownBytes + sessionBytes);
        if (expected === "nothing living goes") {
          for (const key of before) assert.ok(after.has(key), `${key} was living`);
        }
      }
      for (const cluster of ["a", "b", "c", "d"]) world.store.forget(cluster);
      assert.equal(world.store.estimatedBytes, 0);
    }),
    { seed: 20_260_131, numRuns: runs },
  );
});

function live(
  world: StoreWorld,
  deed: typeof deedArbitrary extends fc.Arbitrary<infer Deed> ? Deed : never,
): "nothing living goes" | "anything may go" {
  switch (deed.kind) {
    case "post":
      world.post(deed.name, { cluster: deed.cluster, statusMessage: deed.message });
      return "nothing living goes";
    case "forget":
      world.store.forget(deed.cluster);
      return "anything may go";
    case "wait":
      world.now += deed.hours * 60 * MINUTE_MS;
      return "nothing living goes";
    case "batch": {
      const { isSync, isLast, scopeCount, cluster, names, gone, unread, message } = deed;
      const scopes = Array.from({ length: scopeCount }, (_, index) => ({
        ...SCOPE,
        resource: `${index}`.padEnd(200, "統"),
      }));
      world.tryToSend({
        cluster,
        session: { id: `session-${deed.session}`, startedAt: deed.session },
        sync: isSync ? { id: "sync", scope: SCOPE, part: 1, last: isLast } : null,
        scopes: [SCOPE, ...scopes],
        upserts: names.map((name) => world.upsert(name, message)),
        deletions: gone.map((name) => world.deletion(name)),
        refused: unread.map((name) => world.deletion(name)),
      });
      return "anything may go";
    }
  }
}
