import assert from "node:assert/strict";
import { TARGET_COUNT_MAX } from "../../src/informer/target_board.ts";
import { brokenClaim, brokenText, claim, GROUP, HEALTHY } from "./claim_builder.ts";
import { BROKEN, brokenComposite, composite } from "./composite_builder.ts";
import { FAILURES } from "./collector_double.ts";
import { InformerWorld } from "./informer_world.ts";
import { ScriptedTargets, type TargetOptions } from "./scripted_targets.ts";

interface Scripted {
  readonly world: InformerWorld;
  readonly targets: ScriptedTargets;
}

/** A world whose informer knows that nothing is to be watched. */
async function start(): Promise<Scripted> {
  const targets = new ScriptedTargets();
  const world = InformerWorld.create({ targets });
  await world.run();
  targets.tell({ type: "listed" });
  await world.settle();
  return { world, targets };
}

/** A world whose collector has been told of these volumes. */
async function startWith(
  objects: readonly unknown[],
  options: TargetOptions = {},
): Promise<Scripted> {
  const { world, targets } = await start();
  targets.want("volumes", options);
  await world.settle();
  world.resolve("volumes");
  world.volumes.list(...objects);
  await world.pass(1_000);
  world.collector.clear();
  return { world, targets };
}

const NOTHING = "Nothing to watch is in the script";
const VOLUMES = { group: GROUP, resource: "volumes", kind: "Volume" };

Deno.test("before it is known what to watch, nothing is proven of anything", async () => {
  const targets = new ScriptedTargets();
  const world = InformerWorld.create({ targets });
  await world.run();
  targets.tell({ type: "listing" });
  await world.pass(20_000);
  assert.deepEqual(world.collector.batches.map(({ scopes, sync }) => [scopes, sync]), [
    [[], undefined],
  ]);
  assert.deepEqual(world.informer.describe().reasons, [{
    code: "not-synchronised",
    message: "Not synchronised yet: it is not known what to watch",
  }]);
  assert.ok(!world.informer.describe().isSynchronised);
  await world.stop();
});

Deno.test("a resource that comes later is watched, awaited and told", async () => {
  const { world, targets } = await startWith([claim("one")]);
  targets.want("buckets");
  await world.pass(16_000);
  assert.deepEqual(world.collector.batches.at(-1)?.scopes, [
    VOLUMES,
    { group: GROUP, resource: "buckets" },
  ]);
  assert.deepEqual(world.reasons, ["not-synchronised"]);
  world.resolve("buckets");
  world.watcher.find("buckets").list(claim("b"));
  await world.pass(1_000);
  assert.equal(world.collector.model.living[`Bucket.${GROUP} b`], HEALTHY);
  assert.deepEqual(world.reasons, []);
  await world.stop();
});

Deno.test("where there is nothing to watch, that is said, and only the collector is waited for", async () => {
  const targets = new ScriptedTargets();
  const world = InformerWorld.create({ targets });
  world.collector.onBatch = () => FAILURES.busy;
  await world.run();
  targets.tell({ type: "listed" });
  await world.pass(40_000);
  const nothing = { code: "nothing-discovered", message: NOTHING };
  const waiting = "Not synchronised yet: the collector has taken nothing";
  const { reasons, isSynchronised } = world.informer.describe();
  assert.ok(!isSynchronised);
  assert.deepEqual(reasons.slice(1), [nothing, { code: "not-synchronised", message: waiting }]);
  world.collector.recover();
  await world.pass(6_000);
  assert.deepEqual(world.informer.describe().reasons, [nothing]);
  assert.ok(world.informer.describe().isSynchronised);
  await world.stop();
});

Deno.test("the log says each time when there is nothing to watch", async () => {
  const { world, targets } = await start();
  const warnings = () => world.logged("warn").filter((message) => /^Nothing/.test(message));
  assert.deepEqual(warnings(), [NOTHING]);
  targets.tell({ type: "listing" }, { type: "listed" }, { type: "contact" });
  targets.want("volumes");
  await world.settle();
  world.resolve("volumes");
  world.volumes.list(claim("one"));
  await world.pass(1_000);
  assert.equal(warnings().length, 1);
  targets.delete("volumes");
  await world.pass(20_000);
  assert.equal(warnings().length, 2, "once it is told what became of the claims");
  targets.want("volumes");
  targets.drop("volumes");
  await world.pass(20_000);
  assert.equal(warnings().length, 3);
  await world.stop();
});

