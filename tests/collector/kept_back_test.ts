/** What a pass keeps back, how long, and what sets it free. */
import assert from "node:assert/strict";
import { parseMarker } from "../../src/collector/proposal_marker.ts";
import type { PassResult } from "../../src/collector/pass_result.ts";
import { CollectorWorld, REGISTRY_PATH, registryOf } from "../testing/collector_world.ts";

const READY = "Ready: True, Synced: True";
const CREATING = "Ready: False (Creating), Synced: True";
const BROKEN = "Ready: False (Unavailable), Synced: True - volume is lost";
const GONE = "Gone";
const MINUTE_MS = 60_000;

const listNames = (count: number) => Array.from({ length: count }, (_, index) => `vm-${index}`);

function postAll(world: CollectorWorld, names: readonly string[], text: string): void {
  for (const name of names) world.post(`team/${name}`, text);
}

/** A world whose base branch says that every claim is ready. */
async function createMerged(names: readonly string[]): Promise<CollectorWorld> {
  const world = await CollectorWorld.create({ registry: registryOf(...names) });
  postAll(world, names, READY);
  await world.pass();
  mergeOpen(world);
  assert.equal((await world.pass()).outcome, "up-to-date");
  return world;
}

function mergeOpen(world: CollectorWorld): void {
  const [pull] = world.openPulls();
  assert.ok(pull, "a pull request is open");
  world.github.mergePull({ number: pull.number, method: "squash", deleteBranch: true });
}

function markerOf(world: CollectorWorld): ReturnType<typeof parseMarker> {
  return parseMarker(world.openPulls()[0]?.body ?? "");
}

/** The pass kept everything back for that reason; answers until when. */
function assertHeld(result: PassResult, code: string): number | null {
  assert.equal(result.outcome, "held", result.message);
  assert.deepEqual(result.held.map((hold) => hold.code), [code]);
  return result.held[0]?.until ?? null;
}

Deno.test("a mass change waits for a person, and is confirmed once for all", async () => {
  const names = listNames(24);
  const world = await createMerged(names);
  postAll(world, names.slice(0, 13), GONE);
  world.github.clearCalls();
  const held = await world.pass();
  assert.equal(assertHeld(held, "mass-change"), null);
  assert.match(held.message, /^13 of 24 claims /);
  assertHeld(await world.pass(), "mass-change");
  assert.deepEqual(world.writes(), []);
  world.reconciler.confirm("0123456789abcdef");
  assertHeld(await world.pass(), "mass-change");
  world.reconciler.confirm(held.held[0]?.id ?? "");
  const proposed = await world.pass();
  assert.deepEqual([proposed.outcome, proposed.changeCount], ["proposed", 13]);
  assert.equal(markerOf(world)?.confirmed.length, 13);
  // What is confirmed stays so for another process, and for the changes that follow.
  world.restart();
  postAll(world, names.slice(13), READY);
  postAll(world, names.slice(0, 14), GONE);
  const next = await world.pass();
  assert.deepEqual([next.outcome, next.changeCount], ["proposed", 14]);
  // Of those that nobody has confirmed, more than half again.
  postAll(world, names.slice(14, 19), GONE);
  const again = await world.pass();
  assertHeld(again, "mass-change");
  assert.match(again.message, /^6 of 11 claims /);
});

Deno.test("half of the claims is no mass change, and small registries have none", async () => {
  const many = listNames(24);
  const world = await createMerged(many);
  postAll(world, many.slice(0, 12), GONE);
  assert.equal((await world.pass()).outcome, "proposed");
  const few = listNames(19);
  const small = await createMerged(few);
  postAll(small, few, GONE);
  assert.equal((await small.pass()).outcome, "proposed");
});

