/** Changes that are held back for a while: until they have settled, or until it is their turn. */
import assert from "node:assert/strict";
import type { PassResult } from "../../src/collector/pass_result.ts";
import { CollectorWorld, REGISTRY_PATH, registryOf } from "../testing/collector_world.ts";
import { editPull } from "../testing/person.ts";

const READY = "Ready: True, Synced: True";
const CREATING = "Ready: False (Creating), Synced: True";
const BROKEN = "Ready: False (Unavailable), Synced: True - volume is lost";
const MINUTE_MS = 60_000;

function summarize({ outcome, held }: PassResult): readonly unknown[] {
  return [outcome, held.map(({ code }) => code)];
}

/** A collector for which a change must hold for ten minutes. */
async function createSettling(): Promise<CollectorWorld> {
  const settings = { settleMs: 10 * MINUTE_MS };
  return await CollectorWorld.create({ registry: registryOf("db", "web"), settings });
}

Deno.test("a change is proposed once it has held for long enough", async () => {
  const world = await createSettling();
  const told = world.clock.now();
  world.post("team/db", READY);
  world.github.clearCalls();
  for (let minute = 1; minute < 10; minute++) {
    const result = await world.pass();
    assert.deepEqual(summarize(result), ["held", ["settling"]]);
    assert.equal(result.held[0]?.until, told + 10 * MINUTE_MS);
    assert.equal(result.held[0]?.message, "1 change has not held for long enough");
  }
  assert.deepEqual(world.writes(), []);
  assert.deepEqual(summarize(await world.pass()), ["proposed", []]);
  assert.match(world.registry(world.branch), /lastCheckedAt: "2026-03-01T08:00:00Z"/);
  assert.equal((await world.pass()).outcome, "up-to-date");
});

Deno.test("what only flickers is never shown", async () => {
  const world = await createSettling();
  world.github.clearCalls();
  for (let minute = 0; minute < 40; minute++) {
    world.post("team/db", minute % 2 === 0 ? READY : CREATING);
    assert.deepEqual(summarize(await world.pass()), ["held", ["settling"]]);
  }
  assert.deepEqual(world.writes(), []);
  world.post("team/db", READY);
  for (let minute = 1; minute < 10; minute++) await world.pass();
  assert.equal((await world.pass()).outcome, "proposed");
});

Deno.test("what flickers away from an open proposal leaves that as it is", async () => {
  const world = await createSettling();
  world.post("team/db", READY);
  world.clock.advance(10 * MINUTE_MS);
  assert.equal((await world.pass()).outcome, "proposed");
  world.github.clearCalls();
  world.post("team/db", CREATING);
  assert.deepEqual(summarize(await world.pass()), ["held", ["settling"]]);
  world.post("team/db", READY);
  assert.deepEqual(summarize(await world.pass()), ["up-to-date", []]);
  assert.deepEqual(world.writes(), []);
});

Deno.test("a new error is proposed at once, without what has still to settle", async () => {
  const world = await createSettling();
  world.post("team/web", READY);
  world.post("team/db", BROKEN);
  assert.deepEqual(summarize(await world.pass()), ["proposed", ["settling"]]);
  const text = world.registry(world.branch);
  assert.match(text, /volume is lost/);
  assert.doesNotMatch(text, /Ready: True/);
  world.post("team/db", "Ready: False (Unavailable), Synced: True - another volume is lost");
  assert.deepEqual(summarize(await world.pass()), ["held", ["settling"]]);
});

Deno.test("after a restart changes settle anew, and what is shown needs no settling", async () => {
  const world = await createSettling();
  world.post("team/db", READY);
  world.clock.advance(10 * MINUTE_MS);
  await world.pass();
  world.post("team/web", READY);
  world.clock.advance(8 * MINUTE_MS);
  world.restart();
  world.post("team/db", READY);
  world.post("team/web", READY);
  world.github.clearCalls();
  for (let minute = 1; minute < 10; minute++) {
    const { outcome, held } = await world.pass();
    assert.deepEqual([outcome, held.at(-1)?.code], ["held", "settling"]);
  }
  assert.deepEqual(world.writes(), []);
  assert.equal((await world.pass()).outcome, "proposed");
});

