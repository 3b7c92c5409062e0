import assert from "node:assert/strict";
import { brokenClaim, claim, GROUP, HEALTHY } from "./claim_builder.ts";
import { BROKEN, brokenComposite, composite } from "./composite_builder.ts";
import { InformerWorld, type InformerWorldOptions } from "./informer_world.ts";

/** A world with one claim whose composite is broken, told so already. */
async function startBroken(options: InformerWorldOptions = {}): Promise<InformerWorld> {
  const world = await InformerWorld.start(options);
  world.volumes.list(claim("one", { composite: "x-one" }));
  await world.settle();
  world.watcher.find("XVolume").list(brokenComposite("x-one"));
  await world.pass(1_000);
  world.collector.clear();
  return world;
}

Deno.test("a claim tells what its composite complains of", async () => {
  const world = await startBroken();
  assert.equal(world.row("one")?.statusMessage, BROKEN);
  assert.equal(world.row("one")?.phase, "Error");
  world.watcher.find("XVolume").apply(composite("x-one"));
  await world.pass(1_000);
  assert.equal(world.row("one")?.statusMessage, HEALTHY);
  await world.stop();
});

Deno.test("composites are watched where their claims say they are, each kind once", async () => {
  const world = await InformerWorld.start({ namespace: "team-a" });
  world.volumes.list(
    claim("team-a/one", { composite: "x-one" }),
    claim("team-a/two", { composite: "x-two" }),
    claim("team-a/three", { composite: { kind: "XBucket", name: "x-three" } }),
    claim("team-a/four"),
  );
  await world.settle();
  assert.deepEqual(world.watcher.all.map(({ target }) => target).slice(1), [
    { group: GROUP, version: "v1", by: { kind: "XVolume" }, namespace: null },
    { group: GROUP, version: "v1", by: { kind: "XBucket" }, namespace: null },
  ]);
  await world.stop();
});

Deno.test("a composite that changes nothing in what is told sends nothing", async () => {
  const world = await startBroken();
  world.watcher.find("XVolume").apply(composite("x-of-somebody-else"));
  world.watcher.find("XVolume").apply(
    composite("x-one", {
      labels: { colour: "blue" },
      synced: { status: "False", reason: "ReconcileError", message: "cannot compose" },
    }),
  );
  await world.pass(10_000);
  assert.equal(world.collector.batches.length, 0);
  await world.stop();
});

Deno.test("a composite once seen stands while its watch is down", async (test) => {
  const cases = {
    "not reachable for ten minutes": ["unavailable", 600_000, BROKEN],
    "refused for less than two minutes": ["refused", 119_000, BROKEN],
    "refused for two minutes": ["refused", 121_000, HEALTHY],
    "not served for two minutes": ["unserved", 121_000, HEALTHY],
  } as const;
  for (const [name, [problem, durationMs, text]] of Object.entries(cases)) {
    await test.step(name, async () => {
      const world = await startBroken();
      world.bookmarks = "off";
      world.watcher.find("XVolume").fail(problem);
      await world.pass(durationMs / 2);
      world.watcher.find("XVolume").show({ type: "listing" });
      world.watcher.find("XVolume").fail(problem);
      await world.pass(durationMs / 2);
      assert.equal(world.row("one")?.statusMessage, text);
      world.watcher.find("XVolume").list(brokenComposite("x-one"));
      await world.pass(2_000);
      assert.equal(world.row("one")?.statusMessage, BROKEN);
      await world.stop();
    });
  }
});

Deno.test("a refusal that ends starts anew", async () => {
  const world = await startBroken();
  world.bookmarks = "off";
  const watch = world.watcher.find("XVolume");
  for (let count = 0; count < 3; count += 1) {
    watch.fail("refused");
    await world.pass(100_000);
    watch.show({ type: "contact" });
    await world.settle();
  }
  assert.equal(world.row("one")?.statusMessage, BROKEN);
  await world.stop();
});

Deno.test("a composite that is deleted leaves its claim's own words", async (test) => {
  await test.step("seen by the watch", async () => {
    const world = await startBroken();
    world.watcher.find("XVolume").remove(brokenComposite("x-one"));
    await world.pass(1_000);
    assert.equal(world.row("one")?.statusMessage, HEALTHY);
    await world.stop();
  });
  await test.step("missing in a list", async () => {
    const world = await startBroken();
    world.watcher.find("XVolume").show({ type: "listing" });
    await world.pass(1_000);
    assert.equal(world.row("one")?.statusMessage, BROKEN, "no list proves anything before its end");
    world.watcher.find("XVolume").show({ type: "listed" });
    await world.pass(1_000);
    assert.equal(world.row("one")?.statusMessage, HEALTHY);
    await world.stop();
  });
});

Deno.test("a claim follows the composite that it names, and only that", async () => {
  const world = await startBroken();
  world.watcher.find("XVolume").apply(composite("x-two", { maker: "one" }));
  world.volumes.apply(claim("one", { composite: "x-two" }));
  await world.pass(1_000);
  assert.equal(world.row("one")?.statusMessage, HEALTHY);
  world.watcher.find("XVolume").apply(brokenComposite("x-two", { maker: "one" }));
  await world.pass(1_000);
  assert.equal(world.row("one")?.statusMessage, BROKEN);
  world.volumes.apply(claim("one"));
  await world.pass(1_000);
  assert.equal(world.row("one")?.statusMessage, HEALTHY);
  await world.stop();
});

