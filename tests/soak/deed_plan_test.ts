import assert from "node:assert/strict";
import { planDeeds, type PlannedDeed } from "./deed_plan.ts";

const MINUTE_MS = 60_000;
const CLUSTER_COUNT = 3;

function plan(minutes: number): readonly PlannedDeed[] {
  return planDeeds({ durationMs: minutes * MINUTE_MS, clusterCount: CLUSTER_COUNT, seed: 7 });
}

function count(deeds: readonly PlannedDeed[], kind: string): number {
  return deeds.filter((deed) => deed.kind === kind).length;
}

for (const minutes of [0.25, 3, 20, 60]) {
  Deno.test(`in ${minutes} minutes everything happens to everybody, in order`, () => {
    const deeds = plan(minutes);
    const times = deeds.map(({ atMs }) => atMs);
    assert.deepEqual(times, times.toSorted((a, b) => a - b));
    assert.equal(times.at(-1), minutes * MINUTE_MS);
    assert.equal(deeds.at(-1)?.kind, "check");
    const killed = deeds.filter(({ kind }) => kind === "informer is killed");
    assert.equal(
      new Set(killed.map((deed) => "cluster" in deed && deed.cluster)).size,
      CLUSTER_COUNT,
    );
    for (const kind of ["server is stopped", "server is killed", "connections are cut"]) {
      assert.ok(count(deeds, kind) > 0, kind);
    }
    assert.equal(count(deeds, "GitHub breaks down"), count(deeds, "GitHub is back"));
    assert.equal(count(deeds, "pull request is merged"), count(deeds, "check"));
  });
}

Deno.test("GitHub is back and all else has happened before a check", () => {
  for (const minutes of [0.25, 60]) {
    const deeds = plan(minutes);
    for (const [index, { kind }] of deeds.entries()) {
      if (kind !== "check") continue;
      const before = deeds.slice(0, index);
      assert.equal(count(before, "GitHub breaks down"), count(before, "GitHub is back"));
    }
  }
});

Deno.test("of an hour, the server lives half without a restart", () => {
  const restarts = plan(60).filter(({ kind }) => kind.startsWith("server"));
  assert.equal(restarts.length, 6);
  assert.ok(restarts.every(({ atMs }) => atMs < 30 * MINUTE_MS));
});
