/**
 * What becomes of an entry whose claim was deleted while nobody looked: the collector has been
 * restarted and has no tombstone, and the informers synchronise without the claim.
 */
import assert from "node:assert/strict";
import { MANIFEST_FETCH_MAX } from "../../src/collector/manifest_reader.ts";
import { CollectorWorld, registryOf } from "../testing/collector_world.ts";

const READY = "Ready: True, Synced: True";
const SESSION_STARTED_AT = Date.parse("2026-03-01T07:00:00Z");

/** How a synchronisation differs from that of all VolumeClaims of the cluster \`lab\`. */
interface SyncOptions {
  readonly cluster?: string;
  readonly kind?: string;
  readonly namespace?: string | null;
  /** Claims that there are. */
  readonly claims?: readonly string[];
  /** Whether the informer has lost sight of the API server. */
  readonly isSilent?: boolean;
  /** A heartbeat says what is watched, and brings nothing. */
  readonly isHeartbeat?: boolean;
}

let sequence = 0;

/** An informer tells everything that there is of one kind. */
function synchronise(world: CollectorWorld, options: SyncOptions = {}): void {
  const { cluster = "lab", kind = "VolumeClaim", namespace = null, claims = [] } = options;
  const scope = { group: "g", resource: `${kind.toLowerCase()}s`, kind, namespace };
  sequence += 1;
  world.store.applyBatch({
    cluster,
    session: { id: `${cluster}-${kind}-${namespace}`, startedAt: SESSION_STARTED_AT },
    sequence,
    sync: options.isHeartbeat ? null : { id: `sync-${sequence}`, scope, part: 1, last: true },
    silent: options.isSilent ? [scope] : [],
    scopes: [scope],
    upserts: claims.map((claimRef) => ({
      claimRef,
      type: { group: "g", kind },
      uid: null,
      statusMessage: READY,
      phase: "Ready" as const,
      isOutdated: false,
      observedAt: world.clock.now(),
    })),
    deletions: [],
    refused: [],
  });
}

/** A pull request says that \`team/db\` is ready; then everything in memory is lost. */
async function restartWithProposal(): Promise<CollectorWorld> {
  const world = await CollectorWorld.create({ registry: registryOf("db") });
  synchronise(world, { claims: ["team/db"] });
  assert.equal((await world.pass()).outcome, "proposed");
  assert.match(world.registry(world.branch), /statusMessage: "Ready: True, Synced: True"/);
  world.restart();
  return world;
}

/** A registry on the base branch that says what is so, merged from our pull request. */
async function restartAfterMerge(): Promise<CollectorWorld> {
  const world = await restartWithProposal();
  world.github.mergePull({ number: 1, method: "squash", deleteBranch: true });
  return world;
}

/** Runs a pass that commits nothing; the pull request's text may tell what is unmatched. */
async function assertNothingChanges(world: CollectorWorld): Promise<void> {
  world.github.clearCalls();
  await world.pass();
  assert.deepEqual(world.writes().filter((call) => call.includes("/git/")), []);
  assert.doesNotMatch(world.registry(world.branch), /Gone/);
}

Deno.test("after a restart a claim is gone once its informer has synchronised without it", async () => {
  const world = await restartWithProposal();
  await assertNothingChanges(world);
  synchronise(world, { claims: ["team/other"] });
  const provenAt = world.clock.now();
  const result = await world.pass();
  assert.equal(result.outcome, "proposed");
  const text = world.registry(world.branch);
  assert.match(text, /statusMessage: "Gone"/);
  assert.match(
    text,
    new RegExp(`lastCheckedAt: "${new Date(provenAt).toISOString().slice(0, 19)}Z"`),
  );
  assert.deepEqual(result.unmatchedEntries.first, [{
    name: "team/db (line 5)",
    reason: "gone: all that watch its kind have synchronised without it",
  }]);
  assert.match(world.openPulls()[0]?.body ?? "", /\| `team\/db` \| – \| – \| `Gone` \|/);
});

Deno.test("a cluster in which no claim is left is enough", async () => {
  const world = await restartWithProposal();
  await assertNothingChanges(world);
  synchronise(world);
  assert.equal((await world.pass()).outcome, "proposed");
  assert.match(world.registry(world.branch), /statusMessage: "Gone"/);
});

Deno.test("hourly synchronisations move nothing once a claim is proposed as gone", async () => {
  const world = await restartWithProposal();
  synchronise(world);
  await world.pass();
  const text = world.registry(world.branch);
  world.github.clearCalls();
  const outcomes: string[] = [];
  for (let count = 0; count < 3; count++) {
    world.clock.advance(3_600_000);
    synchronise(world);
    outcomes.push((await world.pass()).outcome);
  }
  assert.deepEqual(outcomes, ["up-to-date", "clean", "clean"]);
  assert.deepEqual(world.writes(), []);
  assert.equal(world.registry(world.branch), text);
});