Deno.test("an empty synchronisation ends the claims of a resource that was deleted", async () => {
  const { world, targets } = await startWith([claim("one"), claim("two")]);
  // A claim that this informer has never seen.
  world.collector.model.rows.set(`Volume.${GROUP} other`, {
    ...world.row("one") ?? assert.fail(),
  });
  targets.delete("volumes");
  await world.pass(1_000);
  assert.deepEqual(world.watcher.all, []);
  const parts = world.collector.batches.flatMap(({ sync, upserts }) =>
    sync ? [{ sync, upserts }] : []
  );
  assert.deepEqual(parts.map(({ sync, upserts }) => [sync.scope, sync.last, upserts]), [
    [VOLUMES, true, []],
  ]);
  assert.deepEqual(world.collector.model.living, {});
  world.collector.clear();
  await world.pass(16_000);
  assert.deepEqual(world.collector.batches.map(({ scopes }) => scopes), [[]], "it is forgotten");
  assert.deepEqual(world.informer.describe().targets, []);
  await world.stop();
});

Deno.test("a deleted resource is kept until the collector knows, and is not called silent", async () => {
  const { world, targets } = await startWith([claim("one")]);
  world.collector.onBatch = () => FAILURES.busy;
  targets.delete("volumes");
  await world.pass(150_000);
  assert.deepEqual(world.collector.batches.at(-1)?.scopes, [VOLUMES]);
  assert.equal(world.collector.batches.at(-1)?.silent, undefined);
  assert.deepEqual(world.reasons, ["collector-unreachable"]);
  world.collector.recover();
  await world.pass(10_000);
  assert.equal(world.row("one")?.phase, "Gone");
  await world.pass(16_000);
  assert.deepEqual(world.collector.batches.at(-1)?.scopes, []);
  await world.stop();
});

Deno.test("a new collector is told of a deleted resource as long as it is kept", async () => {
  const { world, targets } = await startWith([claim("one")]);
  world.collector.onBatch = () => FAILURES.busy;
  targets.delete("volumes");
  await world.pass(1_000);
  world.collector.restart();
  world.collector.recover();
  await world.pass(10_000);
  assert.ok(world.collector.model.synchronised.has("volumes"));
  await world.stop();
});

Deno.test("a resource that was deleted before the API server knew it ends what others told", async () => {
  const { world, targets } = await startWith([claim("one")]);
  targets.want("buckets", { namespace: "team" });
  await world.settle();
  world.watcher.find("buckets").fail("unserved");
  targets.delete("buckets");
  await world.pass(1_000);
  const scope = { group: GROUP, resource: "buckets", kind: "Bucket", namespace: "team" };
  assert.deepEqual(world.collector.batches.find(({ sync }) => sync)?.sync?.scope, scope);
  await world.stop();
});

Deno.test("a resource that is deleted and comes again shows its new claims only", async (test) => {
  const cases = { "when the collector knows": 20_000, "before the collector knows": 0 };
  for (const [name, waitMs] of Object.entries(cases)) {
    await test.step(name, async () => {
      const { world, targets } = await startWith([claim("one"), claim("two")]);
      targets.delete("volumes");
      if (waitMs > 0) await world.pass(waitMs);
      targets.want("volumes");
      await world.settle();
      assert.equal(world.watcher.all.length, 1);
      await world.pass(1_000);
      assert.deepEqual(world.informer.describe().targets.map(({ claimCount }) => claimCount), [0]);
      const syncs = world.collector.batches.filter(({ sync }) => sync !== undefined);
      assert.equal(syncs.length, waitMs > 0 ? 1 : 0, "nothing is proven before it is listed again");
      world.resolve("volumes");
      world.volumes.list(claim("two", { uid: "new" }), claim("three"));
      await world.pass(1_000);
      assert.deepEqual(world.collector.model.living, {
        [`Volume.${GROUP} two`]: HEALTHY,
        [`Volume.${GROUP} three`]: HEALTHY,
      });
      assert.equal(world.row("two")?.uid, "new");
      assert.equal(world.row("one")?.phase, "Gone");
      await world.pass(16_000);
      assert.deepEqual(world.collector.batches.at(-1)?.scopes, [VOLUMES]);
      assert.deepEqual(world.reasons, []);
      await world.stop();
    });
  }
});

