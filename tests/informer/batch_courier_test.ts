import assert from "node:assert/strict";
import type { Batch } from "../../src/informer/collector_client.ts";
import { brokenClaim, brokenText, claim, GROUP } from "./claim_builder.ts";
import { FAILURES } from "./collector_double.ts";
import { InformerWorld } from "./informer_world.ts";

function claims(count: number): readonly unknown[] {
  return Array.from({ length: count }, (_, index) => claim(`team/claim-${index}`));
}

function isPoisoned(batch: Batch): boolean {
  return JSON.stringify(batch).includes("poison");
}

/** A collector that refuses all of a batch because of one claim's text. */
function refusePoison(world: InformerWorld): void {
  world.collector.onBatch = (batch, apply) => isPoisoned(batch) ? FAILURES.bad : apply();
}

Deno.test("no batch is too large for an ingress, however long the texts are", async () => {
  const world = await InformerWorld.start();
  const message = `"\\${"ä🎉".repeat(400)}`;
  // Longer than Kubernetes takes.
  const names = Array.from({ length: 1_500 }, (_, index) => `${"n".repeat(1_000)}-${index}`);
  world.volumes.list(...names.map((name) => brokenClaim(`${"t".repeat(63)}/${name}`, message)));
  await world.pass(1_000);
  for (const batch of world.collector.batches) {
    assert.ok(new TextEncoder().encode(JSON.stringify(batch)).length <= 900_000);
    assert.ok(batch.upserts.length <= 500);
  }
  assert.equal(world.collector.model.rows.size, 1_500);
  await world.stop();
});

Deno.test("one bad claim costs nobody else", async (test) => {
  await test.step("in a synchronisation, where its key still stands", async () => {
    const world = await InformerWorld.startWith(claims(1_000));
    refusePoison(world);
    world.volumes.list(...claims(700), brokenClaim("team/bad", "poison"), ...claims(1_000));
    await world.pass(1_000);
    const { model, batches } = world.collector;
    assert.equal(Object.keys(model.living).length, 1_000, "all others are there");
    assert.ok(batches.length < 60);
    const named = model.applied.flatMap(({ sync, upserts }) => sync === undefined ? [] : upserts)
      .filter(({ claimRef }) => claimRef === "team/bad");
    assert.deepEqual(named, [{ claimRef: "team/bad", group: GROUP, kind: "Volume" }]);
    assert.ok(model.applied.some(({ sync }) => sync?.last), "the synchronisation has ended");
    await world.stop();
  });
  await test.step("in the outbox", async () => {
    const world = await InformerWorld.startWith(claims(1_000));
    refusePoison(world);
    for (const index of [3, 555, 700]) {
      world.volumes.apply(brokenClaim(`team/claim-${index}`, "poison"));
    }
    for (let index = 0; index < 600; index += 2) {
      world.volumes.apply(brokenClaim(`team/claim-${index}`, "quota"));
    }
    await world.pass(1_000);
    assert.equal(world.row("team/claim-598")?.statusMessage, brokenText("quota"));
    assert.deepEqual(world.reasons, ["claims-rejected"]);
    assert.equal(world.informer.describe().counts.rejectedClaims, 3);
    await world.stop();
  });
});

Deno.test("what was refused once does not halve the batches again", async () => {
  const world = await InformerWorld.startWith([...claims(600), claim("team/bad")]);
  refusePoison(world);
  world.volumes.apply(brokenClaim("team/bad", "poison"));
  await world.pass(1_000);
  world.collector.clear();
  world.volumes.fail("expired");
  world.volumes.list(...claims(600), brokenClaim("team/bad", "poison"));
  await world.pass(1_000);
  assert.ok(!world.collector.batches.some(isPoisoned));
  assert.equal(world.collector.batches.length, 2);
  assert.equal(world.row("team/bad")?.phase, "Ready", "its last good state stands");
  await world.pass(3_700_000);
  assert.ok(world.collector.batches.some(isPoisoned), "but it is tried again an hour later");
  assert.equal(world.logged("error").length, 1);
  await world.stop();
});

Deno.test("a claim whose bad content has gone is sent as always", async () => {
  const world = await InformerWorld.startWith([claim("one"), claim("bad")]);
  refusePoison(world);
  world.volumes.apply(brokenClaim("bad", "poison"));
  await world.pass(1_000);
  assert.deepEqual(world.reasons, ["claims-rejected"]);
  world.volumes.apply(brokenClaim("bad", "quota"));
  await world.pass(1_000);
  assert.equal(world.row("bad")?.statusMessage, brokenText("quota"));
  assert.deepEqual(world.reasons, []);
  await world.stop();
});

Deno.test("another instance of the collector may take what the last one did not", async () => {
  const world = await InformerWorld.startWith([claim("bad")]);
  refusePoison(world);
  world.volumes.apply(brokenClaim("bad", "poison"));
  await world.pass(1_000);
  world.collector.restart();
  world.collector.recover();
  await world.pass(16_000);
  assert.equal(world.row("bad")?.statusMessage, brokenText("poison"));
  await world.stop();
});

