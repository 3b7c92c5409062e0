import assert from "node:assert/strict";
import { brokenClaim, claim, GROUP, HEALTHY } from "./claim_builder.ts";
import { FAILURES } from "./collector_double.ts";
import { BROKEN, brokenComposite, composite } from "./composite_builder.ts";
import { InformerWorld } from "./informer_world.ts";

Deno.test("a restart does not make broken claims look healthy", async (test) => {
  await test.step("the synchronisation waits until the composites are listed", async () => {
    const world = await InformerWorld.start();
    world.volumes.list(claim("one", { composite: "x-one" }), claim("two"));
    await world.pass(9_000);
    world.watcher.find("XVolume").show({ type: "listing" });
    world.watcher.find("XVolume").apply(composite("x-other"));
    await world.settle();
    assert.ok(world.collector.batches.every(({ sync }) => sync === undefined));
    assert.equal(world.row("one"), undefined);
    world.watcher.find("XVolume").apply(brokenComposite("x-one"));
    world.watcher.find("XVolume").show({ type: "listed" });
    await world.pass(1_000);
    assert.equal(world.row("one")?.statusMessage, BROKEN);
    const texts = world.collector.batches.flatMap(({ upserts }) => upserts)
      .flatMap((item) => item.claimRef === "one" && "statusMessage" in item ? item : [])
      .map(({ statusMessage }) => statusMessage);
    assert.deepEqual(texts, [BROKEN]);
    await world.stop();
  });
  await test.step("but not longer than 10 s", async () => {
    const world = await InformerWorld.start();
    world.volumes.list(claim("one", { composite: "x-one" }));
    await world.pass(9_900);
    assert.equal(world.collector.batches.length, 0);
    await world.pass(500);
    assert.equal(world.row("one")?.statusMessage, HEALTHY);
    assert.ok(world.collector.model.synchronised.has("volumes"));
    world.watcher.find("XVolume").list(brokenComposite("x-one"));
    await world.pass(1_000);
    assert.equal(world.row("one")?.statusMessage, BROKEN);
    await world.stop();
  });
  await test.step("nor for a kind that is refused, or not there", async () => {
    for (const problem of ["refused", "unserved"] as const) {
      const world = await InformerWorld.start();
      world.volumes.list(claim("one", { composite: "x-one" }));
      await world.settle();
      world.watcher.find("XVolume").fail(problem);
      await world.pass(1_000);
      assert.equal(world.row("one")?.statusMessage, HEALTHY);
      assert.deepEqual(world.reasons, problem === "refused" ? [] : ["composites-unwatched"]);
      assert.equal(world.informer.describe().counts.refusedCompositeKinds, 1);
      await world.stop();
    }
  });
  await test.step("a kind that is only not reachable is waited for", async () => {
    const world = await InformerWorld.start();
    world.volumes.list(claim("one", { composite: "x-one" }));
    await world.settle();
    world.watcher.find("XVolume").fail("unavailable");
    await world.pass(5_000);
    assert.equal(world.collector.batches.length, 0);
    await world.stop();
  });
});

Deno.test("kinds that keep coming hold no synchronisation back for longer", async () => {
  const world = await InformerWorld.startWith([]);
  world.volumes.list(claim("plain"), claim("claim-0", { composite: { kind: "X0", name: "x" } }));
  for (let count = 1; count < 10; count += 1) {
    world.volumes.apply(claim(`claim-${count}`, { composite: { kind: `X${count}`, name: "x" } }));
    await world.pass(1_500);
  }
  const parts = world.collector.batches.filter(({ sync }) => sync?.last);
  assert.equal(parts.length, 1);
  const keyOnly = parts[0]?.upserts.filter((item) => !("statusMessage" in item));
  assert.ok(keyOnly !== undefined && keyOnly.length > 2, "who is held back is named");
  await world.pass(10_000);
  assert.equal(Object.keys(world.collector.model.living).length, 11);
  await world.stop();
});

Deno.test("a claim of a new kind of composite is held back by itself", async () => {
  const world = await InformerWorld.startWith([claim("one"), claim("two")]);
  world.volumes.apply(claim("one", { composite: "x-one" }), brokenClaim("two", "quota"));
  world.volumes.apply(claim("new", { composite: "x-new" }));
  await world.pass(9_000);
  assert.deepEqual(
    world.collector.batches.flatMap(({ upserts }) => upserts).map(({ claimRef }) => claimRef),
    ["two"],
  );
  world.watcher.find("XVolume").list(brokenComposite("x-one"), composite("x-new"));
  await world.pass(1_000);
  assert.equal(world.row("one")?.statusMessage, BROKEN);
  assert.equal(world.row("new")?.statusMessage, HEALTHY);
  await world.stop();
});

Deno.test("a claim that is held back exists all the same", async () => {
  const world = await InformerWorld.start();
  const others = Array.from({ length: 600 }, (_, index) => claim(`claim-${index}`));
  world.collector.onBatch = async (_batch, apply) => {
    await world.clock.sleep(500, new AbortController().signal);
    return apply();
  };
  world.collector.model.rows.set(`Volume.${GROUP} new`, {
    uid: "uid of new",
    statusMessage: HEALTHY,
    phase: "Ready",
    observedAt: "2026-02-01T00:00:00Z",
    isOutdated: false,
  });
  world.volumes.list(...others);
  await world.pass(200);
  world.volumes.apply(claim("new", { composite: "x-new" }));
  await world.pass(5_000);
  assert.ok(world.collector.model.synchronised.has("volumes"));
  assert.equal(world.row("new")?.phase, "Ready");
  assert.equal(world.logged("error").length, 0, "a key alone is no claim that was rejected");
  await world.stop();
});

Deno.test("a claim that comes back while it is held back is not told to be gone", async () => {
  const world = await InformerWorld.startWith([claim("one")]);
  world.volumes.remove(claim("one"));
  world.volumes.apply(claim("one", { uid: "another", composite: "x-one" }));
  await world.pass(5_000);
  assert.equal(world.row("one")?.phase, "Ready");
  world.watcher.find("XVolume").list(brokenComposite("x-one"));
  await world.pass(1_000);
  assert.equal(world.row("one")?.uid, "another");
  assert.equal(world.row("one")?.statusMessage, BROKEN);
  await world.stop();
});

Deno.test("waiting for composites costs no heartbeat and no request", async () => {
  const world = await InformerWorld.start();
  world.collector.onBatch = () => FAILURES.busy;
  world.volumes.list(claim("one", { composite: "x-one" }));
  await world.pass(30_000);
  world.collector.recover();
  await world.pass(5_000);
  assert.equal(world.row("one")?.statusMessage, HEALTHY);
  await world.stop();
});
