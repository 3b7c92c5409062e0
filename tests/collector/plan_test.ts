import assert from "node:assert/strict";
import { AccessError, RegistryFormatError, UnavailableError } from "../../src/errors.ts";
import type { Plan } from "../../src/collector/plan.ts";
import { CollectorWorld, REGISTRY_PATH, registryOf } from "../testing/collector_world.ts";

const READY = "Ready: True, Synced: True";
const TITLE = "chore(registry): update claim status";

function makePlan(world: CollectorWorld): Promise<Plan> {
  return world.reconciler.plan(new AbortController().signal);
}

Deno.test("a plan tells exactly what the next pass proposes, and writes nothing", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db", "web") });
  world.post("team/db", READY);
  world.post("team/unknown", READY);
  const plan = await makePlan(world);
  assert.deepEqual(world.writes(), []);
  assert.equal(plan.message, "Would open a pull request: 1 changed");
  assert.deepEqual([plan.changeCount, plan.filePath, plan.title], [1, REGISTRY_PATH, TITLE]);
  assert.match(plan.diff, /^\+ {4}statusMessage: "Ready: True, Synced: True"$/m);
  assert.deepEqual([plan.held, plan.pullRequest], [[], null]);
  assert.equal(plan.unmatchedEntries.first[0]?.name, "team/web (line 13)");
  assert.equal(plan.unregisteredClaims.first[0]?.name, "lab team/unknown");

  assert.equal((await world.pass()).outcome, "proposed");
  const [pull] = world.openPulls();
  assert.deepEqual([pull?.title, pull?.body], [plan.title, plan.body]);
  assert.equal(world.github.log(world.branch)[0]?.message, plan.commitMessage);
  const again = await makePlan(world);
  assert.equal(again.message, "Would keep pull request #1 current: 1 changed");
  assert.equal(again.pullRequest?.number, 1);
  assert.deepEqual([again.diff, again.body], [plan.diff, plan.body]);
});

Deno.test("a plan leaves no trace in the passes around it", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db") });
  world.post("team/db", READY);
  await makePlan(world);
  assert.ok(world.reconciler.isPending);
  assert.equal((await world.pass()).outcome, "proposed");
  assert.equal((await world.pass()).outcome, "up-to-date");
  await makePlan(world);
  assert.equal((await world.pass()).outcome, "clean");
});

Deno.test("a plan without changes says why there are none", async (test) => {
  await test.step("nothing differs", async () => {
    const world = await CollectorWorld.create({ registry: registryOf("db") });
    const plan = await makePlan(world);
    assert.equal(plan.message, "The base branch says what the clusters report");
    const { diff, body, commitMessage, title, unmatchedEntries } = plan;
    assert.deepEqual([diff, body, commitMessage, title], ["", "", "", TITLE]);
    assert.equal(unmatchedEntries.count, 1);
  });
  await test.step("the proposal is not needed any more", async () => {
    const world = await CollectorWorld.create({ registry: registryOf("db") });
    world.post("team/db", READY);
    await world.pass();
    world.github.commitFile({ path: REGISTRY_PATH, content: world.registry(world.branch) });
    world.github.clearCalls();
    const plan = await makePlan(world);
    assert.equal(plan.message, "Would close pull request #1, because no difference is left");
    assert.equal(plan.pullRequest?.number, 1);
    assert.deepEqual(world.writes(), []);
    assert.equal(world.openPulls().length, 1);
  });
});

Deno.test("a plan throws what a pass would fail of", async () => {
  const broken = await CollectorWorld.create({ registry: "kind: Other\n" });
  await assert.rejects(makePlan(broken), RegistryFormatError);
  const refused = await CollectorWorld.create({ registry: registryOf("a"), token: "wrong" });
  await assert.rejects(makePlan(refused), AccessError);
  const away = await CollectorWorld.create({ registry: registryOf("a") });
  away.github.fault({ when: "before", answer: "cut", times: 10 });
  await assert.rejects(makePlan(away), UnavailableError);
});

Deno.test("a plan beside a foreign commit tells what the branch lacks, and why nothing is written", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db") });
  world.post("team/db", READY);
  await world.pass();
  const { branch } = world;
  const theirs = world.github.commitFile({ branch, path: "README.md", content: "mine\n" });
  world.github.clearCalls();
  const plan = await makePlan(world);
  assert.deepEqual([plan.changeCount, plan.pullRequest?.number], [1, 1]);
  assert.match(plan.diff, /^\+ {4}statusMessage: "Ready: True, Synced: True"$/m);
  assert.match(plan.body, /team\/db/);
  assert.deepEqual(plan.held.map(({ code }) => code), ["foreign-commit"]);
  assert.equal(
    plan.message,
    `The branch "${branch}" holds the commit ${theirs.slice(0, 7)}, which is not ours, so it is ` +
      "left alone: to go on, merge or close pull request #1, or take the commit away",
  );
  assert.deepEqual(world.writes(), []);
});
