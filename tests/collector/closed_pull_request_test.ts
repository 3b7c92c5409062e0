/** What follows when a pull request of ours is closed without being merged, by people or by us. */
import assert from "node:assert/strict";
import { UnavailableError } from "../../src/errors.ts";
import { CollectorWorld, REGISTRY_PATH, registryOf } from "../testing/collector_world.ts";
import { editPull } from "../testing/person.ts";

const READY = "Ready: True, Synced: True";
const BROKEN = "Ready: False (Unavailable), Synced: True - volume is lost";
const WORSE = "Ready: False (Unavailable), Synced: True - node is lost, too";

/** Pull request #1 says that `team/db` is ready, and a person closes it. */
async function createClosed(...names: readonly string[]): Promise<CollectorWorld> {
  const world = await CollectorWorld.create({ registry: registryOf("db", "web", ...names) });
  world.post("team/db", READY);
  assert.equal((await world.pass()).outcome, "proposed");
  world.github.closePull(1);
  return world;
}

/** Some passes that write nothing, with the code of what they hold back. */
async function assertQuiet(world: CollectorWorld): Promise<void> {
  const before = world.github.pulls();
  const branches = world.github.branches();
  world.github.clearCalls();
  for (let count = 0; count < 4; count++) {
    const { outcome, held, pullRequest } = await world.pass();
    assert.deepEqual([outcome, held.map(({ code }) => code), pullRequest], [
      "held",
      ["pull-request-closed"],
      null,
    ]);
    world.clock.advance(3_600_000);
  }
  assert.deepEqual(world.writes(), []);
  assert.deepEqual(world.github.pulls(), before);
  assert.deepEqual(world.github.branches(), branches);
}

Deno.test("a pull request that a person has closed is followed by silence", async () => {
  const world = await createClosed();
  await assertQuiet(world);
  assert.ok(world.github.branches().includes(world.branch), "it can be reopened");
});

Deno.test("the silence outlasts a restart", async () => {
  const world = await createClosed();
  await world.pass();
  world.restart();
  world.github.clearCalls();
  assert.equal((await world.pass()).outcome, "up-to-date", "nobody has told anything yet");
  assert.deepEqual(world.writes(), []);
  assert.ok(world.github.branches().includes(world.branch), "it can be reopened");
  world.post("team/db", READY);
  await assertQuiet(world);
});

Deno.test("a pull request that a person has reopened is kept up to date again", async () => {
  const world = await createClosed();
  await assertQuiet(world);
  world.github.reopenPull(1);
  assert.equal((await world.pass()).outcome, "up-to-date");
  world.post("team/db", BROKEN);
  assert.equal((await world.pass()).outcome, "proposed");
  assert.deepEqual(world.openPulls().map(({ number }) => number), [1]);
  assert.match(world.registry(world.branch), /volume is lost/);
});

Deno.test("a new message ends the silence with a new pull request that says everything", async (test) => {
  await test.step("of the same entry", async () => {
    const world = await createClosed();
    await assertQuiet(world);
    world.post("team/db", BROKEN);
    assert.equal((await world.pass()).outcome, "proposed");
    assert.deepEqual(world.openPulls().map(({ number }) => number), [2]);
    assert.match(world.registry(world.branch), /volume is lost/);
  });
  await test.step("of another entry", async () => {
    const world = await createClosed();
    world.post("team/web", BROKEN);
    assert.equal((await world.pass()).outcome, "proposed");
    const text = world.registry(world.branch);
    assert.match(text, /Ready: True, Synced: True/);
    assert.match(text, /volume is lost/);
    assert.equal((await world.pass()).outcome, "up-to-date");
  });
  await test.step("after a restart", async () => {
    const world = await createClosed();
    world.restart();
    world.post("team/db", WORSE);
    assert.equal((await world.pass()).outcome, "proposed");
    assert.deepEqual(world.openPulls().map(({ number }) => number), [2]);
  });
  await test.step("when the branch was deleted", async () => {
    const world = await createClosed();
    world.github.deleteBranch(world.branch);
    await assertQuiet(world);
    world.post("team/db", BROKEN);
    assert.equal((await world.pass()).outcome, "proposed");
    assert.match(world.registry(world.branch), /volume is lost/);
  });
});

