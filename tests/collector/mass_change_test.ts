/** The brake: so many claims would vanish at once that a person must confirm it. */
import assert from "node:assert/strict";
import type { PassResult } from "../../src/collector/pass_result.ts";
import { CollectorWorld, registryOf } from "../testing/collector_world.ts";

const READY = "Ready: True, Synced: True";
const BROKEN = "Ready: False (Unavailable), Synced: True - volume is lost";
const GONE = "Gone";
const BARE = "No status conditions";

/** Numbered names, from `c0` on. */
function nameClaims(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `c${index}`);
}

/** A registry whose entries say something on the base branch, some of them nothing yet. */
async function createWorld(
  { telling, silent = 0 }: { readonly telling: number; readonly silent?: number },
): Promise<CollectorWorld> {
  const names = nameClaims(telling + silent);
  let left = telling;
  const told = registryOf(...names).replace(
    /namespace: team\n/g,
    (line) =>
      left-- > 0
        ? `${line}    statusMessage: "${READY}"\n    lastCheckedAt: "2026-02-01T08:00:00Z"\n`
        : line,
  );
  const world = await CollectorWorld.create({ registry: told });
  assert.equal((await world.pass()).outcome, "up-to-date");
  world.github.clearCalls();
  return world;
}

/** Posts the same of the first so many claims. */
function tell(world: CollectorWorld, count: number, message: string = GONE): void {
  for (const name of nameClaims(count)) world.post(`team/${name}`, message);
}

function idOf({ outcome, held }: PassResult): string {
  assert.equal(outcome, "held");
  assert.deepEqual(held.map(({ code, until }) => [code, until]), [["mass-change", null]]);
  const id = held[0]?.id ?? "";
  assert.match(id, /^[0-9a-f]{16}$/);
  return id;
}

Deno.test("below 20 entries nothing brakes", async () => {
  const world = await createWorld({ telling: 19 });
  tell(world, 19);
  assert.equal((await world.pass()).outcome, "proposed");
});

for (const message of [GONE, BARE]) {
  Deno.test(`half of them as "${message}" is proposed, and one more is held`, async () => {
    const world = await createWorld({ telling: 20 });
    tell(world, 10, message);
    assert.equal((await world.pass()).outcome, "proposed");
    world.github.clearCalls();
    tell(world, 11, message);
    const result = await world.pass();
    const id = idOf(result);
    assert.equal(result.message, result.held[0]?.message);
    assert.equal(
      result.held[0]?.message,
      "11 of 20 claims would be written as gone or without conditions: expected somebody to " +
        `look at the plan and to confirm "${id}" (POST /api/v1/reconcile)`,
    );
    assert.deepEqual(world.writes(), []);
    assert.equal(result.pullRequest?.number, 1);
    assert.equal(result.changeCount, 11);
  });
}

Deno.test("entries that say nothing yet are not counted", async () => {
  const world = await createWorld({ telling: 10, silent: 20 });
  tell(world, 5);
  assert.equal((await world.pass()).outcome, "proposed");
  tell(world, 6);
  idOf(await world.pass());
});

Deno.test("a held mass change writes nothing at all, not even news of others", async () => {
  const world = await createWorld({ telling: 20 });
  tell(world, 11);
  world.post("team/c19", BROKEN);
  for (let count = 0; count < 3; count++) idOf(await world.pass());
  world.restart();
  tell(world, 11);
  world.post("team/c19", BROKEN);
  idOf(await world.pass());
  assert.deepEqual(world.writes(), []);
  assert.deepEqual(world.github.pulls(), []);
});

Deno.test("the id is the same for the same claims, also after a restart, and no other", async () => {
  const world = await createWorld({ telling: 20 });
  tell(world, 11);
  const id = idOf(await world.pass());
  world.restart();
  tell(world, 11, BARE);
  assert.equal(idOf(await world.pass()), id);
  tell(world, 12, BARE);
  assert.notEqual(idOf(await world.pass()), id);
});

Deno.test("its id confirms a mass change, another one does not", async () => {
  const world = await createWorld({ telling: 20 });
  tell(world, 11);
  const id = idOf(await world.pass());
  world.reconciler.confirm("0123456789abcdef");
  assert.equal(idOf(await world.pass()), id);
  world.reconciler.confirm(id);
  assert.equal((await world.pass()).outcome, "proposed");
  assert.equal(world.registry(world.branch).match(/"Gone"/g)?.length, 11);
  assert.equal((await world.pass()).outcome, "up-to-date");
});

Deno.test("a set that changes before it is confirmed must be confirmed anew", async () => {
  const world = await createWorld({ telling: 20 });
  tell(world, 11);
  const id = idOf(await world.pass());
  tell(world, 12);
  world.reconciler.confirm(id);
  const next = idOf(await world.pass());
  assert.notEqual(next, id);
  world.reconciler.confirm(next);
  assert.equal((await world.pass()).outcome, "proposed");
});

