/** Labels and reviewers of a new pull request: asked for once, whatever people make of them. */
import assert from "node:assert/strict";
import { CollectorWorld, registryOf } from "../testing/collector_world.ts";

const READY = "Ready: True, Synced: True";
const BROKEN = "Ready: False (Unavailable), Synced: True - volume is lost";
const LABEL = "claim-status";
const SETTINGS = { labels: [LABEL], reviewers: ["ann"] };

/** A pull request that is open and finished. */
async function createOpen(collaborators: readonly string[] = ["ann"]): Promise<CollectorWorld> {
  const world = await CollectorWorld.create({
    registry: registryOf("db", "web"),
    settings: SETTINGS,
  });
  Object.assign(world.github.settings, { collaborators });
  world.post("team/db", READY);
  assert.equal((await world.pass()).outcome, "proposed");
  return world;
}

function listSetups(world: CollectorWorld): readonly string[] {
  return world.writes().filter((call) => /\/(labels|requested_reviewers)$/.test(call));
}

Deno.test("labels and reviewers are asked for once", async (test) => {
  await test.step("with the pull request", async () => {
    const world = await createOpen();
    const [pull] = world.openPulls();
    assert.deepEqual([pull?.labels, pull?.requestedReviewers], [[LABEL], ["ann"]]);
    assert.equal(listSetups(world).length, 2);
  });
  await test.step("not when it is updated, nor by another process", async () => {
    const world = await createOpen();
    world.github.removeLabel({ number: 1, name: LABEL });
    world.github.clearCalls();
    world.post("team/db", BROKEN);
    assert.equal((await world.pass()).outcome, "proposed");
    world.restart();
    world.post("team/db", READY);
    assert.equal((await world.pass()).outcome, "proposed");
    assert.deepEqual(listSetups(world), []);
    assert.deepEqual(world.openPulls()[0]?.labels, []);
  });
  await test.step("again for the next pull request", async () => {
    const world = await createOpen();
    world.github.mergePull({ number: 1, deleteBranch: true });
    world.post("team/db", BROKEN);
    assert.equal((await world.pass()).outcome, "proposed");
    assert.deepEqual(world.openPulls()[0]?.labels, [LABEL]);
  });
  await test.step("also where one is refused, which is told", async () => {
    const world = await createOpen([]);
    world.github.clearCalls();
    world.post("team/db", BROKEN);
    const { outcome, problems } = await world.pass();
    assert.equal(outcome, "proposed");
    assert.deepEqual(problems.map(({ code }) => code), ["reviewers-refused"]);
    assert.deepEqual(listSetups(world), []);
  });
});