Deno.test("a branch that a person deletes takes the pull request with it, and that is a no", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db") });
  world.post("team/db", READY);
  await world.pass();
  world.github.deleteBranch(world.branch);
  await assertQuiet(world);
});

Deno.test("a message that goes back to what the base branch says does not end the silence", async () => {
  const world = await createClosed();
  world.github.mergePull({ number: 1, method: "squash", deleteBranch: true });
  await world.pass();
  world.post("team/db", BROKEN);
  await world.pass();
  world.github.closePull(2);
  await assertQuiet(world);
  world.post("team/db", READY);
  assert.equal((await world.pass()).outcome, "up-to-date");
  assert.ok(world.github.branches().includes(world.branch), "it can be reopened");
  world.post("team/db", BROKEN);
  await assertQuiet(world);
});

Deno.test("what a person has committed before closing counts as said, and may be replaced", async () => {
  const world = await createClosed();
  world.github.reopenPull(1);
  const theirs = world.github.commitFile({
    branch: world.branch,
    path: REGISTRY_PATH,
    content: world.registry(world.branch).replace("category: infra", "category: data"),
  });
  world.github.closePull(1);
  await assertQuiet(world);
  assert.equal(world.github.head(world.branch), theirs);
  world.post("team/db", BROKEN);
  assert.equal((await world.pass()).outcome, "proposed");
  assert.doesNotMatch(world.registry(world.branch), /category: data/);
  assert.equal(world.github.pulls()[0]?.head.sha, theirs, "it is still in the closed one");
});

Deno.test("a commit that a person adds after closing is left alone", async () => {
  const world = await createClosed();
  await world.pass();
  const theirs = world.github.commitFile({
    branch: world.branch,
    path: "README.md",
    content: "mine\n",
  });
  world.post("team/db", BROKEN);
  const { outcome, held } = await world.pass();
  assert.deepEqual([outcome, held[0]?.code], ["waiting", "foreign-commit"]);
  assert.equal(world.github.head(world.branch), theirs);
  assert.deepEqual(world.openPulls(), []);
});

Deno.test("entries that people append meanwhile do not end the silence by themselves", async () => {
  const world = await createClosed();
  world.github.commitFile({ path: REGISTRY_PATH, content: registryOf("new", "db", "web", "last") });
  await assertQuiet(world);
  world.post("team/last", READY);
  assert.equal((await world.pass()).outcome, "proposed");
  assert.match(world.registry(world.branch), /name: new[^]*name: db[^]*Ready: True[^]*name: last/);
});

Deno.test("another status word for a known message does not end the silence", async (test) => {
  const type = { group: "g", kind: "VolumeClaim" };
  await test.step("one that the closed pull request has", async () => {
    const world = await CollectorWorld.create({ registry: registryOf("db"), writesStatus: true });
    world.post("team/db", READY, { type, phase: "Ready" });
    await world.pass();
    world.github.closePull(1);
    world.post("team/db", READY, { type, phase: "Error" });
    await assertQuiet(world);
  });
  await test.step("one that the base branch has", async () => {
    const world = await CollectorWorld.create({ registry: registryOf("db"), writesStatus: true });
    world.post("team/db", READY, { type, phase: "Ready" });
    await world.pass();
    world.github.mergePull({ number: 1, method: "squash", deleteBranch: true });
    world.post("team/db", BROKEN, { type, phase: "Unavailable" });
    await world.pass();
    world.github.closePull(2);
    world.post("team/db", READY, { type, phase: "Error" });
    await assertQuiet(world);
  });
});

