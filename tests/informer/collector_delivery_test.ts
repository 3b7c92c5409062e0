import assert from "node:assert/strict";
import { brokenClaim, brokenText, claim, HEALTHY } from "./claim_builder.ts";
import { FAILURES } from "./collector_double.ts";
import { InformerWorld } from "./informer_world.ts";

Deno.test("a claim that changes a thousand times while the collector is away is sent once", async () => {
  const world = await InformerWorld.startWith([claim("one")]);
  world.collector.onBatch = () => FAILURES.lost;
  for (let count = 0; count < 1_000; count += 1) {
    world.volumes.apply(brokenClaim("one", `attempt ${count}`));
  }
  await world.pass(60_000);
  assert.equal(world.informer.describe().counts.pending, 1);
  world.collector.clear();
  world.collector.recover();
  await world.pass(6_000);
  const items = world.collector.batches.flatMap(({ upserts }) => upserts);
  assert.equal(items.length, 1);
  assert.equal(world.row("one")?.statusMessage, brokenText("attempt 999"));
  await world.stop();
});

Deno.test("nothing is lost, whatever becomes of a request", async (test) => {
  for (const [name, failure] of Object.entries(FAILURES)) {
    await test.step(name, async () => {
      const world = await InformerWorld.startWith([claim("one"), claim("two"), claim("three")]);
      world.collector.onBatch = () => failure;
      world.volumes.apply(brokenClaim("one", "quota"));
      world.volumes.remove(claim("two"));
      await world.pass(10_000);
      world.volumes.apply(brokenClaim("three", "network"));
      await world.pass(10_000);
      world.collector.recover();
      await world.pass(61_000);
      assert.equal(world.row("one")?.statusMessage, brokenText("quota"));
      assert.equal(world.row("two")?.phase, "Gone");
      assert.equal(world.row("three")?.statusMessage, brokenText("network"));
      assert.deepEqual(world.reasons, []);
      await world.stop();
    });
  }
});

Deno.test("what comes back does not stand in for what is newer", async () => {
  const world = await InformerWorld.startWith([claim("one"), claim("two")]);
  const answer = Promise.withResolvers<void>();
  world.collector.onBatch = async () => {
    await answer.promise;
    return FAILURES.lost;
  };
  world.volumes.apply(brokenClaim("one", "old"));
  world.volumes.apply(brokenClaim("two", "old"));
  await world.pass(200);
  world.volumes.apply(brokenClaim("one", "new"));
  world.volumes.remove(claim("two"));
  await world.settle();
  answer.resolve();
  world.collector.recover();
  world.collector.clear();
  await world.pass(1_000);
  assert.equal(world.row("one")?.statusMessage, brokenText("new"));
  assert.equal(world.row("two")?.phase, "Gone");
  assert.doesNotMatch(JSON.stringify(world.collector.batches), /old/);
  await world.stop();
});

Deno.test("what changes while it is on the way is sent after it", async () => {
  const world = await InformerWorld.startWith([claim("one")]);
  const answer = Promise.withResolvers<void>();
  world.collector.onBatch = async (_batch, apply) => {
    const delivery = apply();
    await answer.promise;
    return delivery;
  };
  world.volumes.apply(brokenClaim("one", "quota"));
  await world.pass(200);
  world.volumes.apply(claim("one"));
  await world.settle();
  answer.resolve();
  await world.pass(1_000);
  assert.equal(world.row("one")?.statusMessage, HEALTHY);
  await world.stop();
});

Deno.test("each request has a higher sequence, those that come again included", async () => {
  const world = await InformerWorld.startWith([claim("one")]);
  world.collector.onBatch = () => FAILURES.busy;
  world.volumes.apply(brokenClaim("one", "quota"));
  await world.pass(10_000);
  const sequences = world.collector.batches.map(({ sequence }) => sequence);
  assert.ok(sequences.length > 2);
  assert.deepEqual(sequences, sequences.map((_, index) => (sequences[0] ?? 0) + index));
  await world.stop();
});

Deno.test("the collector hears of the informer before the heartbeat is over", async (test) => {
  for (const heartbeatMs of [1_000, 15_000, 60_000]) {
    await test.step(`${heartbeatMs} ms`, async () => {
      const world = await InformerWorld.startWith([claim("one")], { heartbeatMs });
      const heardAt: number[] = [];
      world.collector.onBatch = (_batch, apply) => {
        heardAt.push(world.clock.now());
        return apply();
      };
      await world.pass(heartbeatMs * 5);
      assert.ok(heardAt.length >= 5);
      assert.ok(heardAt.length <= 6, "and not much more often than it must");
      for (const [index, at] of heardAt.entries()) {
        if (index > 0) assert.ok(at - (heardAt[index - 1] ?? 0) <= heartbeatMs);
      }
      assert.deepEqual(world.collector.batches[0]?.upserts, []);
      await world.stop();
    });
  }
});

