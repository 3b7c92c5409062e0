/** The button "Update branch", which merges the base branch into ours, and what only looks like it. */
import assert from "node:assert/strict";
import { CollectorWorld, REGISTRY_PATH, registryOf } from "../testing/collector_world.ts";

const READY = "Ready: True, Synced: True";
const BROKEN = "Ready: False (Unavailable), Synced: True - volume is lost";

/** Pull request #1 says that `team/db` is ready, on a base branch that has moved since. */
async function createBehind(
  base: { readonly path: string; readonly content: string } = {
    path: "README.md",
    content: "# 2\n",
  },
): Promise<CollectorWorld> {
  const world = await CollectorWorld.create({ registry: registryOf("db", "web") });
  world.post("team/db", READY);
  assert.equal((await world.pass()).outcome, "proposed");
  world.github.commitFile(base);
  world.github.clearCalls();
  return world;
}

/** A person merges something into our branch; the files are what they have made of it. */
function mergeByHand(
  world: CollectorWorld,
  merge: { readonly from: string; readonly files: Readonly<Record<string, string>> },
): string {
  const { github, branch } = world;
  const parents = [github.head(branch) ?? "", github.head(merge.from) ?? ""];
  const message = `Merge branch '${merge.from}'`;
  return github.pushCommit({ branch, parents, files: merge.files, message });
}

async function assertKept(world: CollectorWorld): Promise<void> {
  const head = world.github.head(world.branch);
  world.github.clearCalls();
  for (let count = 0; count < 2; count++) {
    const { outcome, pullRequest, held } = await world.pass();
    assert.ok(outcome === "up-to-date" || outcome === "clean", outcome);
    assert.equal(pullRequest?.number, 1);
    // Words that have become old are no reason to push, and wait for their hour.
    assert.deepEqual(held.filter(({ code }) => code !== "text"), []);
  }
  assert.deepEqual(world.writes(), []);
  assert.equal(world.github.head(world.branch), head);
}

async function assertForeign(world: CollectorWorld): Promise<void> {
  const head = world.github.head(world.branch);
  world.post("team/db", BROKEN);
  for (let count = 0; count < 2; count++) {
    const { outcome, held } = await world.pass();
    assert.deepEqual([outcome, held[0]?.code], ["waiting", "foreign-commit"]);
  }
  assert.equal(world.github.head(world.branch), head);
}

/** Our branch is one commit on top of the base again, and says the new status. */
async function assertRebuilt(world: CollectorWorld): Promise<void> {
  world.post("team/web", BROKEN);
  assert.equal((await world.pass()).outcome, "proposed");
  const [ours] = world.github.log(world.branch);
  assert.deepEqual(ours?.parents, [world.github.head("main")]);
  assert.deepEqual(ours?.files, [REGISTRY_PATH]);
  assert.match(world.registry(world.branch), /Ready: True[^]*volume is lost/);
  assert.deepEqual(world.openPulls().map(({ number }) => number), [1]);
}

Deno.test("a branch that people have updated is left as it is until there is news", async () => {
  const world = await createBehind();
  world.github.updateBranch(1);
  await assertKept(world);
  assert.deepEqual(world.github.comments(1), []);
  await assertRebuilt(world);
});

Deno.test("a branch that was updated twice is still ours", async () => {
  const world = await createBehind();
  world.github.updateBranch(1);
  await world.pass();
  world.github.commitFile({ path: "README.md", content: "# 3\n" });
  world.github.updateBranch(1);
  await assertKept(world);
  world.restart();
  world.post("team/db", READY);
  await assertKept(world);
  await assertRebuilt(world);
});

Deno.test("a base branch that moves on after the update changes nothing", async () => {
  const world = await createBehind();
  world.github.updateBranch(1);
  world.github.commitFile({ path: "README.md", content: "# 3\n" });
  await assertKept(world);
});

Deno.test("an updated branch with nothing left to say is removed", async () => {
  const world = await createBehind();
  world.github.updateBranch(1);
  await world.pass();
  world.github.commitFile({ path: REGISTRY_PATH, content: world.registry(world.branch) });
  assert.equal((await world.pass()).outcome, "withdrawn");
  assert.deepEqual(world.github.branches(), ["main"]);
});

