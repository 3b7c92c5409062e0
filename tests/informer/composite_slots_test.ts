import assert from "node:assert/strict";
import { COMPOSITE_KIND_COUNT_MAX } from "../../src/informer/composite_slots.ts";
import { claim, HEALTHY } from "./claim_builder.ts";
import { BROKEN, brokenComposite } from "./composite_builder.ts";
import { InformerWorld } from "./informer_world.ts";

/** Who is in haste waits so long for the place of a kind that no claim names any more. */
const IDLE_MIN_MS = 10_000;
const FULL = `Claims name composites of more than ${COMPOSITE_KIND_COUNT_MAX} kinds`;

/** A claim that names the composite `x` of a kind. */
function naming(name: string, kind: string): Readonly<Record<string, unknown>> {
  return claim(name, { composite: { kind, name: `x-${name}` } });
}

/** A world with so many claims, each of which names another kind, all of them told. */
async function startNaming(count: number): Promise<InformerWorld> {
  const world = await InformerWorld.start();
  world.volumes.list(...Array.from({ length: count }, (_, at) => naming(`claim-${at}`, `X${at}`)));
  await world.pass(11_000);
  return world;
}

function countKinds(world: InformerWorld): number {
  return world.watcher.all.length - 1;
}

Deno.test("whoever names kinds at will does not make us watch all of them", async () => {
  const world = await startNaming(COMPOSITE_KIND_COUNT_MAX + 10);
  assert.equal(countKinds(world), COMPOSITE_KIND_COUNT_MAX);
  assert.equal(world.collector.model.rows.size, COMPOSITE_KIND_COUNT_MAX + 10);
  assert.deepEqual(world.informer.describe().reasons, [{
    code: "composites-unwatched",
    message: `${FULL}: those of 10 claims are not watched, so that they tell only what they say ` +
      "themselves",
  }]);
  assert.deepEqual(world.logged("warn"), [`${FULL}: others are not watched`]);
  await world.stop();
});

Deno.test("kinds that one claim has named one after the other make room for another's", async () => {
  const world = await InformerWorld.startWith([claim("evil")]);
  for (let index = 0; index < COMPOSITE_KIND_COUNT_MAX + 10; index += 1) {
    world.volumes.apply(naming("evil", `Junk${index}`));
    await world.settle();
  }
  assert.equal(world.watcher.running("Junk0").length, 1, "whoever edits in haste is not followed");
  await world.pass(IDLE_MIN_MS);
  assert.equal(countKinds(world), COMPOSITE_KIND_COUNT_MAX);
  assert.equal(world.watcher.running("Junk0").length, 0, "the one that was named first has to go");
  assert.equal(world.watcher.running("Junk1").length, 1);
  world.volumes.apply(naming("good", "XVolume"));
  await world.settle();
  world.watcher.find("XVolume").list(brokenComposite("x-good"));
  await world.pass(1_000);
  assert.equal(world.row("good")?.statusMessage, BROKEN);
  assert.deepEqual([world.reasons, world.logged("warn").length], [[], 1]);
  await world.stop();
});

Deno.test("claims without room are linked as soon as there is some, first come first", async () => {
  const world = await startNaming(COMPOSITE_KIND_COUNT_MAX);
  world.volumes.apply(naming("first", "XFirst"), naming("second", "XSecond"));
  world.volumes.apply(naming("other", "XFirst"));
  await world.pass(1_000);
  assert.equal(world.row("first")?.statusMessage, HEALTHY, "their own words are told meanwhile");
  // What is told of one that waits does not cost it its turn.
  world.volumes.apply(naming("first", "XFirst"));
  await world.settle();
  // Nor does one that comes at the very moment at which there is room.
  world.volumes.apply(claim("claim-7"), naming("late", "XLate"));
  await world.pass(IDLE_MIN_MS);
  assert.equal(world.watcher.running("X7").length, 0);
  world.watcher.find("XFirst").list(brokenComposite("x-first"), brokenComposite("x-other"));
  await world.pass(1_000);
  assert.equal(world.row("first")?.statusMessage, BROKEN);
  assert.equal(world.row("other")?.statusMessage, BROKEN);
  assert.deepEqual(world.watcher.running("XSecond"), []);
  assert.deepEqual(world.reasons, ["composites-unwatched"]);
  world.volumes.remove(naming("claim-8", "X8"), naming("late", "XLate"));
  await world.pass(IDLE_MIN_MS);
  world.watcher.find("XSecond").list(brokenComposite("x-second"));
  await world.pass(1_000);
  assert.equal(world.row("second")?.statusMessage, BROKEN);
  assert.deepEqual(world.reasons, []);
  assert.equal(countKinds(world), COMPOSITE_KIND_COUNT_MAX);
  await world.stop();
});

Deno.test("the log says when the room ends, each time, and when there is room again", async () => {
  const world = await startNaming(COMPOSITE_KIND_COUNT_MAX);
  for (let round = 1; round <= 2; round += 1) {
    world.volumes.apply(naming("first", "XFirst"), naming("second", "XSecond"));
    await world.settle();
    world.volumes.remove(claim("second"));
    await world.settle();
    assert.equal(world.logged("warn").length, round);
    world.volumes.apply(claim("first"));
    await world.settle();
    assert.equal(
      world.logged("info").at(-1),
      "There is room for the composites of all claims again",
    );
  }
  assert.deepEqual(new Set(world.logged("warn")), new Set([`${FULL}: others are not watched`]));
  await world.stop();
});

Deno.test("a claim that waits and names another composite waits for that, if at all", async () => {
  const world = await startNaming(COMPOSITE_KIND_COUNT_MAX);
  world.volumes.apply(naming("one", "XFirst"));
  await world.settle();
  world.volumes.apply(naming("one", "X3"));
  await world.settle();
  assert.deepEqual(world.reasons, []);
  world.watcher.find("X3").list(brokenComposite("x-one"));
  await world.pass(1_000);
  assert.equal(world.row("one")?.statusMessage, BROKEN);
  world.volumes.remove(naming("claim-7", "X7"));
  await world.pass(1_000);
  assert.deepEqual(world.watcher.running("XFirst"), []);
  await world.stop();
});

Deno.test("claims that wait are forgotten with their resource", async () => {
  const world = await startNaming(COMPOSITE_KIND_COUNT_MAX + 5);
  world.volumes.list();
  await world.settle();
  assert.deepEqual(world.reasons, []);
  await world.pass(61_000);
  assert.equal(countKinds(world), 0);
  await world.stop();
});
