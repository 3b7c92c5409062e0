import assert from "node:assert/strict";
import { brokenClaim, claim, GROUP } from "./claim_builder.ts";
import { FAILURES } from "./collector_double.ts";
import { InformerWorld } from "./informer_world.ts";

Deno.test("an informer to which all is well says so in figures", async () => {
  const world = await InformerWorld.startWith([claim("one", { composite: "x-one" }), claim("two")]);
  await world.pass(10_000);
  const { targets, composites, collectorContactAgeMs, counts, events, ...rest } = world.informer
    .describe();
  assert.deepEqual(rest, { isSynchronised: true, reasons: [] });
  assert.deepEqual(
    targets.map(({ contactAgeMs, ...target }) => {
      assert.ok(contactAgeMs > 0 && contactAgeMs <= 11_000);
      return target;
    }),
    [{
      group: GROUP,
      resource: "volumes",
      kind: "Volume",
      claimCount: 2,
      isSynchronised: true,
      problem: null,
    }],
  );
  assert.equal(composites.length, 1);
  assert.deepEqual(events, { applied: 2, deleted: 0, lists: 1, troubles: 0 });
  assert.ok(collectorContactAgeMs !== null && collectorContactAgeMs < 11_000);
  assert.deepEqual(counts, {
    claims: 2,
    pending: 0,
    rejectedClaims: 0,
    rejectedItems: 0,
    deliveredRequests: 1,
    failedRequests: 0,
    compositeKinds: 1,
    refusedCompositeKinds: 0,
    unwatchedCompositeKinds: 0,
  });
  await world.stop();
});

Deno.test("an informer is synchronised when everything was told once", async () => {
  const world = await InformerWorld.start({ resources: ["volumes", "buckets"] });
  assert.equal(world.informer.describe().collectorContactAgeMs, null);
  world.volumes.list(claim("one"));
  await world.pass(1_000);
  assert.deepEqual(world.informer.describe().reasons, [{
    code: "not-synchronised",
    message: `Not synchronised yet: buckets.${GROUP}`,
  }]);
  world.collector.onBatch = () => FAILURES.busy;
  world.watcher.find("buckets").list();
  await world.pass(1_000);
  assert.deepEqual(world.reasons, ["collector-unreachable", "not-synchronised"]);
  world.collector.recover();
  await world.pass(6_000);
  assert.deepEqual(world.reasons, []);
  world.collector.onBatch = () => FAILURES.busy;
  world.volumes.list(claim("one"));
  await world.pass(1_000);
  assert.ok(world.informer.describe().isSynchronised, "once is enough");
  await world.stop();
});

Deno.test("silence of the API server is told after two minutes, and until it speaks", async () => {
  const world = await InformerWorld.startWith([claim("one")]);
  world.bookmarks = "off";
  world.volumes.show({ type: "contact" });
  await world.pass(119_000);
  assert.deepEqual(world.reasons, []);
  world.volumes.fail("unavailable");
  world.volumes.show({ type: "listing" });
  await world.pass(20_000);
  assert.deepEqual(world.reasons, ["api-server-unreachable", "api-server-silent"]);
  assert.equal(
    world.informer.describe().reasons[0]?.message,
    `Cannot watch volumes.${GROUP}/v1: It is unavailable`,
  );
  const silent = [{ group: GROUP, resource: "volumes", kind: "Volume" }];
  assert.deepEqual(world.collector.batches.at(-1)?.silent, silent);
  assert.deepEqual(world.collector.batches.at(-1)?.scopes, silent);
  world.volumes.list(brokenClaim("one", "quota"));
  await world.pass(1_000);
  assert.deepEqual(world.reasons, []);
  assert.equal(world.collector.batches.at(-1)?.silent, undefined);
  await world.stop();
});

Deno.test("silence is noticed although nothing ever failed", async () => {
  const world = await InformerWorld.startWith([claim("one")]);
  world.bookmarks = "off";
  await world.pass(140_000);
  assert.deepEqual(world.reasons, ["api-server-silent"]);
  assert.equal(world.collector.batches.at(-1)?.silent?.length, 1);
  await world.stop();
});

