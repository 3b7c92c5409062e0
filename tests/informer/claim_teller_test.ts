import assert from "node:assert/strict";
import { brokenClaim, brokenText, claim, HEALTHY } from "./claim_builder.ts";
import { FAILURES } from "./collector_double.ts";
import { InformerWorld } from "./informer_world.ts";

Deno.test("changes that tell nothing new send nothing", async () => {
  const world = await InformerWorld.startWith([claim("one")]);
  world.volumes.apply(claim("one", { resourceVersion: "2" }));
  world.volumes.apply(claim("one", { labels: { colour: "blue" } }));
  world.volumes.apply(claim("one", { generation: 7 }));
  await world.pass(10_000);
  assert.equal(world.collector.batches.length, 0);
  await world.stop();
});

Deno.test("a claim that is told again as it was told before sends nothing", async () => {
  const world = await InformerWorld.startWith([claim("one")]);
  world.volumes.apply(brokenClaim("one", "quota"));
  await world.settle();
  world.volumes.apply(claim("one"));
  await world.pass(10_000);
  assert.equal(world.collector.batches.length, 0);
  await world.stop();
});

Deno.test("a state that may have arrived is taken back", async () => {
  const world = await InformerWorld.startWith([claim("one")]);
  world.collector.onBatch = (_batch, apply) => apply() && FAILURES.lost;
  world.volumes.apply(brokenClaim("one", "quota"));
  await world.pass(200);
  assert.equal(world.row("one")?.statusMessage, brokenText("quota"));
  world.collector.recover();
  world.volumes.apply(claim("one"));
  await world.pass(1_000);
  assert.equal(world.row("one")?.statusMessage, HEALTHY);
  await world.stop();
});

Deno.test("a claim is dated when its state was first seen, not when it was sent", async () => {
  const world = await InformerWorld.startWith([claim("one")]);
  world.collector.onBatch = () => FAILURES.busy;
  const seenAt = world.clock.now();
  world.volumes.apply(brokenClaim("one", "quota"));
  await world.pass(20_000);
  world.volumes.apply(claim("one", {
    ready: { status: "False", reason: "Unavailable", message: "quota" },
    labels: { colour: "blue" },
  }));
  world.collector.recover();
  await world.pass(6_000);
  assert.equal(world.row("one")?.observedAt, new Date(seenAt).toISOString());
  await world.stop();
});

Deno.test("who sets the clock back lets no claim go back", async () => {
  const world = await InformerWorld.startWith([claim("one"), claim("two")]);
  const first = world.row("one")?.observedAt;
  world.setClockBack(3_600_000);
  world.volumes.apply(brokenClaim("one", "quota"));
  world.volumes.remove(claim("two"));
  await world.pass(1_000);
  assert.equal(world.row("one")?.statusMessage, brokenText("quota"));
  assert.equal(world.row("one")?.observedAt, first);
  assert.equal(world.row("two")?.observedAt, first);
  // It was forgotten after its deletion was told, and must not come back before that.
  world.volumes.apply(claim("two", { uid: "another" }));
  await world.pass(1_000);
  assert.equal(world.row("two")?.uid, "another");
  assert.equal(world.row("two")?.observedAt, first);
  await world.stop();
});

Deno.test("a claim that was deleted and made again is told once, as the new one", async (test) => {
  await test.step("while its deletion waits", async () => {
    const world = await InformerWorld.startWith([claim("one")]);
    world.volumes.remove(claim("one"));
    await world.settle();
    world.clock.advance(50);
    world.volumes.apply(claim("one", { uid: "another" }));
    await world.pass(1_000);
    const [batch] = world.collector.batches;
    assert.equal(world.collector.batches.length, 1);
    assert.deepEqual(batch?.deletions, []);
    assert.equal(batch?.upserts.length, 1);
    assert.equal(world.row("one")?.uid, "another");
    assert.equal(world.row("one")?.statusMessage, HEALTHY);
    await world.stop();
  });
  await test.step("when nobody saw the deletion", async () => {
    const world = await InformerWorld.startWith([claim("one")]);
    const before = world.row("one")?.observedAt ?? "";
    world.volumes.apply(claim("one", { uid: "another" }));
    await world.pass(1_000);
    const after = world.row("one");
    assert.equal(after?.uid, "another");
    assert.ok(Date.parse(after?.observedAt ?? "") > Date.parse(before), "it is dated anew");
    await world.stop();
  });
  await test.step("after its deletion was told", async () => {
    const world = await InformerWorld.startWith([claim("one")]);
    world.volumes.remove(claim("one"));
    await world.pass(1_000);
    assert.equal(world.row("one")?.phase, "Gone");
    world.volumes.apply(claim("one", { uid: "another" }));
    await world.pass(1_000);
    assert.equal(world.row("one")?.uid, "another");
    await world.stop();
  });
  await test.step("while its deletion is on the way", async () => {
    const world = await InformerWorld.startWith([claim("one")]);
    const answer = Promise.withResolvers<void>();
    world.collector.onBatch = async (_batch, apply) => {
      const delivery = apply();
      await answer.promise;
      return delivery;
    };
    world.volumes.remove(claim("one"));
    await world.pass(200);
    world.volumes.apply(claim("one", { uid: "another" }));
    await world.settle();
    answer.resolve();
    await world.pass(1_000);
    assert.equal(world.row("one")?.uid, "another");
    assert.equal(world.row("one")?.phase, "Ready");
    await world.stop();
  });
});

Deno.test("the end of an object that another one has followed changes nothing", async () => {
  const world = await InformerWorld.startWith([claim("one", { uid: "new" })]);
  world.volumes.remove(claim("one", { uid: "old" }));
  await world.pass(1_000);
  assert.equal(world.row("one")?.phase, "Ready");
  await world.stop();
});

Deno.test("a status of an older generation is told to be outdated after a minute", async () => {
  const behind = claim("one", { generation: 2, observedGeneration: 1 });
  const world = await InformerWorld.startWith([claim("one"), claim("two")]);
  const before = world.row("one")?.observedAt;
  world.volumes.apply(behind);
  await world.pass(30_000);
  world.volumes.apply(claim("one", { generation: 3, observedGeneration: 1 }));
  await world.pass(29_000);
  assert.ok(!world.row("one")?.isOutdated);
  await world.pass(2_000);
  assert.ok(world.row("one")?.isOutdated);
  assert.equal(world.row("one")?.observedAt, before, "its text was seen before");
  world.volumes.apply(claim("one", { generation: 3, observedGeneration: 3 }));
  await world.pass(1_000);
  assert.ok(!world.row("one")?.isOutdated);
  assert.ok(!world.row("two")?.isOutdated);
  await world.stop();
});

Deno.test("a status is not outdated when it was not so for a whole minute", async (test) => {
  const behind = { generation: 2, observedGeneration: 1 };
  const cases = {
    "caught up in between": [claim("one", { generation: 2 }), claim("one", behind)],
    "another object": [claim("one", { uid: "another", ...behind })],
    "deleted": [],
  };
  for (const [name, later] of Object.entries(cases)) {
    await test.step(name, async () => {
      const world = await InformerWorld.startWith([claim("one", behind)]);
      await world.pass(40_000);
      if (later.length === 0) world.volumes.remove(claim("one"));
      for (const object of later) world.volumes.apply(object);
      await world.pass(40_000);
      assert.ok(!world.row("one")?.isOutdated);
      await world.stop();
    });
  }
});
