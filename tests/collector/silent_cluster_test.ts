/** Clusters that have fallen silent or are still awaited, as pull request and report tell of them. */
import assert from "node:assert/strict";
import type { Scope } from "../../src/claim/scope.ts";
import { CollectorWorld, registryOf } from "../testing/collector_world.ts";

const READY = "Ready: True, Synced: True";
const BROKEN = "Ready: False (Unavailable), Synced: True - volume is lost";
const HOUR_MS = 3_600_000;

let sequence = 0;

/** An informer of a cluster says what there is. */
function hear(
  world: CollectorWorld,
  cluster: string,
  claimRef: string,
  silent: readonly Scope[] = [],
): void {
  const scope = { group: "g", resource: "volumeclaims", kind: "VolumeClaim", namespace: null };
  sequence += 1;
  world.store.applyBatch({
    cluster,
    session: { id: cluster, startedAt: Date.parse("2026-03-01T07:00:00Z") },
    sequence,
    sync: { id: `sync-${sequence}`, scope, part: 1, last: true },
    silent,
    scopes: [scope, ...silent],
    upserts: [{
      claimRef,
      type: { group: "g", kind: "VolumeClaim" },
      uid: null,
      statusMessage: READY,
      phase: "Ready",
      isOutdated: false,
      observedAt: Date.parse("2026-03-01T08:00:00Z"),
    }],
    deletions: [],
    refused: [],
  });
}

Deno.test("a cluster that has fallen silent is named in the text, and no longer once it speaks", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db", "web") });
  hear(world, "lab", "team/db");
  hear(world, "prod", "team/web");
  await world.pass();
  assert.doesNotMatch(world.openPulls()[0]?.body ?? "", /informers of/);
  const files = world.registry(world.branch);
  world.clock.advance(HOUR_MS);
  hear(world, "lab", "team/db");
  assert.equal((await world.pass()).outcome, "proposed");
  const warned = world.openPulls()[0]?.body ?? "";
  assert.match(warned, /The informers of 1 cluster are silent\.[^]*- `prod`: 1 claim\n/);
  assert.equal(world.registry(world.branch), files, "what it said last stands");
  world.clock.advance(HOUR_MS);
  hear(world, "lab", "team/db");
  hear(world, "prod", "team/web");
  assert.equal((await world.pass()).outcome, "proposed");
  assert.doesNotMatch(world.openPulls()[0]?.body ?? "", /informers of/);
});

Deno.test("clusters that are awaited are named in the report, and in the text of a new pull request", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db", "web") });
  world.post("team/db", READY);
  world.post("team/web", READY, { cluster: "prod" });
  assert.deepEqual((await world.pass()).awaitedClusters, []);
  world.github.mergePull({ number: 1, method: "squash" });
  world.restart();
  assert.deepEqual((await world.pass()).awaitedClusters, ["lab", "prod"]);
  world.post("team/db", READY);
  assert.deepEqual((await world.pass()).awaitedClusters, ["prod"]);
  world.github.commitFile({
    path: "claims/registry.yaml",
    content: world.registry().replace("category: infra", "category: infra\n    cluster: lab"),
  });
  world.post("team/db", BROKEN);
  const { outcome, awaitedClusters } = await world.pass();
  assert.deepEqual([outcome, awaitedClusters], ["proposed", ["prod"]]);
  const body = world.openPulls()[0]?.body ?? "";
  assert.match(body, /Not heard from 1 cluster since the collector started\.[^]*- `prod`\n/);
  assert.match(body, /"clusters":\["lab","prod"\]/);
  world.post("team/web", READY, { cluster: "prod" });
  world.clock.advance(HOUR_MS);
  const after = await world.pass();
  assert.deepEqual([after.outcome, after.awaitedClusters], ["proposed", []]);
  assert.doesNotMatch(world.openPulls()[0]?.body ?? "", /`prod`/);
});

Deno.test("a cluster that never comes back holds nothing up for long, and stays named until it is forgotten", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db", "web") });
  world.post("team/db", READY);
  world.post("team/web", READY, { cluster: "prod" });
  await world.pass();
  world.restart();
  world.post("team/db", BROKEN);
  for (let minute = 1; minute < 15; minute++) {
    assert.deepEqual((await world.pass()).awaitedClusters, ["prod"]);
    assert.doesNotMatch(world.registry(world.branch), /volume is lost/);
  }
  assert.deepEqual((await world.pass()).awaitedClusters, ["prod"]);
  assert.match(world.registry(world.branch), /volume is lost/);
  assert.ok(world.reconciler.forget("prod"));
  assert.deepEqual((await world.pass()).awaitedClusters, []);
  assert.ok(!world.reconciler.forget("prod"));
});

Deno.test("a cluster that was forgotten is forgotten by the next process, too", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db", "web") });
  world.post("team/db", READY);
  world.post("team/web", READY, { cluster: "prod" });
  await world.pass();
  const start = () => {
    world.restart();
    world.post("team/db", READY);
    return world.pass();
  };
  assert.deepEqual((await start()).awaitedClusters, ["prod"]);
  assert.ok(world.reconciler.forget("prod"));
  assert.equal((await world.pass()).outcome, "proposed");
  assert.deepEqual((await start()).awaitedClusters, []);
});

Deno.test("the store tells which clusters are silent, whole or in part", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db") });
  hear(world, "lab", "team/db");
  hear(world, "prod", "team/web");
  world.post("team/old", READY, { cluster: "posts-only" });
  assert.deepEqual(world.store.findSilence(), { silent: [], cutOff: [], partial: [] });
  world.clock.advance(HOUR_MS);
  hear(world, "lab", "team/db");
  assert.deepEqual(world.store.findSilence(), { silent: ["prod"], cutOff: [], partial: [] });
  const other = { group: "g", resource: "buckets", kind: "Bucket", namespace: null };
  hear(world, "prod", "team/web", [other]);
  hear(world, "lab", "team/db");
  assert.deepEqual(world.store.findSilence(), { silent: [], cutOff: [], partial: ["prod"] });
  const all = [other, { ...other, resource: "volumeclaims", kind: "VolumeClaim" }];
  hear(world, "prod", "team/web", all);
  assert.deepEqual(world.store.findSilence(), { silent: [], cutOff: ["prod"], partial: [] });
  hear(world, "prod", "team/web");
  assert.deepEqual(world.store.findSilence(), { silent: [], cutOff: [], partial: [] });
});