Deno.test("what is proposed as gone stands while nothing can be proven any more", async () => {
  const world = await restartWithProposal();
  synchronise(world);
  await world.pass();
  const text = world.registry(world.branch);
  synchronise(world, { isHeartbeat: true, isSilent: true });
  await world.pass();
  assert.equal(world.registry(world.branch), text);
  world.restart();
  await world.pass();
  assert.equal(world.registry(world.branch), text);
});

Deno.test("a claim that comes back is no longer gone", async () => {
  const world = await restartAfterMerge();
  synchronise(world);
  await world.pass();
  assert.match(world.registry(world.branch), /statusMessage: "Gone"/);
  synchronise(world, { claims: ["team/db"] });
  assert.equal((await world.pass()).outcome, "withdrawn");
  assert.doesNotMatch(world.registry(), /Gone/);
});

Deno.test("after a merge the base branch's own text is enough", async () => {
  const world = await restartAfterMerge();
  await assertNothingChanges(world);
  synchronise(world);
  assert.equal((await world.pass()).outcome, "proposed");
  assert.match(world.registry(world.branch), /statusMessage: "Gone"/);
  world.github.mergePull({ number: 2, method: "squash", deleteBranch: true });
  await world.pass();
  assert.match(world.registry(), /statusMessage: "Gone"/);
  world.restart();
  synchronise(world);
  const result = await world.pass();
  assert.deepEqual([result.outcome, result.changeCount], ["up-to-date", 0]);
  assert.match(result.unmatchedEntries.first[0]?.reason ?? "", /^gone: /);
});

Deno.test("a scope that has synchronised is news, although no claim has changed", async () => {
  const world = await restartWithProposal();
  synchronise(world, { kind: "HarborProject" });
  assert.equal((await world.pass()).outcome, "up-to-date");
  assert.equal((await world.pass()).outcome, "clean");
  synchronise(world);
  assert.equal((await world.pass()).outcome, "proposed");
  assert.match(world.registry(world.branch), /statusMessage: "Gone"/);
});

Deno.test("a second cluster that the pull request names must be without the claim, too", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db", "web") });
  synchronise(world, { claims: ["team/db"] });
  synchronise(world, { cluster: "prod", claims: ["team/web"] });
  await world.pass();
  world.restart();
  synchronise(world, { claims: ["team/db"] });
  await assertNothingChanges(world);
  synchronise(world, { cluster: "prod", isHeartbeat: true });
  await assertNothingChanges(world);
  synchronise(world, { cluster: "prod" });
  assert.equal((await world.pass()).outcome, "proposed");
  const [db, web] = world.registry(world.branch).split("# web");
  assert.match(db ?? "", /statusMessage: "Ready: True, Synced: True"/);
  assert.match(web ?? "", /statusMessage: "Gone"/);
});

Deno.test("a second cluster that never comes proves nothing, however long it is awaited", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db", "web") });
  synchronise(world, { claims: ["team/db"] });
  synchronise(world, { cluster: "prod", claims: ["team/web"] });
  await world.pass();
  world.restart();
  for (const minutes of [1, 20, 60]) {
    world.clock.advance(minutes * 60_000);
    synchronise(world, { claims: ["team/db"] });
    await world.pass();
    assert.doesNotMatch(world.registry(world.branch), /Gone/, `${minutes} minutes`);
  }
});

Deno.test("an entry that names its cluster waits for no other", async () => {
  const registry = registryOf("db").replace("    category:", "    cluster: lab\n    category:");
  const world = await CollectorWorld.create({ registry });
  synchronise(world, { claims: ["team/db"] });
  synchronise(world, { cluster: "prod", claims: ["team/web"] });
  await world.pass();
  world.restart();
  synchronise(world, { cluster: "prod" });
  await assertNothingChanges(world);
  synchronise(world);
  await world.pass();
  assert.match(world.registry(world.branch), /statusMessage: "Gone"/);
});

Deno.test("what only part of the cluster tells proves nothing", async (test) => {
  const vectors: Readonly<Record<string, SyncOptions>> = {
    "another kind": { kind: "HarborProject" },
    "another namespace": { namespace: "other" },
    "no synchronisation yet": { isHeartbeat: true },
    "out of contact with its API server": { isSilent: true },
  };
  for (const [name, options] of Object.entries(vectors)) {
    await test.step(name, async () => {
      const world = await restartWithProposal();
      synchronise(world, options);
      await assertNothingChanges(world);
      synchronise(world);
      if (options.isSilent) return;
      await world.pass();
      assert.match(world.registry(world.branch), /Gone/, "the rest decides");
    });
  }
  await test.step("an informer that has fallen silent", async () => {
    const world = await restartWithProposal();
    synchronise(world);
    world.clock.advance(300_000);
    await assertNothingChanges(world);
  });
  await test.step("an old agent that posts other claims", async () => {
    const world = await restartWithProposal();
    world.post("team/other", READY);
    await assertNothingChanges(world);
  });
});

