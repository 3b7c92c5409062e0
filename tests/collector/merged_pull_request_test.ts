/** What follows when people merge our pull request: in every way, over a restart, and seen late. */
import assert from "node:assert/strict";
import { ConflictError } from "../../src/errors.ts";
import { CollectorWorld, registryOf } from "../testing/collector_world.ts";

const READY = "Ready: True, Synced: True";
const BROKEN = "Ready: False (Unavailable), Synced: True - volume is lost";

/** Pull request #1 says that `team/db` is ready. */
async function createOpen(): Promise<CollectorWorld> {
  const world = await CollectorWorld.create({ registry: registryOf("db", "web") });
  world.post("team/db", READY);
  assert.equal((await world.pass()).outcome, "proposed");
  return world;
}

/** GitHub may refuse what rests on old reads. */
async function passAgainstOldReads(world: CollectorWorld): Promise<void> {
  try {
    await world.pass();
  } catch (error) {
    assert.ok(error instanceof ConflictError, String(error));
  }
}

for (const method of ["merge", "squash", "rebase"] as const) {
  for (const deleteBranch of [true, false]) {
    for (const isChanged of [true, false]) {
      const name = `a ${method} with the branch ${deleteBranch ? "deleted" : "kept"}, ` +
        (isChanged ? "with news" : "without news");
      Deno.test(`${name}, is understood by the next process`, async () => {
        const world = await createOpen();
        world.github.mergePull({ number: 1, method, deleteBranch });
        world.restart();
        const { outcome } = await world.pass();
        assert.equal(outcome, deleteBranch ? "up-to-date" : "withdrawn");
        assert.deepEqual(world.github.branches(), ["main"]);
        world.post("team/db", READY);
        if (isChanged) world.post("team/web", BROKEN);
        await world.pass();
        assert.equal(world.github.pulls().length, isChanged ? 2 : 1);
        assert.match(world.registry(), /Ready: True/);
        if (!isChanged) return;
        assert.match(world.registry(world.branch), /Ready: True[^]*volume is lost/);
        const [ours, base] = world.github.log(world.branch);
        assert.deepEqual(ours?.parents, [world.github.head("main")]);
        assert.equal(base?.sha, world.github.head("main"));
      });
    }

    for (const what of ["refs", "pulls", "all"] as const) {
      const branch = deleteBranch ? "deleted" : "kept";
      Deno.test(`a ${method} that GitHub's ${what} show late (branch ${branch}) ends well`, async () => {
        const world = await createOpen();
        world.github.lag({ seconds: 110, what });
        world.github.mergePull({ number: 1, method, deleteBranch });
        world.post("team/web", BROKEN);
        const [before] = world.github.pulls();
        for (let count = 0; count < 6; count++) await passAgainstOldReads(world);
        world.github.lag({ seconds: 0 });
        await world.pass();
        await world.pass();
        assert.deepEqual(world.openPulls().map(({ number }) => number), [2]);
        assert.equal(world.github.pulls().length, 2);
        assert.match(world.registry(world.branch), /Ready: True[^]*volume is lost/);
        assert.deepEqual(world.github.log(world.branch)[0]?.parents, [world.github.head("main")]);
        assert.match(world.registry(), /Ready: True/);
        const [after] = world.github.pulls();
        assert.deepEqual([after?.title, after?.body], [before?.title, before?.body]);
      });
    }
  }
}

Deno.test("a merge that GitHub's branches show late is waited for, without a write", async () => {
  const world = await createOpen();
  world.github.lag({ seconds: 110, what: "refs" });
  world.github.mergePull({ number: 1, method: "squash" });
  world.post("team/web", BROKEN);
  world.github.clearCalls();
  const result = await world.pass();
  assert.equal(result.outcome, "waiting");
  assert.match(result.message, /without the merge of pull request #1/);
  assert.deepEqual(world.writes(), []);
  assert.equal((await world.pass()).outcome, "proposed");
});

Deno.test("a merge that GitHub's pull requests show late is not called a withdrawal", async () => {
  const world = await createOpen();
  const [before] = world.github.pulls();
  world.github.lag({ seconds: 110, what: "pulls" });
  world.github.mergePull({ number: 1, method: "squash" });
  for (let count = 0; count < 4; count++) await world.pass();
  const [after] = world.github.pulls();
  assert.deepEqual([after?.merged, after?.body], [true, before?.body]);
  assert.deepEqual(world.github.branches(), ["main"]);
});
