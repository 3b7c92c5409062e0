/** Pull requests that GitHub merges by itself, and what becomes of that when it refuses. */
import assert from "node:assert/strict";
import { CollectorWorld, registryOf } from "../testing/collector_world.ts";
import { disableAutoMerge, editPull, enableAutoMerge } from "../testing/person.ts";
import {
  autoMergeOf,
  BROKEN,
  createWorld,
  HOUR_MS,
  isGraphQl,
  isMerged,
  openUnblocked,
  READY,
  succeed,
} from "./merge_world.ts";

for (const method of ["merge", "squash", "rebase"] as const) {
  Deno.test(`GitHub's auto-merge by ${method} is enabled and does the rest`, async () => {
    const world = await createWorld({ method, isProtected: true });
    const { outcome, problems } = await world.pass();
    assert.deepEqual([outcome, problems], ["proposed", []]);
    assert.equal(autoMergeOf(world), method);
    assert.match(world.openPulls()[0]?.body ?? "", /"merge":"auto"/);
    world.github.clearCalls();
    assert.equal((await world.pass()).outcome, "up-to-date");
    assert.equal((await world.pass()).outcome, "clean");
    assert.deepEqual(world.writes(), []);
    const check = { name: "ci", status: "completed", conclusion: "success" } as const;
    world.github.setCheck({ ref: world.branch, ...check });
    assert.ok(isMerged(world));
    assert.equal((await world.pass()).outcome, "withdrawn");
    assert.match(world.registry(), /Ready: True/);
  });
}

Deno.test("without the setting nothing is merged", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db") });
  world.github.settings.allowsAutoMerge = true;
  world.post("team/db", READY);
  await world.pass();
  world.clock.advance(HOUR_MS);
  await world.pass();
  await world.pass();
  assert.deepEqual([autoMergeOf(world), isMerged(world)], [undefined, false]);
});

Deno.test("an auto-merge that a person has disabled stays so", async (test) => {
  for (const isRestarted of [false, true]) {
    await test.step(isRestarted ? "for a new process" : "for the same process", async () => {
      const world = await createWorld({ isProtected: true });
      await world.pass();
      await disableAutoMerge(world.github, 1);
      world.clock.advance(HOUR_MS);
      if (isRestarted) world.restart();
      world.post("team/db", READY);
      await world.pass();
      world.post("team/db", BROKEN);
      assert.equal((await world.pass()).outcome, "proposed");
      await world.pass();
      assert.equal(autoMergeOf(world), undefined);
      assert.ok(!isMerged(world));
    });
  }
});

Deno.test("an auto-merge that is not allowed is a problem, and asked for once per commit", async () => {
  const world = await createWorld({ isProtected: true, allowsAutoMerge: false });
  const first = await world.pass();
  assert.equal(first.outcome, "proposed");
  assert.deepEqual(first.problems.map(({ code }) => code), ["merge-refused"]);
  assert.match(first.problems[0]?.message ?? "", /Auto merge is not allowed for this repository/);
  world.github.clearCalls();
  for (let count = 0; count < 3; count++) {
    const { outcome, problems } = await world.pass();
    assert.ok(outcome === "up-to-date" || outcome === "clean", outcome);
    assert.deepEqual(problems, first.problems);
  }
  assert.equal(world.github.countCalls(isGraphQl), 0);
  world.post("team/db", BROKEN);
  world.github.settings.allowsAutoMerge = true;
  assert.deepEqual((await world.pass()).problems, []);
  assert.equal(autoMergeOf(world), "squash");
});

Deno.test("a merge method that is not allowed is a problem", async (test) => {
  await test.step("for GitHub's auto-merge", async () => {
    const world = await createWorld({ method: "rebase", isProtected: true });
    world.github.settings.allowedMergeMethods = ["squash"];
    const { outcome, problems } = await world.pass();
    assert.deepEqual([outcome, problems[0]?.code], ["proposed", "merge-refused"]);
    assert.match(problems[0]?.message ?? "", /rebase merging is not allowed/);
  });
  await test.step("for our own merge", async () => {
    const world = await openUnblocked({ method: "rebase" });
    world.github.settings.allowedMergeMethods = ["squash"];
    const { outcome, problems } = await world.pass();
    assert.deepEqual([outcome, problems[0]?.code], ["up-to-date", "merge-refused"]);
    assert.match(problems[0]?.message ?? "", /Rebase merges are not allowed/);
    world.github.settings.allowedMergeMethods = ["rebase"];
    assert.equal((await world.pass()).outcome, "merged");
  });
});