/** A collector that updates its open pull request every half an hour; #1 says that `team/db` is ready. */
async function createUnhurried(): Promise<CollectorWorld> {
  const settings = { minUpdateIntervalMs: 30 * MINUTE_MS };
  const world = await CollectorWorld.create({ registry: registryOf("db", "web"), settings });
  world.post("team/db", READY);
  assert.equal((await world.pass()).outcome, "proposed", "the first one is opened at once");
  world.github.clearCalls();
  return world;
}

Deno.test("an open pull request is updated no more often than that", async () => {
  const world = await createUnhurried();
  const madeAt = world.clock.now();
  world.post("team/web", CREATING);
  for (let minute = 1; minute < 30; minute++) {
    const result = await world.pass();
    assert.deepEqual(summarize(result), ["held", ["update-interval"]]);
    assert.equal(result.held[0]?.until, madeAt + 30 * MINUTE_MS);
    assert.equal(result.pullRequest?.number, 1);
    if (minute === 15) {
      world.restart();
      world.post("team/db", READY);
      world.post("team/web", CREATING);
    }
  }
  assert.deepEqual(world.writes(), []);
  assert.equal((await world.pass()).outcome, "proposed");
  assert.match(world.registry(world.branch), /Creating/);
});

Deno.test("a new error updates an open pull request at once, with all there is to say", async () => {
  const world = await createUnhurried();
  world.post("team/db", CREATING);
  assert.equal((await world.pass()).outcome, "held");
  world.post("team/web", BROKEN);
  assert.equal((await world.pass()).outcome, "proposed");
  assert.match(world.registry(world.branch), /Creating[^]*volume is lost/);
  world.post("team/web", "Ready: False (Unavailable), Synced: True - all volumes are lost");
  assert.deepEqual(summarize(await world.pass()), ["held", ["update-interval"]]);
});

Deno.test("an open pull request with nothing left to say is withdrawn at once", async () => {
  const world = await createUnhurried();
  world.github.commitFile({ path: REGISTRY_PATH, content: world.registry(world.branch) });
  assert.equal((await world.pass()).outcome, "withdrawn");
});

Deno.test("a pull request that conflicts is updated at once", async () => {
  const world = await createUnhurried();
  const content = world.registry().replace("namespace: team\n", "$&    owner: jane\n");
  world.github.commitFile({ path: REGISTRY_PATH, content });
  assert.throws(() => world.github.mergePull({ number: 1 }));
  assert.equal((await world.pass()).outcome, "proposed");
  world.github.mergePull({ number: 1 });
});

Deno.test("one that does not conflict waits, though the file has changed", async () => {
  const world = await createUnhurried();
  const content = world.registry() + "# The end.\n";
  world.github.commitFile({ path: REGISTRY_PATH, content });
  for (let count = 0; count < 3; count++) {
    assert.deepEqual(summarize(await world.pass()), ["held", ["update-interval"]]);
  }
  const isPull = ({ method, path }: { readonly method: string; readonly path: string }) =>
    method === "GET" && path.endsWith("/pulls/1");
  assert.equal(world.github.countCalls(isPull), 3, "once in each pass, as GitHub may lag behind");
});

/** Pull request #1 is withdrawn, because its claim says again what the base branch says. */
async function createWithdrawn(told: string): Promise<CollectorWorld> {
  const settings = { minUpdateIntervalMs: 30 * MINUTE_MS };
  const world = await CollectorWorld.create({ registry: registryOf("db", "web"), settings });
  world.post("team/db", READY);
  await world.pass();
  world.github.mergePull({ number: 1, method: "squash", deleteBranch: true });
  world.post("team/db", told);
  assert.equal((await world.pass()).outcome, "proposed");
  world.post("team/db", READY);
  assert.equal((await world.pass()).outcome, "withdrawn");
  world.github.clearCalls();
  return world;
}