Deno.test("a resource that cannot be read is silent, although the API server answers", async () => {
  const world = await InformerWorld.startWith([claim("one")]);
  world.bookmarks = "off";
  for (let count = 0; count < 14; count += 1) {
    world.volumes.show({ type: "listing" });
    world.volumes.fail("refused");
    await world.pass(10_000);
  }
  assert.deepEqual(world.reasons, ["access-refused", "api-server-silent"]);
  assert.equal(world.collector.batches.at(-1)?.silent?.length, 1);
  world.volumes.list(claim("one"));
  await world.pass(1_000);
  assert.deepEqual(world.reasons, []);
  await world.stop();
});

Deno.test("a list that expires before its end, again and again, is told after two minutes", async () => {
  const world = await InformerWorld.startWith([claim("one"), claim("two")]);
  world.bookmarks = "off";
  for (let count = 0; count < 26; count += 1) {
    if (count === 12) assert.deepEqual(world.reasons, [], "one that expires is nothing yet");
    world.volumes.show({ type: "listing" }, { type: "applied", objects: [claim("one")] });
    world.volumes.fail("expired");
    await world.pass(10_000);
    world.volumes.show({ type: "contact" });
    await world.settle();
  }
  assert.deepEqual(world.reasons, ["api-server-unreachable", "api-server-silent"]);
  assert.deepEqual(world.logged("warn"), ["Cannot watch claims: It is expired"]);
  assert.equal(world.row("two")?.phase, "Ready", "nothing has proven that it is gone");
  assert.equal(world.collector.batches.at(-1)?.silent?.length, 1);
  world.volumes.list(claim("one"));
  await world.pass(1_000);
  assert.deepEqual(world.reasons, []);
  assert.equal(world.row("two")?.phase, "Gone");
  await world.stop();
});

Deno.test("one list that expires is no silence, however long the next one takes", async () => {
  const world = await InformerWorld.startWith([claim("one")]);
  world.bookmarks = "off";
  world.volumes.show({ type: "listing" });
  world.volumes.fail("expired");
  world.volumes.show({ type: "listing" });
  for (let count = 0; count < 30; count += 1) {
    world.volumes.apply(claim("one"));
    await world.pass(10_000);
  }
  assert.deepEqual(world.reasons, []);
  world.volumes.show({ type: "listed" });
  await world.pass(1_000);
  assert.deepEqual(world.reasons, []);
  await world.stop();
});

Deno.test("a watch that expires is no problem, for a list follows", async () => {
  const world = await InformerWorld.startWith([claim("one")]);
  for (let count = 0; count < 20; count += 1) {
    world.volumes.fail("expired");
    await world.pass(10_000);
    assert.equal(world.informer.describe().targets[0]?.problem, null);
    world.volumes.list(claim("one"));
  }
  await world.pass(1_000);
  assert.deepEqual([world.reasons, world.logged("warn")], [[], []]);
  await world.stop();
});

Deno.test("reasons name no claims", async () => {
  const world = await InformerWorld.startWith([claim("secret-claim")]);
  world.collector.onBatch = (_batch, apply) => {
    world.collector.model.nextAnswer = { rejected: [{ index: 0, error: "no" }] };
    return apply();
  };
  world.volumes.apply(brokenClaim("secret-claim", "quota"));
  await world.pass(1_000);
  world.collector.onBatch = () => FAILURES.forbidden;
  world.volumes.fail("unavailable");
  await world.pass(20_000);
  assert.ok(world.reasons.length >= 3);
  assert.doesNotMatch(JSON.stringify(world.informer.describe()), /secret-claim/);
  await world.stop();
});

Deno.test("claims are counted by phase, without those that are gone", async () => {
  const world = await InformerWorld.startWith([claim("one"), claim("two"), claim("three")]);
  // What is gone is kept until it is told.
  world.collector.onBatch = () => FAILURES.busy;
  world.volumes.apply(brokenClaim("two", "quota"));
  world.volumes.remove(claim("three"));
  world.volumes.fail("unavailable");
  await world.pass(1_000);
  const counts = world.informer.countClaims().map(({ phase, count }) => [phase, count]);
  assert.deepEqual(counts, [["Ready", 1], ["Unavailable", 1]]);
  const { events, targets } = world.informer.describe();
  assert.deepEqual(events, { applied: 4, deleted: 1, lists: 1, troubles: 1 });
  assert.equal(targets[0]?.problem, "It is unavailable");
  await world.stop();
});
