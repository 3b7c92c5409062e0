import assert from "node:assert/strict";
import { brokenClaim, brokenText, claim, GROUP, HEALTHY } from "./claim_builder.ts";
import { FAILURES } from "./collector_double.ts";
import { InformerWorld } from "./informer_world.ts";

Deno.test("what a list shows reaches the collector as one synchronisation", async () => {
  const world = await InformerWorld.start();
  world.volumes.list(claim("team-a/one"), claim("team-b/two"), claim("three"));
  await world.pass(1_000);
  assert.deepEqual(world.collector.model.living, {
    [`Volume.${GROUP} team-a/one`]: HEALTHY,
    [`Volume.${GROUP} team-b/two`]: HEALTHY,
    [`Volume.${GROUP} three`]: HEALTHY,
  });
  assert.equal(world.collector.batches.length, 1);
  assert.ok(world.collector.model.synchronised.has("volumes"));
  assert.ok(world.informer.describe().isSynchronised);
  await world.stop();
});

Deno.test("a batch says who speaks, of which scopes, and what of each claim", async () => {
  const world = await InformerWorld.start({ namespace: "team-a" });
  world.volumes.list(claim("team-a/one", { uid: "u1" }));
  await world.pass(1_000);
  const scope = { group: GROUP, resource: "volumes", kind: "Volume", namespace: "team-a" };
  const [batch] = world.collector.batches;
  const observedAt = batch?.upserts.flatMap((item) => "observedAt" in item ? item.observedAt : []);
  assert.deepEqual(batch, {
    protocol: 1,
    session: { id: "id-1", startedAt: "2026-03-01T08:00:00.000Z" },
    sequence: 1,
    sync: { id: "id-2", scope, part: 1, last: true },
    scopes: [scope],
    upserts: [{
      claimRef: "team-a/one",
      group: GROUP,
      kind: "Volume",
      uid: "u1",
      statusMessage: HEALTHY,
      phase: "Ready",
      observedAt: observedAt?.[0],
    }],
    deletions: [],
  });
  await world.stop();
});

Deno.test("objects without a namespace are of no namespace's scope", async () => {
  const world = InformerWorld.create({ namespace: "team-a" });
  await world.run();
  const names = { resource: "volumes", kind: "Volume", isNamespaced: false };
  world.volumes.show({ type: "resolved", ...names });
  world.volumes.list(claim("one"));
  await world.pass(1_000);
  assert.deepEqual(world.collector.batches[0]?.scopes, [
    { group: GROUP, resource: "volumes", kind: "Volume" },
  ]);
  await world.stop();
});

Deno.test("changes of a short while go together, and only they go", async () => {
  const world = await InformerWorld.startWith([claim("one"), claim("two"), claim("three")]);
  world.volumes.apply(brokenClaim("one", "quota"));
  await world.pass(100);
  world.volumes.apply(brokenClaim("two", "network"));
  assert.equal(world.collector.batches.length, 0);
  await world.pass(100);
  assert.equal(world.collector.batches.length, 1);
  assert.deepEqual(world.collector.batches[0]?.upserts.map(({ claimRef }) => claimRef), [
    "one",
    "two",
  ]);
  assert.equal(world.row("two")?.statusMessage, brokenText("network"));
  await world.stop();
});

Deno.test("one flush tells what is pending when everything stops", async (test) => {
  await test.step("and no more: no part of a synchronisation", async () => {
    const world = await InformerWorld.startWith([claim("one"), claim("two")]);
    world.volumes.apply(brokenClaim("one", "quota"));
    world.volumes.remove(claim("two"));
    await world.settle();
    await world.stop();
    assert.equal(world.collector.batches.length, 0);
    await world.informer.flush(new AbortController().signal);
    assert.equal(world.collector.batches.length, 1);
    assert.equal(world.collector.batches[0]?.sync, undefined);
    assert.equal(world.row("one")?.statusMessage, brokenText("quota"));
    assert.equal(world.row("two")?.phase, "Gone");
  });
  await test.step("what an unfinished synchronisation had still to tell included", async () => {
    const world = await InformerWorld.start();
    world.collector.onBatch = () => new Promise(() => {});
    world.volumes.list(claim("one"));
    await world.pass(1_000);
    await world.stop();
    world.collector.recover();
    await world.informer.flush(new AbortController().signal);
    assert.equal(world.row("one")?.statusMessage, HEALTHY);
    assert.equal(world.collector.batches.at(-1)?.sync, undefined);
  });
  await test.step("what a first list has shown so far included", async () => {
    const world = await InformerWorld.start();
    world.volumes.show({ type: "listing" });
    world.volumes.apply(claim("one"));
    await world.settle();
    await world.stop();
    await world.informer.flush(new AbortController().signal);
    assert.equal(world.row("one")?.statusMessage, HEALTHY);
  });
  await test.step("and ends at the first failure", async () => {
    const world = await InformerWorld.startWith([claim("one")]);
    world.volumes.apply(brokenClaim("one", "quota"));
    await world.settle();
    await world.stop();
    world.collector.onBatch = () => FAILURES.busy;
    await world.informer.flush(new AbortController().signal);
    assert.equal(world.collector.batches.length, 1);
  });
  await test.step("and not at all when its time is over", async () => {
    const world = await InformerWorld.startWith([claim("one")]);
    world.volumes.apply(brokenClaim("one", "quota"));
    await world.settle();
    await world.stop();
    await world.informer.flush(AbortSignal.abort());
    assert.equal(world.collector.batches.length, 0);
  });
});

Deno.test("stopping ends every watch, and a request that hangs", async () => {
  const world = await InformerWorld.start();
  world.collector.onBatch = () => new Promise(() => {});
  world.volumes.list(claim("one", { composite: "x-one" }));
  await world.settle();
  world.watcher.find("XVolume").list();
  await world.pass(1_000);
  assert.equal(world.collector.batches.length, 1);
  await world.stop();
  assert.deepEqual(world.watcher.running("volumes"), []);
  assert.deepEqual(world.watcher.running("XVolume"), []);
  assert.equal(world.clock.sleeperCount, 0);
});

Deno.test("a bug ends the run with its error, and everything else with it", async (test) => {
  const bug = new TypeError("x is undefined");
  await test.step("a bug of the watcher", async () => {
    const world = await InformerWorld.startWith([claim("one", { composite: "x-one" })]);
    world.watcher.find("XVolume").break(bug);
    await world.settle();
    assert.deepEqual(world.watcher.running("volumes"), []);
    await assert.rejects(world.stop(), bug);
  });
  await test.step("a watch that ends by itself", async () => {
    const world = await InformerWorld.startWith([]);
    world.volumes.break();
    await world.settle();
    await assert.rejects(world.stop(), { message: "A watch ended by itself" });
  });
  await test.step("a bug of the client", async () => {
    const world = await InformerWorld.startWith([]);
    world.collector.onBatch = () => Promise.reject(bug);
    await world.pass(15_000);
    assert.deepEqual(world.watcher.running("volumes"), []);
    await assert.rejects(world.stop(), bug);
  });
});

Deno.test("an informer that is stopped before it runs does nothing", async () => {
  const world = InformerWorld.create();
  await world.informer.run(AbortSignal.abort());
  assert.deepEqual(world.watcher.running("volumes"), []);
  assert.equal(world.collector.batches.length, 0);
});
