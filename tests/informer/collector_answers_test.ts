import assert from "node:assert/strict";
import { brokenClaim, claim, HEALTHY } from "./claim_builder.ts";
import { InformerWorld } from "./informer_world.ts";

function claims(count: number): readonly unknown[] {
  return Array.from({ length: count }, (_, index) => claim(`team/claim-${index}`));
}

function listSynced(world: InformerWorld): readonly string[] {
  return world.collector.batches.flatMap(({ sync }) => sync?.last ? [sync.scope.resource] : []);
}

Deno.test("a restarted collector is whole again one heartbeat later", async () => {
  const resources = ["volumes", "buckets"];
  const world = await InformerWorld.start({ resources });
  world.volumes.list(...claims(1_100));
  world.watcher.find("buckets").list(claim("one"));
  await world.pass(1_000);
  world.collector.restart();
  await world.pass(15_000);
  assert.equal(Object.keys(world.collector.model.living).length, 1_101);
  assert.deepEqual([...world.collector.model.synchronised].sort(), ["buckets", "volumes"]);
  await world.stop();
});

Deno.test("a collector that restarts in the middle of a synchronisation gets all of it", async () => {
  const world = await InformerWorld.start();
  world.collector.onBatch = (batch, apply) => {
    if (batch.sync?.part === 2) {
      world.collector.restart();
      world.collector.recover();
    }
    return apply();
  };
  world.volumes.list(...claims(1_100));
  await world.pass(1_000);
  assert.equal(Object.keys(world.collector.model.living).length, 1_100);
  assert.ok(world.collector.model.synchronised.has("volumes"));
  const parts = world.collector.batches.map(({ sync }) => sync?.part);
  assert.deepEqual(parts, [1, 2, 1, 2, 3]);
  await world.stop();
});

Deno.test("a synchronisation that a new instance saw from its begin goes on", async () => {
  const world = await InformerWorld.startWith(claims(1_100));
  world.collector.restart();
  world.volumes.fail("expired");
  world.volumes.list(...claims(1_100));
  await world.pass(1_000);
  assert.deepEqual(world.collector.batches.map(({ sync }) => sync?.part), [1, 2, 3]);
  await world.stop();
});

Deno.test("a collector that asks for everything gets every listed scope, once", async () => {
  const resources = ["volumes", "buckets", "queues"];
  const world = await InformerWorld.start({ resources });
  world.volumes.list(claim("one"));
  world.watcher.find("buckets").list(claim("one"));
  world.watcher.find("queues").show({ type: "listing" });
  await world.pass(20_000);
  world.collector.clear();
  world.collector.model.nextAnswer = { resync: true };
  await world.pass(15_000);
  assert.deepEqual([...listSynced(world)].sort(), ["buckets", "volumes"]);
  await world.stop();
});

Deno.test("the scope whose first part was just asked about is not sent twice", async () => {
  const world = await InformerWorld.start({ resources: ["volumes", "buckets"] });
  world.watcher.find("buckets").list(claim("one"));
  await world.pass(20_000);
  world.collector.clear();
  world.volumes.list(claim("one"));
  world.collector.model.nextAnswer = { resync: true };
  await world.pass(10_000);
  assert.deepEqual(listSynced(world), ["volumes", "buckets"]);
  await world.stop();
});

Deno.test("a scope whose list is under way is synchronised when it is complete", async () => {
  const world = await InformerWorld.startWith([claim("one"), claim("two")]);
  world.volumes.show({ type: "listing" });
  world.collector.model.nextAnswer = { resync: true };
  await world.pass(20_000);
  assert.deepEqual(listSynced(world), []);
  world.volumes.apply(claim("one"));
  world.volumes.show({ type: "listed" });
  await world.pass(1_000);
  assert.deepEqual(listSynced(world), ["volumes"]);
  assert.equal(world.row("two")?.phase, "Gone");
  await world.stop();
});

Deno.test("a restarted collector is told of claims although their list cannot be completed", async () => {
  const world = await InformerWorld.startWith([claim("one")]);
  world.volumes.show({ type: "listing" });
  world.volumes.fail("unavailable");
  await world.settle();
  world.collector.restart();
  await world.pass(16_000);
  assert.deepEqual(listSynced(world), []);
  assert.equal(world.row("one")?.statusMessage, HEALTHY);
  await world.stop();
});

Deno.test("a collector that never has enough is not flooded", async () => {
  const world = await InformerWorld.startWith(claims(600));
  world.collector.onBatch = (_batch, apply) => {
    world.collector.model.nextAnswer = { resync: true };
    return apply();
  };
  await world.pass(60_000);
  assert.ok(listSynced(world).length >= 2);
  assert.ok(listSynced(world).length <= 13);
  await world.stop();
});

Deno.test("instances that answer in turns are not flooded", async () => {
  const world = await InformerWorld.startWith(claims(1_100));
  const { collector } = world;
  collector.onBatch = (_batch, apply) => {
    collector.model.nextAnswer = { instance: `instance ${collector.batches.length % 2}` };
    return apply();
  };
  await world.pass(120_000);
  assert.ok(collector.batches.length > 10);
  assert.ok(collector.batches.length < 120);
  await world.stop();
});

Deno.test("whom a newer informer supersedes keeps everything and tries every minute", async () => {
  const world = await InformerWorld.startWith([claim("one"), claim("two")]);
  const superseded = { superseded: true };
  world.collector.onBatch = (batch, apply) => {
    world.collector.model.nextAnswer = batch.upserts.length > 0 ? superseded : {};
    return apply();
  };
  world.volumes.apply(brokenClaim("one", "quota"));
  await world.pass(1_000);
  assert.deepEqual(world.reasons, ["superseded"]);
  await world.pass(50_000);
  assert.deepEqual(listSynced(world), []);
  await world.pass(250_000);
  assert.equal(listSynced(world).length, 5);
  assert.deepEqual(world.reasons, ["superseded"]);
  assert.equal(world.logged("warn").length, 1);
  world.collector.recover();
  await world.pass(61_000);
  assert.deepEqual(world.reasons, []);
  world.collector.clear();
  await world.pass(120_000);
  assert.deepEqual(listSynced(world), []);
  await world.stop();
});
