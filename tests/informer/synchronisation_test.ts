import assert from "node:assert/strict";
import { brokenClaim, brokenText, claim, GROUP, HEALTHY } from "./claim_builder.ts";
import { FAILURES } from "./collector_double.ts";
import { InformerWorld } from "./informer_world.ts";

function claims(count: number): readonly unknown[] {
  return Array.from({ length: count }, (_, index) => claim(`team/claim-${index}`));
}

/** A collector that answers a request only when the test says so. */
function holdAnswers(world: InformerWorld): () => Promise<void> {
  let answer = Promise.withResolvers<void>();
  world.collector.onBatch = async (_batch, apply) => {
    const delivery = apply();
    await answer.promise;
    answer = Promise.withResolvers();
    return delivery;
  };
  return async () => {
    answer.resolve();
    await world.settle();
  };
}

Deno.test("a synchronisation is cut into parts, numbered from 1, the last of which says so", async () => {
  const world = await InformerWorld.start();
  world.volumes.list(...claims(1_201));
  await world.pass(1_000);
  const parts = world.collector.batches.map(({ sync, upserts }) => ({
    part: sync?.part,
    last: sync?.last,
    count: upserts.length,
  }));
  assert.deepEqual(parts, [
    { part: 1, last: false, count: 500 },
    { part: 2, last: false, count: 500 },
    { part: 3, last: true, count: 201 },
  ]);
  assert.equal(new Set(world.collector.batches.map(({ sync }) => sync?.id)).size, 1);
  assert.equal(world.collector.model.rows.size, 1_201);
  await world.stop();
});

Deno.test("a scope without claims is synchronised, too", async () => {
  const world = await InformerWorld.start();
  world.volumes.list();
  await world.pass(1_000);
  assert.equal(world.collector.batches.length, 1);
  assert.ok(world.collector.model.synchronised.has("volumes"));
  assert.deepEqual(world.reasons, []);
  await world.stop();
});

Deno.test("parts carry the newest state at sending time", async () => {
  const world = await InformerWorld.start();
  const answer = holdAnswers(world);
  world.volumes.list(...claims(600));
  await world.pass(200);
  world.volumes.apply(brokenClaim("team/claim-599", "quota"));
  world.volumes.apply(brokenClaim("team/claim-0", "network"));
  await world.settle();
  await answer();
  assert.equal(world.collector.batches.length, 2);
  assert.ok(world.collector.batches[1]?.sync?.last);
  assert.equal(world.row("team/claim-599")?.statusMessage, brokenText("quota"));
  assert.equal(world.row("team/claim-0")?.statusMessage, brokenText("network"));
  await answer();
  await world.stop();
});

Deno.test("claims that come and go during a synchronisation are told as they are", async () => {
  const world = await InformerWorld.start();
  // What an older session has left: it is not gone, although the list did not show it.
  const old = { uid: "uid of team/new", observedAt: "2026-02-01T00:00:00Z", isOutdated: false };
  const row = { ...old, statusMessage: HEALTHY, phase: "Ready" };
  world.collector.model.rows.set(`Volume.${GROUP} team/new`, row);
  const living: string[] = [];
  const answer = holdAnswers(world);
  world.volumes.list(...claims(600));
  await world.pass(200);
  world.volumes.apply(claim("team/new"));
  world.volumes.remove(claim("team/claim-1"), claim("team/claim-598"));
  world.volumes.remove(claim("team/claim-599"));
  world.volumes.apply(claim("team/claim-599", { uid: "another" }));
  for (let count = 0; count < 5; count += 1) {
    await answer();
    await world.pass(200);
    living.push(world.row("team/new")?.phase ?? "");
  }
  assert.deepEqual(new Set(living), new Set(["Ready"]), "it was gone at no time");
  assert.equal(world.row("team/claim-1")?.phase, "Gone");
  assert.notEqual(world.row("team/claim-598")?.phase, "Ready");
  assert.equal(world.row("team/claim-599")?.uid, "another");
  assert.equal(Object.keys(world.collector.model.living).length, 599);
  await world.stop();
});

Deno.test("a part that was not delivered comes again, and nothing after it is left out", async (test) => {
  for (const [name, failure] of Object.entries(FAILURES)) {
    await test.step(name, async () => {
      const world = await InformerWorld.start();
      let count = 0;
      world.collector.onBatch = (_batch, apply) => (count += 1) === 2 ? failure : apply();
      world.volumes.list(...claims(1_200));
      await world.pass(62_000);
      assert.equal(Object.keys(world.collector.model.living).length, 1_200);
      assert.ok(world.collector.model.synchronised.has("volumes"));
      assert.deepEqual(world.reasons, []);
      await world.stop();
    });
  }
});