Deno.test("a composite counts for the claim that has made it, whoever else names it", async () => {
  const world = await InformerWorld.start();
  const names = ["one", "two", "three"];
  world.volumes.list(...names.map((name) => claim(name, { composite: "x-two" })));
  await world.settle();
  const tell = () => names.map((name) => world.row(name)?.statusMessage);
  world.watcher.find("XVolume").list(brokenComposite("x-two"));
  await world.pass(1_000);
  assert.deepEqual(tell(), [HEALTHY, BROKEN, HEALTHY]);
  world.watcher.find("XVolume").apply(brokenComposite("x-two", { maker: "three" }));
  await world.pass(1_000);
  assert.deepEqual(tell(), [HEALTHY, HEALTHY, BROKEN]);
  world.watcher.find("XVolume").apply(brokenClaim("x-two", "nobody's"));
  await world.pass(1_000);
  assert.deepEqual(tell(), [HEALTHY, HEALTHY, HEALTHY]);
  world.volumes.remove(claim("one"), claim("three"));
  world.watcher.find("XVolume").remove(composite("x-two"));
  await world.pass(1_000);
  assert.equal(world.row("one")?.phase, "Gone");
  await world.stop();
});

Deno.test("an object is a claim's composite only if it names just that claim", async (test) => {
  const right = { apiVersion: `${GROUP}/v1`, kind: "Volume", namespace: "team", name: "one" };
  const cases = {
    "the claim": [right, BROKEN],
    "the claim in another version": [{ ...right, apiVersion: `${GROUP}/v2` }, BROKEN],
    "a claim of another name": [{ ...right, name: "two" }, HEALTHY],
    "a claim in another namespace": [{ ...right, namespace: "other" }, HEALTHY],
    "a claim of another kind": [{ ...right, kind: "Bucket" }, HEALTHY],
    "a claim of another group": [{ ...right, apiVersion: "other.org/v1" }, HEALTHY],
    "nothing that can be read": [{ ...right, kind: "" }, HEALTHY],
  } as const;
  for (const [name, [maker, text]] of Object.entries(cases)) {
    await test.step(`it names ${name}`, async () => {
      const world = await InformerWorld.startWith([claim("team/one", { composite: "x-one" })]);
      world.watcher.find("XVolume").list(brokenComposite("x-one", { maker }));
      await world.pass(1_000);
      assert.equal(world.row("team/one")?.statusMessage, text);
      await world.stop();
    });
  }
  await test.step("it is a pod, which names nobody", async () => {
    const pod = { kind: "Pod", name: "vault-0" };
    const world = await InformerWorld.startWith([claim("spy", { composite: pod })]);
    world.watcher.find("Pod").list(brokenClaim("vault-0", "unsealer"), brokenClaim("other", "x"));
    await world.pass(1_000);
    assert.equal(world.row("spy")?.statusMessage, HEALTHY);
    assert.equal(world.informer.describe().composites[0]?.compositeCount, 0, "none is kept");
    await world.stop();
  });
});

Deno.test("a composite that is known before its claim counts for it", async () => {
  const world = await startBroken();
  world.watcher.find("XVolume").apply(brokenComposite("x-late"));
  await world.settle();
  world.volumes.apply(claim("late", { composite: "x-late" }));
  await world.pass(1_000);
  assert.equal(world.row("late")?.statusMessage, BROKEN);
  await world.stop();
});

Deno.test("a kind that no claim names any more is not watched for long", async () => {
  const world = await startBroken();
  world.volumes.apply(claim("one"));
  await world.pass(50_000);
  assert.equal(world.watcher.running("XVolume").length, 1);
  await world.pass(15_000);
  assert.equal(world.watcher.running("XVolume").length, 0);
  world.volumes.apply(claim("one", { composite: "x-one" }));
  await world.settle();
  world.watcher.find("XVolume").list(brokenComposite("x-one"));
  await world.pass(1_000);
  assert.equal(world.row("one")?.statusMessage, BROKEN);
  await world.stop();
});

Deno.test("who may not watch composites is told so at once, and once", async () => {
  const world = await InformerWorld.start();
  world.bookmarks = "off";
  world.volumes.list(claim("one", { composite: "x-one" }));
  await world.settle();
  const warnings = () =>
    world.logged("warn").filter((text) => text.startsWith("Cannot watch composites"));
  world.watcher.find("XVolume").fail("refused");
  await world.pass(29_000);
  assert.deepEqual([warnings().length, world.reasons], [1, []]);
  await world.pass(1_000);
  assert.deepEqual(world.reasons, ["composites-unwatched"]);
  for (let count = 0; count < 5; count += 1) {
    world.watcher.find("XVolume").fail("refused");
    await world.pass(60_000);
  }
  assert.equal(warnings().length, 1);
  await world.stop();
});

Deno.test("composites can be left alone", async () => {
  const world = await InformerWorld.start({ composites: "off" });
  world.volumes.list(claim("one", { composite: "x-one" }));
  await world.pass(1_000);
  assert.equal(world.row("one")?.statusMessage, HEALTHY);
  assert.equal(world.watcher.all.length, 1);
  await world.stop();
});

Deno.test("a status of the composite that stays outdated is told, too", async () => {
  const world = await startBroken();
  const synced = { status: "False", reason: "ReconcileError", message: "cannot compose" } as const;
  const behind = { synced, generation: 2, observedGeneration: 1 };
  world.watcher.find("XVolume").apply(composite("x-one", behind));
  await world.pass(61_000);
  assert.ok(world.row("one")?.isOutdated);
  await world.stop();
});