Deno.test("a batch with claims is a heartbeat, too", async () => {
  const world = await InformerWorld.startWith([claim("one")]);
  await world.pass(12_000);
  world.volumes.apply(brokenClaim("one", "quota"));
  await world.pass(12_000);
  assert.equal(world.collector.batches.length, 1);
  await world.stop();
});

Deno.test("failures that pass by themselves are tried again, slower and slower up to 5 s", async () => {
  const world = await InformerWorld.startWith([claim("one")]);
  const attemptsAt: number[] = [];
  world.collector.onBatch = () => {
    attemptsAt.push(world.clock.now());
    return FAILURES.lost;
  };
  world.volumes.apply(brokenClaim("one", "quota"));
  for (let count = 0; count < 3_000; count += 1) {
    world.clock.advance(10);
    await world.settle();
  }
  const waits = attemptsAt.slice(1).map((at, index) => at - (attemptsAt[index] ?? 0));
  // The random half is worth a quarter here.
  assert.deepEqual(waits.slice(0, 7), [380, 750, 1_500, 3_000, 3_750, 3_750, 3_750]);
  assert.deepEqual(world.reasons, ["collector-unreachable"]);
  assert.equal(world.logged("warn").length, 1);
  world.collector.recover();
  await world.pass(5_000);
  assert.deepEqual(world.reasons, []);
  assert.equal(world.logged("info").filter((text) => /again/.test(text)).length, 1);
  await world.stop();
});

Deno.test("a success ends a row of failures: the next one is tried again soon", async () => {
  const world = await InformerWorld.startWith([claim("one")]);
  world.collector.onBatch = () => FAILURES.lost;
  world.volumes.apply(brokenClaim("one", "quota"));
  await world.pass(60_000);
  world.collector.recover();
  await world.pass(5_000);
  let count = 0;
  world.collector.onBatch = (_batch, apply) => (count += 1) === 1 ? FAILURES.lost : apply();
  world.volumes.apply(brokenClaim("one", "network"));
  await world.pass(1_000);
  assert.equal(world.row("one")?.statusMessage, brokenText("network"));
  await world.stop();
});

Deno.test("a collector that asks to be left alone is, for ten minutes at most", async (test) => {
  const cases = { "20 s": [20_000, 20_000], "an hour": [3_600_000, 600_000] } as const;
  for (const [name, [retryAfterMs, waitMs]] of Object.entries(cases)) {
    await test.step(name, async () => {
      const world = await InformerWorld.startWith([claim("one")]);
      world.collector.onBatch = () => ({ ...FAILURES.busy, retryAfterMs });
      world.volumes.apply(brokenClaim("one", "quota"));
      await world.pass(200);
      world.collector.recover();
      await world.pass(waitMs - 2_000);
      assert.equal(world.collector.batches.length, 1);
      await world.pass(4_000);
      assert.equal(world.row("one")?.statusMessage, brokenText("quota"));
      await world.stop();
    });
  }
});

Deno.test("a thousand claims are there within 10 s of the collector's coming up", async () => {
  const world = await InformerWorld.start();
  world.collector.onBatch = () => FAILURES.lost;
  world.volumes.list(...Array.from({ length: 1_000 }, (_, index) => claim(`claim-${index}`)));
  await world.pass(300_000);
  world.collector.recover();
  await world.pass(10_000);
  assert.equal(world.collector.model.rows.size, 1_000);
  assert.ok(world.informer.describe().isSynchronised);
  await world.stop();
});

Deno.test("a refusal is tried again every minute, and said once", async (test) => {
  for (const status of [401, 403, 404, 405, 409, 422]) {
    await test.step(String(status), async () => {
      const world = await InformerWorld.startWith([claim("one")]);
      world.collector.onBatch = () => ({
        kind: "refused",
        status,
        message: `The collector answered ${status}`,
      });
      world.volumes.apply(brokenClaim("one", "quota"));
      await world.pass(310_000);
      assert.equal(world.collector.batches.length, 6);
      assert.deepEqual(world.reasons, ["collector-refused"]);
      assert.equal(world.logged("warn").length, 1);
      assert.match(world.logged("warn")[0] ?? "", new RegExp(`refuses.*${status}$`));
      world.collector.recover();
      await world.pass(60_000);
      assert.deepEqual(world.reasons, []);
      assert.equal(world.row("one")?.statusMessage, brokenText("quota"));
      assert.equal(world.logged("info").at(-1), "The collector takes what is sent again");
      await world.stop();
    });
  }
});

Deno.test("who sets the clock back stops no timer", async () => {
  const world = await InformerWorld.startWith([claim("one")]);
  world.setClockBack(3_600_000);
  await world.pass(16_000);
  assert.equal(world.collector.batches.length, 1);
  await world.stop();
});
