/** No entry becomes Gone because there was no room for its claim. */
import assert from "node:assert/strict";
import { CollectorWorld, registryOf } from "../testing/collector_world.ts";

const READY = "Ready: True, Synced: True";
const SCOPE = { group: "g", resource: "volumeclaims", kind: "VolumeClaim", namespace: null };

let sequence = 0;

/** The informer of \`lab\` tells everything that there is; gives how many claims found no room. */
function synchronise(world: CollectorWorld, ...claimRefs: readonly string[]): number {
  sequence += 1;
  const result = world.store.applyBatch({
    cluster: "lab",
    session: { id: "lab", startedAt: Date.parse("2026-03-01T07:00:00Z") },
    sequence,
    sync: { id: `sync-${sequence}`, scope: SCOPE, part: 1, last: true },
    silent: [],
    scopes: [SCOPE],
    upserts: claimRefs.map((claimRef) => ({
      claimRef,
      type: { group: "g", kind: "VolumeClaim" },
      uid: null,
      statusMessage: READY,
      phase: "Ready" as const,
      isOutdated: false,
      observedAt: world.clock.now(),
    })),
    deletions: [],
    refused: [],
  });
  return "withoutRoom" in result ? result.withoutRoom.length : Infinity;
}

/** A pull request says that \`team/db\` is ready; then everything in memory is lost. */
async function restartWithProposal(defaultCluster?: string): Promise<CollectorWorld> {
  const world = await CollectorWorld.create({
    registry: registryOf("db"),
    limits: { claimsMax: 1 },
    ...(defaultCluster === undefined ? {} : { defaultCluster }),
  });
  synchronise(world, "team/db");
  assert.equal((await world.pass()).outcome, "proposed");
  world.restart();
  return world;
}

Deno.test("a claim without room leaves its entry as it is; with room, it is told again", async () => {
  const world = await restartWithProposal("lab");
  world.post("crowd", READY, { cluster: "crowd" });
  assert.equal(synchronise(world, "team/db"), 1);
  assert.equal((await world.pass()).outcome, "up-to-date");
  assert.match(world.registry(world.branch), /statusMessage: "Ready: True, Synced: True"/);
  // The same synchronisation without the claim is a proof, so it was the claim that stood against it.
  assert.equal(synchronise(world), 0);
  assert.equal((await world.pass()).outcome, "proposed");
  assert.match(world.registry(world.branch), /statusMessage: "Gone"/);
  world.store.forget("crowd");
  assert.equal(synchronise(world, "team/db"), 0);
  assert.equal((await world.pass()).outcome, "proposed");
  assert.match(world.registry(world.branch), /statusMessage: "Ready: True, Synced: True"/);
});

Deno.test("a claim may be in a cluster that finds no room", async () => {
  const world = await restartWithProposal();
  world.post("team/other", READY);
  world.post("team/db", READY, { cluster: "crowded-out" });
  synchronise(world, "team/other");
  assert.equal((await world.pass()).outcome, "up-to-date");
  assert.doesNotMatch(world.registry(world.branch), /Gone/);
});
