import assert from "node:assert/strict";
import type { InformerReason } from "../../src/informer/informer_reason.ts";
import { claim, GROUP, HEALTHY } from "./claim_builder.ts";
import { BROKEN, brokenComposite, composite } from "./composite_builder.ts";
import { InformerWorld } from "./informer_world.ts";

const UNWATCHED = "Composites are not watched, so that their claims tell only what they say " +
  "themselves or what was last seen: ";

/** A world whose only claim names a composite that nobody has seen yet. */
async function startNaming(): Promise<InformerWorld> {
  const world = await InformerWorld.start();
  world.bookmarks = "off";
  world.volumes.list(claim("one", { composite: "x-one" }));
  await world.settle();
  return world;
}

function listReasons(world: InformerWorld): readonly InformerReason[] {
  return world.informer.describe().reasons.filter(({ code }) => code === "composites-unwatched");
}

Deno.test("composites that cannot be watched are a reason, whatever keeps them", async (test) => {
  for (const problem of ["unavailable", "unserved", "refused"] as const) {
    await test.step(problem, async () => {
      const world = await startNaming();
      const quietMs = problem === "refused" ? 30_000 : 0;
      for (let passedMs = 0; passedMs < 130_000; passedMs += 10_000) {
        world.watcher.find("XVolume").show({ type: "listing" });
        world.watcher.find("XVolume").fail(problem);
        // The claims go on.
        world.volumes.show({ type: "contact" });
        await world.settle();
        assert.equal(listReasons(world).length, passedMs < quietMs ? 0 : 1, `${passedMs} ms`);
        await world.pass(10_000);
      }
      const message = `${UNWATCHED}XVolume.${GROUP}/v1 (It is ${problem})`;
      const reason = { code: "composites-unwatched", message };
      assert.deepEqual(world.informer.describe().reasons, [reason]);
      assert.equal(world.informer.describe().counts.unwatchedCompositeKinds, 1);
      assert.equal(world.row("one")?.statusMessage, HEALTHY);
      world.watcher.find("XVolume").list(brokenComposite("x-one"));
      await world.pass(1_000);
      assert.deepEqual(world.reasons, []);
      assert.equal(world.row("one")?.statusMessage, BROKEN);
      await world.stop();
    });
  }
});

Deno.test("the log says when composites cannot be watched, and when they are again", async () => {
  const world = await startNaming();
  const watch = world.watcher.find("XVolume");
  for (let round = 0; round < 2; round += 1) {
    for (const problem of ["unavailable", "unserved"] as const) {
      watch.fail(problem);
      watch.fail(problem);
      await world.pass(1_000);
    }
    watch.list(composite("x-one"), composite("x-two"));
    await world.pass(1_000);
  }
  const lines = world.logger.records.filter(({ message }) => /composites/i.test(message));
  const fields = { group: GROUP, version: "v1", kind: "XVolume" };
  const round = [
    { level: "warn", message: "Cannot watch composites: It is unavailable", fields },
    { level: "warn", message: "Cannot watch composites: It is unserved", fields },
    { level: "info", message: "Composites are watched again", fields },
  ];
  assert.deepEqual(
    lines.map(({ level, message, fields }) => ({ level, message, fields })),
    [...round, ...round],
  );
  await world.stop();
});

Deno.test("ten kinds of composites that cannot be watched are named, more are counted", async () => {
  const world = await InformerWorld.start();
  const kinds = Array.from({ length: 12 }, (_, index) => `X${index}`);
  world.volumes.list(...kinds.map((kind) => claim(kind, { composite: { kind, name: "x" } })));
  await world.settle();
  for (const kind of kinds) world.watcher.find(kind).fail("unserved");
  await world.settle();
  const [reason] = listReasons(world);
  const named = kinds.slice(0, 10).map((kind) => `${kind}.${GROUP}/v1 (It is unserved)`);
  assert.equal(reason?.message, `${UNWATCHED}${named.join(", ")}, and 2 more`);
  await world.stop();
});

Deno.test("a kind that no claim names any more is no reason", async () => {
  const world = await startNaming();
  world.watcher.find("XVolume").fail("unserved");
  await world.settle();
  assert.equal(listReasons(world).length, 1);
  world.volumes.apply(claim("one"));
  await world.settle();
  assert.equal(listReasons(world).length, 0);
  await world.stop();
});

Deno.test("each kind of composites is reported as it stands", async () => {
  const world = await startNaming();
  const describe = () => world.informer.describe().composites;
  const kind = { group: GROUP, version: "v1", kind: "XVolume" };
  await world.pass(4_000);
  const unseen = { compositeCount: 0, isListed: false, contactAgeMs: 4_000, problem: null };
  assert.deepEqual(describe(), [{ ...kind, ...unseen }]);
  const watch = world.watcher.find("XVolume");
  watch.list(composite("x-one"), composite("x-two"), composite("x-three"));
  watch.remove(composite("x-three"));
  await world.pass(2_000);
  const listed = { compositeCount: 2, isListed: true, contactAgeMs: 2_000, problem: null };
  assert.deepEqual(describe(), [{ ...kind, ...listed }]);
  watch.fail("refused");
  await world.pass(3_000);
  const refused = { ...listed, contactAgeMs: 5_000, problem: "It is refused" };
  assert.deepEqual(describe(), [{ ...kind, ...refused }], "be the problem new");
  await world.stop();
});