/** Eleven of twenty claims are gone, and that is confirmed. */
async function createConfirmed(): Promise<CollectorWorld> {
  const world = await createWorld({ telling: 20 });
  tell(world, 11);
  world.reconciler.confirm(idOf(await world.pass()));
  assert.equal((await world.pass()).outcome, "proposed");
  return world;
}

Deno.test("a confirmed set is remembered by the pull request and no longer counted", async () => {
  const world = await createConfirmed();
  assert.match(world.openPulls()[0]?.body ?? "", /"confirmed":"[\w-]{55}"/);
  world.restart();
  tell(world, 11);
  world.github.clearCalls();
  assert.equal((await world.pass()).outcome, "up-to-date");
  assert.deepEqual(world.writes(), []);
  tell(world, 15);
  assert.equal((await world.pass()).outcome, "proposed", "4 of the other 9");
  assert.equal(world.registry(world.branch).match(/"Gone"/g)?.length, 15);
});

Deno.test("a confirmed set that grows too far is held again, under an id of what is new", async () => {
  const world = await createConfirmed();
  tell(world, 16);
  const result = await world.pass();
  const id = idOf(result);
  assert.match(result.message, /^5 of 9 claims/);
  world.reconciler.confirm(id);
  assert.equal((await world.pass()).outcome, "proposed");
  assert.match(world.openPulls()[0]?.body ?? "", /"confirmed":"[\w-]{80}"/);
  world.restart();
  tell(world, 16);
  assert.equal((await world.pass()).outcome, "up-to-date");
});

Deno.test("half of what is left beside a confirmed set is proposed", async () => {
  const world = await createWorld({ telling: 21 });
  tell(world, 11);
  world.reconciler.confirm(idOf(await world.pass()));
  await world.pass();
  tell(world, 16);
  assert.equal((await world.pass()).outcome, "proposed", "5 of the other 10");
  tell(world, 17);
  idOf(await world.pass());
});

Deno.test("a mass change lets go by itself when claims come back", async () => {
  const world = await createWorld({ telling: 20 });
  tell(world, 11);
  idOf(await world.pass());
  tell(world, 1, READY);
  assert.equal((await world.pass()).outcome, "proposed");
  assert.equal(world.registry(world.branch).match(/"Gone"/g)?.length, 10);
});

Deno.test("a mass change that passes by leaves an open pull request as it was", async () => {
  const world = await createWorld({ telling: 20 });
  world.post("team/c19", BROKEN);
  await world.pass();
  const [before] = world.openPulls();
  tell(world, 18);
  idOf(await world.pass());
  tell(world, 18, READY);
  assert.equal((await world.pass()).outcome, "up-to-date");
  assert.deepEqual(world.openPulls()[0], before);
});

Deno.test("a confirmation counts once: what comes back and vanishes again is held again", async (test) => {
  await test.step("after everything came back", async () => {
    const world = await createConfirmed();
    tell(world, 11, READY);
    assert.equal((await world.pass()).outcome, "withdrawn");
    tell(world, 11);
    idOf(await world.pass());
  });
  await test.step("after everything came back before it could be written", async () => {
    const world = await createWorld({ telling: 20 });
    tell(world, 11);
    world.reconciler.confirm(idOf(await world.pass()));
    world.github.fault({ when: "before", match: ({ method }) => method === "POST", answer: "cut" });
    await assert.rejects(world.pass());
    tell(world, 11, READY);
    assert.equal((await world.pass()).outcome, "up-to-date");
    tell(world, 11);
    idOf(await world.pass());
  });
  await test.step("after it was merged and came back with news", async () => {
    const world = await createConfirmed();
    world.github.mergePull({ number: 1, method: "squash", deleteBranch: true });
    world.post("team/c19", BROKEN);
    tell(world, 11, READY);
    assert.equal((await world.pass()).outcome, "proposed");
    world.github.mergePull({ number: 2, method: "squash", deleteBranch: true });
    world.post("team/c18", BROKEN);
    tell(world, 11);
    idOf(await world.pass());
  });
});

Deno.test("more confirmed entries than a marker holds are known until the next restart", async () => {
  const world = await createWorld({ telling: 6_500 });
  tell(world, 6_100);
  world.reconciler.confirm(idOf(await world.pass()));
  assert.equal((await world.pass()).outcome, "proposed");
  assert.doesNotMatch(world.openPulls()[0]?.body ?? "", /"confirmed"/);
  world.post("team/c6499", BROKEN);
  assert.equal((await world.pass()).outcome, "proposed");
  world.restart();
  tell(world, 6_100);
  world.post("team/c6499", BROKEN);
  idOf(await world.pass());
});