Deno.test("another version is gone on with, and no claim is taken for gone", async () => {
  const { world, targets } = await startWith([claim("one"), claim("two")]);
  const before = world.volumes;
  targets.want("volumes", { version: "v2" });
  await world.settle();
  assert.ok(before.signal.aborted);
  assert.deepEqual(world.watcher.all.map(({ target }) => target.version), ["v2"]);
  await world.pass(16_000);
  assert.equal(Object.keys(world.collector.model.living).length, 2);
  world.resolve("volumes");
  world.volumes.list(claim("one"), brokenClaim("two", "quota"));
  await world.pass(1_000);
  assert.equal(world.row("one")?.statusMessage, HEALTHY);
  assert.equal(world.row("two")?.statusMessage, brokenText("quota"));
  assert.ok(world.collector.batches.every(({ deletions }) => deletions.length === 0));
  await world.stop();
});

Deno.test("what is watched no longer leaves the scopes, and nothing is told to be gone", async () => {
  const { world, targets } = await startWith([claim("one", { composite: "x-one" })]);
  world.watcher.find("XVolume").list(composite("x-one"));
  await world.pass(1_000);
  world.collector.clear();
  world.volumes.apply(brokenClaim("two", "quota"));
  await world.settle();
  targets.drop("volumes");
  await world.pass(1_000);
  assert.equal(world.row("two"), undefined, "nothing is told of them any more");
  await world.pass(4_000_000);
  assert.deepEqual(world.watcher.all, [], "its composites are nobody's any more");
  const { batches } = world.collector;
  assert.deepEqual(batches.at(-1)?.scopes, []);
  assert.ok(batches.every(({ sync, deletions }) => sync === undefined && deletions.length === 0));
  assert.equal(world.row("one")?.phase, "Ready");
  assert.deepEqual(world.logged("warn"), [
    NOTHING,
    "A resource is no longer watched: its claims go stale",
    NOTHING,
  ]);
  await world.stop();
});

Deno.test("a resource that the API server does not serve is waited for, and proves nothing", async () => {
  const { world, targets } = await start();
  targets.want("volumes");
  await world.settle();
  world.bookmarks = "off";
  world.volumes.fail("unserved");
  await world.pass(300_000);
  assert.deepEqual(world.informer.describe().reasons.map(({ message }) => message), [
    `Waiting for volumes.${GROUP}/v1: It is unserved`,
    `The API server has not shown volumes.${GROUP}/v1 for 300 s`,
    `Not synchronised yet: volumes.${GROUP}`,
  ]);
  assert.ok(world.collector.batches.every(({ sync }) => sync === undefined));
  await world.stop();
});

Deno.test("what keeps the source from going on is logged at once and told after 30 seconds, with the right", async () => {
  const { world, targets } = await startWith([claim("one")]);
  const problem = { kind: "refused", status: 403, message: "It is refused" } as const;
  targets.tell({ type: "trouble", problem });
  const message = "Cannot read the script: It is refused; this takes the right to read scripts";
  await world.pass(29_000);
  assert.deepEqual([world.reasons, world.logged("warn")], [[], [NOTHING, message]]);
  await world.pass(1_000);
  assert.deepEqual(world.informer.describe().reasons, [{ code: "access-refused", message }]);
  targets.tell({ type: "trouble", problem });
  await world.settle();
  assert.deepEqual(world.logged("warn"), [NOTHING, message]);
  targets.tell({ type: "listing" }, { type: "listed" });
  await world.settle();
  assert.deepEqual(world.reasons, []);
  assert.equal(world.logged("info").at(-1), "Can read the script again");
  await world.stop();
});

Deno.test("the right is named to who lacks it, not to who is not known at all", async () => {
  const cases = [
    ["refused", 401, "It is so"],
    ["refused", 403, "It is so; this takes the right to read scripts"],
    ["unserved", 404, "It is so; this takes the right to read scripts"],
    ["unavailable", 500, "It is so"],
  ] as const;
  for (const [kind, status, text] of cases) {
    const { world, targets } = await startWith([]);
    const trouble = { type: "trouble", problem: { kind, status, message: "It is so" } } as const;
    targets.tell(trouble);
    await world.pass(120_000);
    targets.tell(trouble);
    await world.settle();
    const [reason] = world.informer.describe().reasons;
    assert.equal(reason?.message, `Cannot read the script: ${text}`);
    await world.stop();
  }
});