Deno.test("after a withdrawal the next pull request waits like an update", async () => {
  const world = await createWithdrawn(CREATING);
  const withdrawnAt = world.clock.now();
  for (let minute = 1; minute < 30; minute++) {
    world.post("team/db", minute % 2 === 1 ? CREATING : READY);
    const result = await world.pass();
    assert.deepEqual(
      summarize(result),
      minute % 2 === 1 ? ["held", ["update-interval"]] : ["up-to-date", []],
    );
    if (minute !== 15) continue;
    assert.equal(result.held[0]?.until, withdrawnAt + 30 * MINUTE_MS);
    assert.equal(result.held[0]?.message, "Pull request #2 was withdrawn a short time ago");
    world.restart();
  }
  assert.deepEqual(world.writes(), []);
  world.post("team/db", CREATING);
  assert.equal((await world.pass()).outcome, "proposed");
});

Deno.test("a new error waits for no withdrawal, but one that comes and goes does", async () => {
  const world = await createWithdrawn(BROKEN);
  world.post("team/db", BROKEN);
  assert.deepEqual(summarize(await world.pass()), ["held", ["update-interval"]]);
  world.post("team/web", BROKEN);
  assert.equal((await world.pass()).outcome, "proposed");
});

Deno.test("the next pull request after a merge is opened at once", async () => {
  const world = await createUnhurried();
  world.github.mergePull({ number: 1, method: "squash" });
  world.post("team/web", CREATING);
  assert.equal((await world.pass()).outcome, "proposed");
  assert.deepEqual(world.openPulls().map(({ number }) => number), [2]);
});

Deno.test("words alone change once an hour", async (test) => {
  await test.step("by the same process", async () => {
    const world = await CollectorWorld.create({ registry: registryOf("db") });
    world.post("team/db", READY);
    await world.pass();
    const madeAt = world.clock.now();
    world.post("team/unknown", READY);
    world.github.clearCalls();
    for (let minute = 1; minute < 60; minute++) {
      const result = await world.pass();
      assert.deepEqual(result.held.map(({ code, until }) => [code, until]), [
        ["text", madeAt + 60 * MINUTE_MS],
      ]);
    }
    assert.deepEqual(world.writes(), []);
    assert.deepEqual(summarize(await world.pass()), ["proposed", []]);
    assert.match(world.openPulls()[0]?.body ?? "", /team\/unknown/);
    assert.deepEqual(world.writes(), ["PATCH /repos/acme/inventory/pulls/1"]);
  });
  await test.step("also when people talk in the pull request", async () => {
    const world = await CollectorWorld.create({ registry: registryOf("db") });
    world.post("team/db", READY);
    await world.pass();
    world.post("team/unknown", READY);
    world.clock.advance(50 * MINUTE_MS);
    world.github.comment({ number: 1, login: "someone", body: "Hm." });
    world.clock.advance(10 * MINUTE_MS);
    assert.equal((await world.pass()).outcome, "proposed");
  });
  await test.step("by a new process", async () => {
    const world = await CollectorWorld.create({ registry: registryOf("db") });
    world.post("team/db", READY);
    await world.pass();
    world.restart();
    world.post("team/db", READY);
    world.post("team/unknown", READY);
    assert.deepEqual(summarize(await world.pass()), ["up-to-date", ["text"]]);
    world.clock.advance(60 * MINUTE_MS);
    assert.equal((await world.pass()).outcome, "proposed");
  });
});

Deno.test("words change with the commit, however young they are", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db") });
  world.post("team/db", READY);
  await world.pass();
  world.post("team/unknown", READY);
  await world.pass();
  world.post("team/db", CREATING);
  assert.equal((await world.pass()).outcome, "proposed");
  assert.match(world.openPulls()[0]?.body ?? "", /team\/unknown/);
});

Deno.test("title and text that a person has changed come back within the hour", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db") });
  world.post("team/db", READY);
  await world.pass();
  const before = world.openPulls()[0]?.body;
  await editPull(world.github, { number: 1, title: "Mine", body: "Mine, too" });
  assert.deepEqual(summarize(await world.pass()), ["up-to-date", ["text"]]);
  world.clock.advance(60 * MINUTE_MS);
  assert.equal((await world.pass()).outcome, "proposed");
  const [open] = world.openPulls();
  assert.deepEqual([open?.title, open?.body], ["chore(registry): update claim status", before]);
});