for (const method of ["merge", "squash"] as const) {
  Deno.test(`an updated branch that is merged by ${method} is removed`, async () => {
    const world = await createBehind();
    world.github.updateBranch(1);
    await world.pass();
    world.github.mergePull({ number: 1, method });
    assert.equal((await world.pass()).outcome, "withdrawn");
    assert.deepEqual(world.github.branches(), ["main"]);
    assert.match(world.registry(), /Ready: True/);
  });
}

Deno.test("an update that brings another entry of the registry is tolerated", async () => {
  const content = registryOf("db", "web", "new");
  const world = await createBehind({ path: REGISTRY_PATH, content });
  const both = content.replace(
    "    namespace: team\n",
    `    namespace: team\n    statusMessage: "${READY}"\n    lastCheckedAt: "2026-03-01T08:00:00Z"\n`,
  );
  mergeByHand(world, { from: "main", files: { [REGISTRY_PATH]: both } });
  await assertKept(world);
  await assertRebuilt(world);
});

Deno.test("an update that brings another message that people changed is tolerated", async () => {
  const world = await createBehind();
  world.github.mergePull({ number: 1, method: "squash", deleteBranch: true });
  await world.pass();
  world.post("team/web", BROKEN);
  await world.pass();
  const base = world.registry().replace(READY, "by hand");
  world.github.commitFile({ path: REGISTRY_PATH, content: base });
  const merged = world.registry(world.branch).replace(READY, "by hand");
  mergeByHand(world, { from: "main", files: { [REGISTRY_PATH]: merged, "README.md": "# 2\n" } });
  const head = world.github.head(world.branch);
  world.restart();
  const { outcome, pullRequest } = await world.pass();
  assert.deepEqual([outcome, pullRequest?.number], ["up-to-date", 2]);
  assert.equal(world.github.head(world.branch), head);
});

Deno.test("an update over an entry that people changed, too, is tolerated", async () => {
  const world = await createBehind({
    path: REGISTRY_PATH,
    content: registryOf("db", "web").replace(
      "    namespace: team\n",
      `    namespace: team\n    statusMessage: "${BROKEN}"\n    lastCheckedAt: "2026-02-01T08:00:00Z"\n`,
    ),
  });
  const ours = world.registry(world.branch);
  mergeByHand(world, { from: "main", files: { [REGISTRY_PATH]: ours } });
  await assertKept(world);
  await assertRebuilt(world);
});

Deno.test("an update that takes the other side's message is a person's decision", async () => {
  const content = registryOf("db", "web").replace(
    "    namespace: team\n",
    `    namespace: team\n    statusMessage: "${BROKEN}"\n    lastCheckedAt: "2026-02-01T08:00:00Z"\n`,
  );
  const world = await createBehind({ path: REGISTRY_PATH, content });
  mergeByHand(world, { from: "main", files: { [REGISTRY_PATH]: content } });
  await assertForeign(world);
});

Deno.test("a change that a person smuggles into the merge is theirs", async (test) => {
  await test.step("in the registry", async () => {
    const world = await createBehind();
    const text = world.registry(world.branch).replace("category: infra", "category: data");
    mergeByHand(world, { from: "main", files: { "README.md": "# 2\n", [REGISTRY_PATH]: text } });
    await assertForeign(world);
  });
  await test.step("in another file", async () => {
    const world = await createBehind();
    mergeByHand(world, { from: "main", files: { "README.md": "# mine\n" } });
    await assertForeign(world);
  });
  await test.step("in a file that is new", async () => {
    const world = await createBehind();
    mergeByHand(world, { from: "main", files: { "README.md": "# 2\n", "new.md": "mine\n" } });
    await assertForeign(world);
  });
  await test.step("before a merge that takes it back", async () => {
    const world = await createBehind();
    const { branch } = world;
    world.github.commitFile({ branch, path: "README.md", content: "mine\n" });
    mergeByHand(world, { from: "main", files: { "README.md": "# 2\n" } });
    await assertForeign(world);
  });
});

Deno.test("a merge of another branch is a person's", async () => {
  const world = await createBehind();
  world.github.createBranch({ branch: "dev" });
  world.github.commitFile({ branch: "dev", path: "README.md", content: "# dev\n" });
  mergeByHand(world, { from: "dev", files: { "README.md": "# dev\n" } });
  const early = await world.pass();
  assert.deepEqual([early.outcome, early.held], ["waiting", []], "GitHub's reads may be old");
  world.clock.advance(120_000);
  await assertForeign(world);
});