const VM_PATH = "claims/cli/harvestervm-developer-martin.yaml";
const VM_MANIFEST = "kind: HarvesterVM\nmetadata:\n  name: martin\n  namespace: default\n";
const REAL_REGISTRY = `apiVersion: claim-registry.io/v1alpha1
kind: ClaimRegistry
claims:
    - name: harvestervm-developer-martin
      template: harvestervm
      category: cli
      namespace: default
      statusMessage: "Ready: True, Synced: True"
      lastCheckedAt: "2026-02-28T08:00:00Z"
      repository: acme/inventory
      path: ${VM_PATH}
      status: active
    - name: demo-project
      template: harborproject
      category: ""
      namespace: ""
      statusMessage: "Ready: True, Synced: True"
      lastCheckedAt: "2026-02-28T08:00:00Z"
      repository: ""
      path: .
      status: active
`;

function countGone(world: CollectorWorld): number {
  return world.registry(world.branch).split('statusMessage: "Gone"').length - 1;
}

Deno.test("an object of another name than its entry is looked for by its manifest", async () => {
  const world = await CollectorWorld.create({
    registry: REAL_REGISTRY,
    files: { [VM_PATH]: VM_MANIFEST },
  });
  synchronise(world, { kind: "HarvesterVM", claims: ["default/martin"] });
  assert.equal((await world.pass()).outcome, "up-to-date");
  synchronise(world, { kind: "HarvesterVM" });
  await world.pass();
  assert.equal(countGone(world), 1, "by its tombstone");
  synchronise(world, { kind: "HarvesterVM", claims: ["default/martin"] });
  assert.equal((await world.pass()).outcome, "withdrawn");
  world.restart();
  synchronise(world, { kind: "HarvesterVM" });
  await world.pass();
  assert.equal(countGone(world), 1, "by its absence");
});

Deno.test("on a first rollout, one early cluster does not make the others' entries gone", async () => {
  const registry = registryOf("db", "web").replaceAll(
    "    status: active\n",
    `    status: active\n    statusMessage: "${READY}"\n`,
  );
  const world = await CollectorWorld.create({ registry });
  synchronise(world, { cluster: "first", claims: ["team/other"] });
  await assertNothingChanges(world);
  world.clock.advance(3_600_000);
  synchronise(world, { cluster: "first", claims: ["team/other"] });
  await assertNothingChanges(world);
});

Deno.test("a manifest that went with its object, and the path of the root, prove as well", async () => {
  const world = await CollectorWorld.create({ registry: REAL_REGISTRY, defaultCluster: "lab" });
  synchronise(world, { kind: "HarborProject" });
  await world.pass();
  assert.equal(countGone(world), 1);
  synchronise(world, { kind: "HarvesterVM" });
  await world.pass();
  assert.equal(countGone(world), 2);
});

Deno.test("no manifest is read for an entry that cannot be proven to be gone", async () => {
  const registry = REAL_REGISTRY.replace(/^ +statusMessage.*\n/m, "");
  const files = { [VM_PATH]: VM_MANIFEST };
  const world = await CollectorWorld.create({ registry, files, defaultCluster: "lab" });
  synchronise(world, { kind: "HarvesterVM" });
  assert.equal((await world.pass()).outcome, "up-to-date");
  const blobs = world.github.calls.filter(({ path }) => path.includes("/git/blobs/"));
  assert.equal(blobs.length, 1, "only the registry itself");
});

Deno.test("a manifest that names a living object disproves", async () => {
  const files = { [VM_PATH]: VM_MANIFEST.replace("HarvesterVM", "VolumeClaim") };
  const world = await CollectorWorld.create({
    registry: REAL_REGISTRY,
    files,
    defaultCluster: "lab",
  });
  synchronise(world, { kind: "HarvesterVM" });
  await world.pass();
  assert.equal(countGone(world), 0, "nobody watches what the manifest names");
  synchronise(world, { claims: ["default/martin"] });
  await world.pass();
  assert.equal(countGone(world), 0, "it lives");
});

Deno.test("manifests that one pass cannot read are read by the next", async () => {
  const indexes = Array.from({ length: MANIFEST_FETCH_MAX + 1 }, (_, index) => index);
  const entries = indexes.map((index) =>
    `- {name: vm-${index}, template: vm, namespace: team, path: ${index}.yaml, ` +
    `statusMessage: "${READY}"}\n`
  );
  const kinds = indexes.map((index) => index < MANIFEST_FETCH_MAX ? "Unwatched" : "HarvesterVM");
  const files = kinds.map((kind, index) => [
    `${index}.yaml`,
    `kind: ${kind}\nmetadata: {name: vm-${index}, namespace: team}\n`,
  ]);
  const head = "apiVersion: claim-registry.io/v1alpha1\nkind: ClaimRegistry\nclaims:\n";
  const world = await CollectorWorld.create({
    registry: head + entries.join(""),
    files: Object.fromEntries(files),
    defaultCluster: "lab",
  });
  synchronise(world, { kind: "HarvesterVM" });
  const first = await world.pass();
  assert.equal(first.outcome, "up-to-date");
  const second = await world.pass();
  assert.deepEqual([second.outcome, second.changeCount], ["proposed", 1]);
});
