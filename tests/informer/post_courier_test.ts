import assert from "node:assert/strict";
import { brokenClaim, brokenText, claim, GROUP, HEALTHY } from "./claim_builder.ts";
import { FAILURES } from "./collector_double.ts";
import { InformerWorld } from "./informer_world.ts";

/** A world with an older collector that knows all claims by now. */
async function startOld(objects: readonly unknown[]): Promise<InformerWorld> {
  const world = await InformerWorld.start();
  world.collector.becomeOld();
  world.volumes.list(...objects);
  await world.pass(1_000);
  world.collector.clear();
  return world;
}

for (const status of [404, 405]) {
  Deno.test(`an older collector that answers ${status} gets single posts`, async () => {
    const world = await InformerWorld.start();
    world.collector.becomeOld();
    world.collector.onBatch = () => ({ ...FAILURES.notFound, status });
    world.volumes.list(claim("team-a/one"), brokenClaim("team-a/two", "quota"));
    await world.pass(1_000);
    assert.deepEqual(world.collector.model.living, {
      [`Volume.${GROUP} team-a/one`]: HEALTHY,
      [`Volume.${GROUP} team-a/two`]: brokenText("quota"),
    });
    assert.equal(world.collector.batches.length, 1);
    assert.deepEqual(world.reasons, ["old-collector"]);
    assert.ok(world.informer.describe().isSynchronised);
    await world.stop();
  });
}

Deno.test("an older collector to which there is nothing to tell is found by a question", async () => {
  const world = await InformerWorld.start();
  world.collector.becomeOld();
  world.volumes.list();
  await world.pass(60_000);
  assert.deepEqual([world.reasons, world.collector.posts], [["old-collector"], []]);
  assert.ok(world.informer.describe().isSynchronised);
  world.volumes.apply(claim("first"));
  await world.pass(1_000);
  assert.equal(world.row("first")?.statusMessage, HEALTHY);
  await world.stop();
});

Deno.test("as long as it is not known that there is nothing, nobody is asked", async () => {
  const world = await InformerWorld.start();
  world.collector.becomeOld();
  await world.pass(60_000);
  assert.ok(!world.reasons.includes("old-collector"));
  world.volumes.list(claim("first"));
  await world.pass(61_000);
  assert.equal(world.row("first")?.statusMessage, HEALTHY);
  await world.stop();
});

Deno.test("a post says what an older collector needs, and what a newer one likes", async () => {
  const world = await startOld([claim("team-a/one")]);
  const seenAt = world.clock.now();
  world.volumes.apply(brokenClaim("team-a/one", "quota"));
  await world.pass(1_000);
  assert.deepEqual(world.collector.posts, [{
    claimRef: "team-a/one",
    group: GROUP,
    kind: "Volume",
    statusMessage: brokenText("quota"),
    phase: "Unavailable",
    observedAt: new Date(seenAt).toISOString(),
  }]);
  await world.stop();
});

Deno.test("a deletion is told by the text Gone", async () => {
  const world = await startOld([claim("one")]);
  world.volumes.remove(claim("one"));
  await world.pass(1_000);
  assert.equal(world.collector.posts.length, 1);
  assert.equal(world.row("one")?.statusMessage, "Gone");
  assert.equal(world.informer.describe().counts.pending, 0);
  await world.stop();
});

Deno.test("only a 201 makes a collector an old one", async (test) => {
  const answers = { ...FAILURES };
  for (const [name, answer] of Object.entries(answers)) {
    await test.step(name, async () => {
      const world = await InformerWorld.start();
      world.collector.onBatch = () => FAILURES.notFound;
      world.collector.onPost = () => answer;
      world.volumes.list(claim("one"), claim("two"));
      await world.pass(130_000);
      assert.equal(world.collector.batches.length, 3, "a batch a minute");
      assert.equal(world.collector.posts.length, 3, "and one post for each");
      assert.deepEqual(world.reasons, ["collector-refused", "not-synchronised"]);
      await world.stop();
    });
  }
});

Deno.test("a 404 of whatever is no collector makes nobody an old one", async () => {
  const world = await InformerWorld.start();
  world.collector.onBatch = () => FAILURES.notFound;
  world.volumes.list();
  await world.pass(70_000);
  assert.deepEqual(world.reasons, ["collector-refused", "not-synchronised"]);
  await world.stop();
});

Deno.test("everything is posted again every five minutes", async () => {
  const world = await startOld([claim("one"), claim("two")]);
  world.collector.restart();
  await world.pass(298_000);
  assert.equal(world.collector.posts.length, 0);
  await world.pass(3_000);
  assert.equal(world.collector.posts.length, 2);
  await world.pass(300_000);
  assert.equal(world.collector.posts.length, 4);
  await world.stop();
});