Deno.test("a claim whose very key is refused is left out", async () => {
  const world = await InformerWorld.startWith([claim("one")]);
  refusePoison(world);
  world.volumes.list(claim("one"), claim("poison"), claim("three"));
  await world.pass(1_000);
  assert.equal(world.row("three")?.phase, "Ready");
  assert.equal(world.row("poison"), undefined);
  assert.deepEqual(world.reasons, ["claims-rejected"]);
  world.volumes.remove(claim("poison"));
  await world.pass(1_000);
  assert.deepEqual(world.reasons, []);
  assert.equal(world.informer.describe().counts.pending, 0);
  await world.stop();
});

Deno.test("batches grow again after they had to be small", async () => {
  const world = await InformerWorld.startWith(claims(1_000));
  let isSmall = true;
  world.collector.onBatch = (batch, apply) =>
    isSmall && batch.upserts.length > 60 ? FAILURES.tooLarge : apply();
  world.volumes.list(...claims(1_000));
  await world.pass(1_000);
  assert.equal(
    world.collector.model.applied.reduce((sum, { upserts }) => sum + upserts.length, 0),
    2_000,
  );
  isSmall = false;
  world.volumes.list(...claims(1_000));
  await world.pass(1_000);
  world.collector.clear();
  world.volumes.list(...claims(1_000));
  await world.pass(1_000);
  assert.deepEqual(world.collector.batches.map(({ upserts }) => upserts.length), [500, 500]);
  assert.deepEqual(world.reasons, []);
  await world.stop();
});

Deno.test("a collector that takes not even an empty batch is a matter for a person", async () => {
  const world = await InformerWorld.startWith(claims(600));
  world.collector.onBatch = () => FAILURES.bad;
  world.volumes.apply(brokenClaim("team/claim-3", "quota"));
  world.volumes.apply(brokenClaim("team/claim-4", "quota"));
  await world.pass(310_000);
  assert.deepEqual(world.reasons, ["collector-refused"]);
  assert.ok(world.collector.batches.length <= 24);
  assert.equal(world.logged("warn").length, 1);
  assert.equal(world.logged("error").length, 0, "no claim is blamed");
  world.collector.recover();
  await world.pass(61_000);
  assert.deepEqual(world.reasons, []);
  assert.equal(world.row("team/claim-3")?.statusMessage, brokenText("quota"));
  await world.stop();
});

Deno.test("claims that an answer rejects are named once, and come again with the next list", async () => {
  const world = await InformerWorld.startWith([claim("one"), claim("bad")]);
  world.collector.onBatch = (batch, apply) => {
    const index = batch.upserts.findIndex(({ claimRef }) => claimRef === "bad");
    const rejected = index < 0 ? [] : [{ index, error: "statusMessage: too rude" }];
    world.collector.model.nextAnswer = { rejected };
    return apply();
  };
  world.volumes.apply(brokenClaim("one", "quota"));
  world.volumes.apply(brokenClaim("bad", "quota"));
  await world.pass(20_000);
  assert.deepEqual(world.reasons, ["claims-rejected"]);
  assert.equal(world.informer.describe().counts.pending, 0);
  world.volumes.list(brokenClaim("one", "quota"), brokenClaim("bad", "quota"));
  await world.pass(1_000);
  const sent = world.collector.batches.flatMap(({ upserts }) => upserts)
    .filter(({ claimRef }) => claimRef === "bad");
  assert.equal(sent.length, 2);
  assert.deepEqual(world.informer.describe().counts.rejectedItems, 2);
  assert.equal(world.informer.describe().counts.rejectedClaims, 1);
  const [record, ...others] = world.logger.records.filter(({ level }) => level === "error");
  assert.deepEqual(others, []);
  assert.match(record?.message ?? "", /too rude$/);
  assert.equal(record?.fields["claimRef"], "bad");
  world.volumes.remove(claim("bad"));
  await world.pass(1_000);
  world.collector.recover();
  await world.pass(1_000);
  assert.deepEqual(world.reasons, []);
  await world.stop();
});

Deno.test("deletions that an answer rejects are counted after the upserts", async () => {
  const world = await InformerWorld.startWith([claim("one"), claim("two"), claim("three")]);
  world.collector.onBatch = (_batch, apply) => {
    world.collector.model.nextAnswer = { rejected: [{ index: 1, error: "uid: too long" }] };
    return apply();
  };
  world.volumes.remove(claim("one"));
  world.volumes.apply(brokenClaim("two", "quota"));
  world.volumes.remove(claim("three"));
  await world.pass(1_000);
  const { fields } = world.logger.records.find(({ level }) => level === "error") ?? {};
  assert.equal(fields?.["claimRef"], "one");
  assert.equal(world.informer.describe().counts.pending, 0);
  await world.stop();
});

Deno.test("the log names a thousand rejections and no more", async () => {
  const world = await InformerWorld.start();
  world.collector.onBatch = (batch, apply) => {
    const rejected = batch.upserts.map((_, index) => ({ index, error: `bad ${batch.sequence}` }));
    world.collector.model.nextAnswer = { rejected };
    return apply();
  };
  for (let count = 0; count < 5; count += 1) {
    world.volumes.list(...claims(400));
    await world.pass(1_000);
  }
  assert.equal(world.logged("error").length, 1_000);
  assert.equal(world.informer.describe().counts.rejectedItems, 2_000);
  assert.equal(world.informer.describe().counts.rejectedClaims, 400);
  await world.stop();
});
