/** Another writer undoes our fields on the base branch, again and again. */
import assert from "node:assert/strict";
import { CollectorWorld, REGISTRY_PATH, registryOf } from "../testing/collector_world.ts";
import { withoutOwnFields } from "../testing/hand_edit.ts";

const READY = "Ready: True, Synced: True";
const BROKEN = "Ready: False (Unavailable), Synced: True - volume is lost";
const HOUR_MS = 3_600_000;

/** The base branch says that both claims are ready, as merged from pull request #1. */
async function createMerged(): Promise<CollectorWorld> {
  const world = await CollectorWorld.create({ registry: registryOf("db", "web") });
  world.post("team/db", READY);
  world.post("team/web", READY);
  await world.pass();
  merge(world);
  await world.pass();
  return world;
}

function merge(world: CollectorWorld): void {
  const [open] = world.openPulls();
  world.github.mergePull({ number: open?.number ?? 0, method: "squash", deleteBranch: true });
}

function strip(world: CollectorWorld): void {
  const content = withoutOwnFields(world.registry());
  world.github.commitFile({ path: REGISTRY_PATH, content });
}

/** Takes our fields away and has them put back, which is no question of time yet. */
async function restoreOnce(world: CollectorWorld): Promise<void> {
  strip(world);
  assert.equal((await world.pass()).outcome, "proposed");
  merge(world);
  await world.pass();
}

Deno.test("fields that another writer has removed are put back at once, and that is told", async () => {
  const world = await createMerged();
  strip(world);
  const { outcome, problems, strippedEntries } = await world.pass();
  assert.equal(outcome, "proposed");
  assert.deepEqual(problems.map(({ code }) => code), ["fields-stripped"]);
  assert.equal(problems[0]?.message, "Another writer has undone our fields in 2 entries");
  assert.equal(strippedEntries.count, 2);
  const next = await world.pass();
  assert.deepEqual([next.outcome, next.strippedEntries.count], ["up-to-date", 2]);
  world.restart();
  world.post("team/db", READY);
  world.post("team/web", READY);
  assert.equal((await world.pass()).strippedEntries.count, 2);
});

Deno.test("each time in a row the wait doubles, up to a day", async () => {
  const world = await createMerged();
  await restoreOnce(world);
  for (const hours of [1, 2, 4, 8, 16, 24, 24]) {
    strip(world);
    const mergedAt = world.github.pulls().at(-1)?.mergedAt?.getTime() ?? NaN;
    const count = world.github.pulls().length;
    const result = await world.pass();
    assert.deepEqual([result.outcome, result.held.map(({ code }) => code)], ["held", [
      "restoring",
    ]]);
    assert.equal(result.held[0]?.until, mergedAt + hours * HOUR_MS);
    assert.deepEqual(result.problems.map(({ code }) => code), ["fields-stripped"]);
    world.clock.advance((result.held[0]?.until ?? 0) - world.clock.now() - 120_000);
    world.restart();
    world.post("team/db", READY);
    world.post("team/web", READY);
    assert.equal((await world.pass()).outcome, "held");
    assert.equal(world.github.pulls().length, count);
    assert.equal((await world.pass()).outcome, "proposed");
    merge(world);
    await world.pass();
  }
});

Deno.test("news end the wait and take the removed fields along", async () => {
  const world = await createMerged();
  await restoreOnce(world);
  strip(world);
  assert.equal((await world.pass()).outcome, "held");
  world.post("team/db", BROKEN);
  assert.equal((await world.pass()).outcome, "proposed");
  assert.match(world.registry(world.branch), /volume is lost[^]*Ready: True/);
  const mergedAt = world.clock.now();
  merge(world);
  await world.pass();
  strip(world);
  const { outcome, held } = await world.pass();
  assert.deepEqual([outcome, held[0]?.code], ["held", "restoring"]);
  assert.equal(held[0]?.until, mergedAt + HOUR_MS, "which is no longer than before");
});

Deno.test("a writer that puts back the old text is waited for like one that removes it", async () => {
  const world = await createMerged();
  const old = world.registry();
  world.post("team/db", BROKEN);
  await world.pass();
  merge(world);
  await world.pass();
  const revert = () => world.github.commitFile({ path: REGISTRY_PATH, content: old });
  revert();
  const first = await world.pass();
  assert.deepEqual([first.outcome, first.strippedEntries.count], ["proposed", 1]);
  assert.equal(first.problems[0]?.message, "Another writer has undone our fields in 1 entry");
  assert.equal((await world.pass()).strippedEntries.count, 1, "also while that is open");
  merge(world);
  for (const hours of [1, 2, 4]) {
    const mergedAt = world.github.pulls().at(-1)?.mergedAt?.getTime() ?? NaN;
    await world.pass();
    revert();
    const { outcome, held } = await world.pass();
    assert.deepEqual([outcome, held[0]?.code], ["held", "restoring"]);
    assert.equal(held[0]?.until, mergedAt + hours * HOUR_MS);
    world.clock.advance(hours * HOUR_MS);
    assert.equal((await world.pass()).outcome, "proposed");
    merge(world);
  }
});

Deno.test("what people write by hand is not undone where something else is wanted", async () => {
  const world = await createMerged();
  await restoreOnce(world);
  const content = world.registry().replace(READY, "Ready: False (Creating), Synced: True");
  world.github.commitFile({ path: REGISTRY_PATH, content });
  world.post("team/db", BROKEN);
  const { outcome, strippedEntries } = await world.pass();
  assert.deepEqual([outcome, strippedEntries.count], ["proposed", 0]);
});

Deno.test("a pull request with real news begins the count again", async () => {
  const world = await createMerged();
  await restoreOnce(world);
  world.post("team/db", BROKEN);
  assert.equal((await world.pass()).outcome, "proposed");
  merge(world);
  await world.pass();
  strip(world);
  assert.equal((await world.pass()).outcome, "proposed");
});

Deno.test("an entry that is new is not one that was robbed", async () => {
  const world = await createMerged();
  await restoreOnce(world);
  const more = registryOf("new").split("claims:\n")[1] ?? "";
  world.github.commitFile({ path: REGISTRY_PATH, content: world.registry() + more });
  world.post("team/new", READY);
  const { outcome, problems, strippedEntries } = await world.pass();
  assert.deepEqual([outcome, problems, strippedEntries.count], ["proposed", [], 0]);
});

Deno.test("entries that never had our fields are not counted among the robbed ones", async () => {
  const world = await createMerged();
  const more = registryOf("new").split("claims:\n")[1] ?? "";
  world.github.commitFile({
    path: REGISTRY_PATH,
    content: withoutOwnFields(world.registry()) + more,
  });
  world.post("team/new", READY);
  assert.equal((await world.pass()).strippedEntries.count, 2);
  world.github.clearCalls();
  assert.equal((await world.pass()).strippedEntries.count, 2);
  world.restart();
  for (const name of ["db", "web", "new"]) world.post(`team/${name}`, READY);
  assert.equal((await world.pass()).strippedEntries.count, 2);
  assert.deepEqual(world.writes(), []);
});