Deno.test("a composite that a claim has made is no claim of its own where that is asked for", async () => {
  const { world } = await startWith([claim("own"), composite("made")], {
    claimedComposites: "skipped",
  });
  assert.deepEqual(Object.keys(world.collector.model.living), [`Volume.${GROUP} own`]);
  world.volumes.apply(composite("own"), claim("late"), composite("later"));
  await world.pass(1_000);
  assert.deepEqual(Object.keys(world.collector.model.living), [`Volume.${GROUP} late`]);
  assert.equal(world.row("own")?.phase, "Gone");
  await world.stop();
  const told = await startWith([claim("own"), composite("made")]);
  assert.equal(Object.keys(told.world.collector.model.living).length, 2);
  await told.world.stop();
});

Deno.test("a kind that is told and is the composite of claims is watched once", async () => {
  const { world, targets } = await startWith([claim("one", { composite: "x-one" })]);
  const xvolumes = { kind: "XVolume", claimedComposites: "skipped" } as const;
  world.watcher.find("XVolume").list(composite("x-one"));
  await world.pass(1_000);
  targets.want("xvolumes", xvolumes);
  await world.settle();
  assert.equal(world.watcher.all.length, 2);
  world.watcher.find("xvolumes").show({
    type: "resolved",
    resource: "xvolumes",
    kind: "XVolume",
    isNamespaced: false,
  });
  const broken = brokenComposite("x-one");
  world.watcher.find("xvolumes").list(broken, claim("x-own"));
  await world.pass(1_000);
  assert.deepEqual(world.collector.model.living, {
    [`Volume.${GROUP} one`]: BROKEN,
    [`XVolume.${GROUP} x-own`]: HEALTHY,
  });
  targets.drop("xvolumes");
  await world.settle();
  world.watcher.find("xvolumes").apply(composite("x-one"), brokenClaim("x-own", "quota"));
  await world.pass(1_000);
  assert.deepEqual(world.collector.model.living, {
    [`Volume.${GROUP} one`]: HEALTHY,
    [`XVolume.${GROUP} x-own`]: HEALTHY,
  }, "the claim still needs it");
  world.volumes.remove(claim("one"));
  await world.pass(61_000);
  assert.equal(world.watcher.all.length, 1, "and now nobody does");
  await world.stop();
});

Deno.test("whoever joins a watch of composites later gets a list of its own", async () => {
  const { world, targets } = await startWith([]);
  targets.want("xvolumes", { kind: "XVolume", claimedComposites: "skipped" });
  await world.settle();
  world.resolve("xvolumes");
  world.watcher.find("xvolumes").list(brokenComposite("x-one"));
  await world.pass(1_000);
  const before = world.watcher.find("xvolumes");
  world.volumes.apply(claim("one", { composite: "x-one" }));
  await world.settle();
  assert.ok(before.signal.aborted);
  world.watcher.find("XVolume").list(brokenComposite("x-one"));
  await world.pass(1_000);
  assert.equal(world.row("one")?.statusMessage, BROKEN);
  assert.equal(world.watcher.all.length, 2);
  await world.stop();
});

Deno.test("more resources than can be watched wait until there is room, and that is said", async () => {
  const { world, targets } = await start();
  for (let index = 0; index <= TARGET_COUNT_MAX; index += 1) targets.want(`r${index}s`);
  await world.settle();
  assert.equal(world.watcher.all.length, TARGET_COUNT_MAX);
  assert.deepEqual(world.reasons.filter((code) => code === "too-many-kinds").length, 1);
  targets.drop("r0s");
  await world.settle();
  assert.equal(world.watcher.running(`r${TARGET_COUNT_MAX}s`).length, 1);
  assert.ok(!world.reasons.includes("too-many-kinds"));
  await world.stop();
});

Deno.test("a source that ends by itself is a bug", async () => {
  const { world, targets } = await start();
  targets.end();
  await world.settle();
  await assert.rejects(world.stop(), { message: "The source of targets ended by itself" });
});