Deno.test("a change settles before it is written, a new error does not wait", async () => {
  const settings = { settleMs: 5 * MINUTE_MS };
  const world = await CollectorWorld.create({ registry: registryOf("db", "web"), settings });
  world.post("team/db", READY);
  const heardAt = world.clock.now();
  assert.equal(assertHeld(await world.pass(), "settling"), heardAt + settings.settleMs);
  assert.deepEqual(world.writes(), []);
  world.clock.advance(settings.settleMs);
  assert.equal((await world.pass()).outcome, "proposed");
  // What only flickers never reaches the registry.
  world.post("team/db", CREATING);
  assertHeld(await world.pass(), "settling");
  world.post("team/db", READY);
  assert.equal((await world.pass()).outcome, "up-to-date");
  world.post("team/web", CREATING);
  world.post("team/db", BROKEN);
  const broken = await world.pass();
  assert.deepEqual([broken.outcome, broken.changeCount], ["proposed", 1]);
  assert.deepEqual(broken.held.map(({ code }) => code), ["settling"]);
});

Deno.test("the open pull request is updated now and then, at once for a new error", async () => {
  const settings = { minUpdateIntervalMs: 10 * MINUTE_MS };
  const world = await CollectorWorld.create({ registry: registryOf("db", "web"), settings });
  world.post("team/db", READY);
  await world.pass();
  const committedAt = world.clock.now();
  world.post("team/web", CREATING);
  const until = assertHeld(await world.pass(), "update-interval");
  assert.equal(until, committedAt + settings.minUpdateIntervalMs);
  world.clock.advance(until - world.clock.now() - 2 * MINUTE_MS);
  assertHeld(await world.pass(), "update-interval");
  assert.equal((await world.pass()).outcome, "proposed");
  world.post("team/web", READY);
  assertHeld(await world.pass(), "update-interval");
  world.post("team/db", BROKEN);
  assert.equal((await world.pass()).outcome, "proposed");
});

Deno.test("another writer is answered at once, then slower and slower", async () => {
  const world = await createMerged(["db", "web"]);
  const strip = () =>
    world.github.commitFile({ path: REGISTRY_PATH, content: registryOf("db", "web") });
  strip();
  const first = await world.pass();
  assert.deepEqual([first.outcome, first.strippedEntries.count], ["proposed", 2]);
  assert.equal(markerOf(world)?.restoreCount, 1);
  for (const [hours, restoreCount] of [[1, 2], [2, 3], [4, 4]] as const) {
    mergeOpen(world);
    const mergedAt = world.clock.now();
    strip();
    const until = assertHeld(await world.pass(), "restoring");
    assert.equal(until, mergedAt + hours * 3_600_000);
    assert.deepEqual(world.openPulls(), []);
    world.clock.advance(until - world.clock.now());
    assert.equal((await world.pass()).outcome, "proposed");
    assert.equal(markerOf(world)?.restoreCount, restoreCount);
  }
  mergeOpen(world);
  strip();
  world.post("team/db", BROKEN);
  const news = await world.pass();
  assert.equal(news.outcome, "proposed", "what is new does not wait");
});

Deno.test("words alone change once an hour", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db") });
  world.post("team/db", READY);
  await world.pass();
  const writtenAt = world.clock.now();
  world.post("team/one", READY);
  world.github.clearCalls();
  const held = await world.pass();
  assert.equal(held.outcome, "up-to-date");
  assert.deepEqual(held.held.map(({ code, until }) => [code, until]), [
    ["text", writtenAt + 3_600_000],
  ]);
  assert.deepEqual(world.writes(), []);
  world.clock.advance(3_600_000);
  world.post("team/db", READY);
  world.post("team/one", READY);
  assert.equal((await world.pass()).outcome, "proposed");
  assert.deepEqual(world.writes(), ["PATCH /repos/acme/inventory/pulls/1"]);
  world.github.clearCalls();
  world.restart();
  world.post("team/db", READY);
  world.post("team/one", READY);
  world.clock.advance(2 * 3_600_000);
  world.post("team/db", READY);
  world.post("team/one", READY);
  assert.equal((await world.pass()).outcome, "up-to-date");
  assert.deepEqual(world.writes(), [], "the same words are not written again");
});