Deno.test("a collector that was replaced is noticed within a minute, and gets everything", async () => {
  const world = await startOld([claim("one"), claim("two")]);
  world.collector.restart();
  world.collector.recover();
  await world.pass(61_000);
  assert.equal(world.collector.batches[0]?.upserts.length, 0, "an empty batch asks");
  assert.equal(world.collector.posts.length, 0);
  assert.ok(world.collector.model.synchronised.has("volumes"));
  assert.equal(world.row("two")?.statusMessage, HEALTHY);
  assert.deepEqual(world.reasons, []);
  await world.stop();
});

Deno.test("the same instance, back behind its ingress, gets everything, too", async () => {
  const world = await InformerWorld.startWith([claim("one"), claim("two")]);
  world.collector.onBatch = () => FAILURES.notFound;
  world.collector.onPost = (_post, apply) => apply();
  await world.pass(20_000);
  assert.deepEqual(world.reasons, ["old-collector"]);
  world.volumes.remove(claim("two"));
  await world.pass(1_000);
  world.collector.recover();
  world.collector.clear();
  await world.pass(61_000);
  assert.equal(world.collector.batches.filter(({ sync }) => sync?.last).length, 1);
  assert.equal(world.row("two")?.phase, "Gone");
  await world.stop();
});

Deno.test("after a connection that failed a batch is tried first", async () => {
  const world = await startOld([claim("one")]);
  world.collector.onPost = () => FAILURES.lost;
  world.volumes.apply(brokenClaim("one", "quota"));
  await world.pass(200);
  world.collector.recover();
  await world.pass(2_000);
  assert.equal(world.collector.posts.length, 1);
  assert.equal(world.row("one")?.statusMessage, brokenText("quota"));
  assert.ok(world.collector.model.synchronised.has("volumes"));
  await world.stop();
});

Deno.test("nothing is lost, whatever becomes of a post", async (test) => {
  const waits = { lost: 6_000, busy: 6_000, forbidden: 61_000, notFound: 61_000 } as const;
  for (const [name, waitMs] of Object.entries(waits)) {
    await test.step(name, async () => {
      const world = await startOld([claim("one"), claim("two"), claim("three")]);
      world.collector.onPost = () => FAILURES[name as keyof typeof waits];
      world.volumes.apply(brokenClaim("one", "quota"));
      world.volumes.remove(claim("two"));
      await world.pass(10_000);
      world.volumes.apply(brokenClaim("one", "network"));
      world.collector.onPost = (_post, apply) => apply();
      await world.pass(waitMs);
      assert.equal(world.row("one")?.statusMessage, brokenText("network"));
      assert.equal(world.row("two")?.statusMessage, "Gone");
      assert.deepEqual(world.reasons, ["old-collector"]);
      await world.stop();
    });
  }
});

Deno.test("a post that is refused for its content holds nobody else up", async () => {
  const world = await startOld([claim("one"), claim("two")]);
  world.collector.onPost = (post, apply) =>
    post.statusMessage.includes("poison") ? FAILURES.bad : apply();
  world.volumes.apply(brokenClaim("one", "poison"));
  world.volumes.apply(brokenClaim("two", "quota"));
  await world.pass(1_000);
  assert.equal(world.row("two")?.statusMessage, brokenText("quota"));
  assert.deepEqual(world.reasons, ["old-collector", "claims-rejected"]);
  await world.stop();
});

Deno.test("a flush posts what is pending", async () => {
  const world = await startOld([claim("one"), claim("two")]);
  world.volumes.apply(brokenClaim("one", "quota"));
  world.volumes.remove(claim("two"));
  await world.settle();
  await world.stop();
  await world.informer.flush(new AbortController().signal);
  assert.equal(world.row("one")?.statusMessage, brokenText("quota"));
  assert.equal(world.row("two")?.statusMessage, "Gone");
  assert.equal(world.collector.posts.length, 2);
});

Deno.test("trying a batch may fail in any way; posts go on", async (test) => {
  for (const name of ["busy", "forbidden", "bad"] as const) {
    await test.step(name, async () => {
      const world = await startOld([claim("one")]);
      world.collector.onBatch = () => FAILURES[name];
      await world.pass(65_000);
      world.volumes.apply(brokenClaim("one", "quota"));
      await world.pass(1_000);
      assert.equal(world.row("one")?.statusMessage, brokenText("quota"));
      assert.equal(world.collector.batches.length, 1);
      await world.stop();
    });
  }
});