Deno.test("a pull request that we have withdrawn is no reason for silence", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db") });
  world.post("team/db", READY);
  await world.pass();
  const base = world.registry();
  world.github.commitFile({ path: REGISTRY_PATH, content: world.registry(world.branch) });
  assert.equal((await world.pass()).outcome, "withdrawn");
  assert.match(world.github.pulls()[0]?.body ?? "", /^\*\*Closed by the collector/);
  assert.deepEqual(world.github.branches(), ["main"]);
  world.restart();
  world.post("team/db", READY);
  world.github.commitFile({ path: REGISTRY_PATH, content: base });
  assert.equal((await world.pass()).outcome, "proposed");
  assert.deepEqual(world.openPulls().map(({ number }) => number), [2]);
});

Deno.test("a person who removes the mark of a withdrawal has said no", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db") });
  world.post("team/db", READY);
  await world.pass();
  const base = world.registry();
  world.github.commitFile({ path: REGISTRY_PATH, content: world.registry(world.branch) });
  await world.pass();
  await editPull(world.github, { number: 1, body: "No, thanks." });
  world.github.commitFile({ path: REGISTRY_PATH, content: base });
  await assertQuiet(world);
});

/** The difference is gone, and the withdrawal dies after so many of its writes. */
async function withdrawAndDie(
  kill: { readonly at: number; readonly when: "before" | "after" },
): Promise<{ readonly world: CollectorWorld; readonly base: string }> {
  const world = await CollectorWorld.create({ registry: registryOf("db") });
  world.post("team/db", READY);
  await world.pass();
  const base = world.registry();
  world.github.commitFile({ path: REGISTRY_PATH, content: world.registry(world.branch) });
  world.github.fault({ ...kill, match: ({ method }) => method !== "GET", answer: "cut" });
  await assert.rejects(world.pass(), UnavailableError);
  world.restart();
  return { world, base };
}

for (const when of ["before", "after"] as const) {
  for (const [at, step] of ["the mark", "the end", "the branch"].entries()) {
    Deno.test(`a withdrawal that dies ${when} ${step} is brought to its end`, async () => {
      const { world } = await withdrawAndDie({ at, when });
      const [killed] = world.github.pulls();
      assert.ok(killed?.state === "open" || killed?.body?.startsWith("**Closed by the collector"));
      await world.pass();
      await world.pass();
      assert.deepEqual(world.openPulls(), []);
      assert.deepEqual(world.github.branches(), ["main"]);
      assert.match(world.github.pulls()[0]?.body ?? "", /^\*\*Closed by the collector/);
    });

    Deno.test(`a withdrawal that dies ${when} ${step} is forgotten once there is a difference again`, async () => {
      const { world, base } = await withdrawAndDie({ at, when });
      world.github.commitFile({ path: REGISTRY_PATH, content: base });
      world.post("team/db", READY);
      await world.pass();
      await world.pass();
      const [open] = world.openPulls();
      assert.doesNotMatch(open?.body ?? "", /Closed by the collector|"withdrawn"/);
      assert.match(world.registry(world.branch), /Ready: True/);
      world.github.closePull(open?.number ?? 0);
      await assertQuiet(world);
    });
  }
}

Deno.test("a withdrawal that died is forgotten even while clusters are awaited", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db", "web") });
  world.post("team/db", READY);
  world.post("team/web", READY, { cluster: "prod" });
  await world.pass();
  const base = world.registry();
  world.github.commitFile({ path: REGISTRY_PATH, content: world.registry(world.branch) });
  const isWrite = ({ method }: { readonly method: string }) => method !== "GET";
  world.github.fault({ when: "before", at: 1, match: isWrite, answer: "cut" });
  await assert.rejects(world.pass(), UnavailableError);
  world.restart();
  world.github.commitFile({ path: REGISTRY_PATH, content: base });
  world.post("team/db", READY);
  const { awaitedClusters } = await world.pass();
  assert.deepEqual(awaitedClusters, ["prod"]);
  const body = world.openPulls()[0]?.body ?? "";
  assert.doesNotMatch(body, /Closed by the collector|"withdrawn"/);
  assert.match(body, /"clusters":\["lab","prod"\]/);
});