Deno.test("what has come to block a pull request later is waited for by GitHub", async (test) => {
  for (const isRestarted of [false, true]) {
    await test.step(isRestarted ? "for a new process" : "for the same process", async () => {
      const world = await openUnblocked();
      world.github.settings.requiredChecks = ["ci"];
      if (isRestarted) world.restart();
      world.post("team/db", READY);
      const { outcome, problems } = await world.pass();
      assert.deepEqual([outcome, problems], ["up-to-date", []]);
      assert.equal(autoMergeOf(world), "squash");
      assert.match(world.openPulls()[0]?.body ?? "", /"merge":"auto"/);
      succeed(world);
      assert.ok(isMerged(world));
    });
  }
});

Deno.test("a block for which auto-merge is refused is asked about once, and waited for by us", async () => {
  const world = await openUnblocked();
  world.github.settings.requiredChecks = ["ci"];
  world.github.settings.allowsAutoMerge = false;
  world.github.clearCalls();
  for (let count = 0; count < 3; count++) {
    const { problems } = await world.pass();
    assert.deepEqual(problems.map(({ code }) => code), ["merge-refused"]);
  }
  assert.equal(world.github.countCalls(isGraphQl), 1);
  succeed(world);
  assert.equal((await world.pass()).outcome, "merged");
});

Deno.test("a person who removes the marker has us ask GitHub again", async () => {
  const world = await openUnblocked();
  await editPull(world.github, { number: 1, body: "Mine." });
  world.github.settings.requiredChecks = ["ci"];
  await world.pass();
  assert.equal(autoMergeOf(world), "squash");
});

/** GitHub waits for a check of our commit, and a person adds one of their own. */
async function createForeign(): Promise<CollectorWorld> {
  const world = await createWorld({ isProtected: true });
  await world.pass();
  assert.equal(autoMergeOf(world), "squash");
  world.github.commitFile({ branch: world.branch, path: "README.md", content: "mine\n" });
  world.github.clearCalls();
  return world;
}

Deno.test("auto-merge was not meant for a foreign commit, so it is switched off, once", async () => {
  const world = await createForeign();
  assert.deepEqual((await world.pass()).held.map(({ code }) => code), ["foreign-commit"]);
  assert.equal(autoMergeOf(world), undefined);
  assert.match(world.github.comments(1)[0]?.body ?? "", /Auto-merge [^.]* was switched off\./);
  succeed(world);
  await world.pass();
  assert.ok(!isMerged(world));
  assert.deepEqual(world.writes().filter((write) => write.endsWith("/graphql")).length, 1);
});

Deno.test("a person who switches it on again has decided", async () => {
  const world = await createForeign();
  await world.pass();
  await enableAutoMerge(world.github, 1);
  await world.pass();
  assert.equal(autoMergeOf(world), "squash");
});

Deno.test("what a person lets GitHub merge is left alone where we were not asked to", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db") });
  world.github.settings.allowsAutoMerge = true;
  world.github.settings.requiredChecks = ["ci"];
  world.post("team/db", READY);
  await world.pass();
  await enableAutoMerge(world.github, 1);
  world.github.commitFile({ branch: world.branch, path: "README.md", content: "mine\n" });
  await world.pass();
  assert.equal(autoMergeOf(world), "squash");
  assert.doesNotMatch(world.github.comments(1)[0]?.body ?? "", /Auto-merge/);
});

Deno.test("auto-merge that GitHub does not switch off is a problem and no failure", async () => {
  const world = await createForeign();
  const errors = [{ type: "UNPROCESSABLE", message: "Can't disable auto-merge" }];
  world.github.fault({
    when: "before",
    match: isGraphQl,
    times: 10,
    answer: { status: 200, body: { data: null, errors } },
  });
  for (let count = 0; count < 2; count++) {
    const { outcome, problems } = await world.pass();
    assert.deepEqual([outcome, problems.map(({ code }) => code)], ["waiting", ["merge-refused"]]);
    assert.match(problems[0]?.message ?? "", /Can't disable auto-merge/);
  }
  assert.equal(world.writes().filter((write) => write.endsWith("/graphql")).length, 1);
  assert.doesNotMatch(world.github.comments(1)[0]?.body ?? "", /switched off/);
});