Deno.test("changes of other scopes take turns with the parts", async () => {
  const world = await InformerWorld.start({ resources: ["volumes", "buckets"] });
  world.watcher.find("buckets").list(claim("one"));
  await world.pass(1_000);
  world.collector.clear();
  const answer = holdAnswers(world);
  world.volumes.list(...claims(1_500));
  await world.settle();
  world.watcher.find("buckets").apply(brokenClaim("one", "quota"));
  await world.pass(200);
  for (let count = 0; count < 4; count += 1) await answer();
  assert.deepEqual(world.collector.batches.slice(0, 4).map(({ sync }) => sync?.part), [
    1,
    undefined,
    2,
    3,
  ]);
  await world.stop();
});

Deno.test("scopes are synchronised one after the other", async () => {
  const world = await InformerWorld.start({ resources: ["volumes", "buckets"] });
  world.volumes.list(...claims(700));
  world.watcher.find("buckets").list(...claims(700));
  await world.pass(1_000);
  const parts = world.collector.batches.map(({ sync }) => [sync?.scope.resource, sync?.part]);
  assert.deepEqual(parts, [["volumes", 1], ["volumes", 2], ["buckets", 1], ["buckets", 2]]);
  await world.stop();
});

Deno.test("each list is followed by a synchronisation", async () => {
  const world = await InformerWorld.startWith([claim("one"), claim("two")]);
  world.volumes.fail("expired");
  world.volumes.list(claim("one"));
  await world.pass(1_000);
  assert.ok(world.collector.batches.some(({ sync }) => sync?.last));
  assert.equal(world.row("two")?.phase, "Gone");
  await world.stop();
});

Deno.test("a synchronisation does not go on when the list begins again", async () => {
  const world = await InformerWorld.start();
  const answer = holdAnswers(world);
  world.volumes.list(...claims(600));
  await world.pass(200);
  world.volumes.show({ type: "listing" });
  await answer();
  await world.pass(20_000);
  await answer();
  await world.pass(1_000);
  assert.ok(world.collector.batches.every(({ sync }) => sync?.last !== true));
  assert.equal(world.collector.model.rows.size, 600, "what is known is told all the same");
  world.volumes.apply(...claims(300));
  world.volumes.show({ type: "listed" });
  for (let count = 0; count < 4; count += 1) await answer();
  assert.equal(Object.keys(world.collector.model.living).length, 300);
  await world.stop();
});

Deno.test("a part that fails after the list began again is told by the outbox", async () => {
  const world = await InformerWorld.start();
  const cut = Promise.withResolvers<void>();
  world.collector.onBatch = async () => {
    await cut.promise;
    return FAILURES.lost;
  };
  world.volumes.list(claim("one"));
  await world.pass(200);
  world.volumes.show({ type: "listing" });
  await world.settle();
  cut.resolve();
  world.collector.recover();
  await world.pass(2_000);
  assert.equal(world.row("one")?.statusMessage, HEALTHY);
  await world.stop();
});

Deno.test("every scope is synchronised once an hour", async () => {
  const world = await InformerWorld.startWith([claim("one")]);
  await world.pass(3_590_000);
  assert.ok(world.collector.batches.every(({ sync }) => sync === undefined));
  await world.pass(20_000);
  assert.equal(world.collector.batches.filter(({ sync }) => sync?.last).length, 1);
  await world.pass(3_580_000);
  assert.equal(world.collector.batches.filter(({ sync }) => sync?.last).length, 1);
  await world.pass(20_000);
  assert.equal(world.collector.batches.filter(({ sync }) => sync?.last).length, 2);
  await world.stop();
});

Deno.test("a resource that is not served proves nothing", async (test) => {
  await test.step("from the start", async () => {
    const world = InformerWorld.create();
    await world.run();
    world.bookmarks = "off";
    world.volumes.fail("unserved");
    await world.pass(200_000);
    assert.ok(world.collector.batches.length > 0);
    for (const { sync, scopes, silent } of world.collector.batches) {
      assert.equal(sync, undefined);
      assert.deepEqual(scopes, [{ group: GROUP, resource: "volumes" }], "it is awaited");
      assert.equal(silent, undefined);
    }
    assert.ok(world.reasons.includes("kind-unserved"));
    assert.ok(!world.informer.describe().isSynchronised);
    world.resolve("volumes");
    world.volumes.list(claim("one"));
    await world.pass(1_000);
    assert.equal(world.row("one")?.phase, "Ready");
    assert.deepEqual(world.reasons, []);
    await world.stop();
  });
  await test.step("later, when everything is asked for", async () => {
    const world = await InformerWorld.startWith([claim("one")]);
    world.bookmarks = "off";
    world.volumes.fail("unserved");
    world.collector.restart();
    await world.pass(119_000);
    assert.ok(world.collector.batches.every(({ silent }) => silent === undefined));
    await world.pass(20_000);
    assert.ok(world.collector.batches.every(({ sync }) => sync === undefined));
    assert.equal(world.collector.batches.at(-1)?.silent?.[0]?.resource, "volumes");
    assert.deepEqual(world.reasons, ["kind-unserved", "api-server-silent"]);
    await world.stop();
  });
});
