/** Limits that hold whatever is posted; `PROPERTY_RUNS` asks for more lives. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { MIB, MINUTE_MS, OK, SCOPE, StoreWorld } from "./store_world.ts";

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
