/** What follows when somebody else has written to our branch, and when that is over again. */
import assert from "node:assert/strict";
import { FOREIGN_COMMENT_KEY } from "../../src/collector/foreign_commit.ts";
import { UnavailableError } from "../../src/errors.ts";
import { CollectorWorld, REGISTRY_PATH, registryOf } from "../testing/collector_world.ts";
import { defaultToken } from "../testing/github/github_double.ts";
import { resetBranch } from "../testing/person.ts";

const READY = "Ready: True, Synced: True";
const BROKEN = "Ready: False (Unavailable), Synced: True - volume is lost";
const COMMENTS = "POST /repos/acme/inventory/issues/1/comments";

/** Pull request #1 says that `team/db` is ready, and a person commits to its branch. */
async function createForeign(): Promise<
  { readonly world: CollectorWorld; readonly theirs: string }
> {
  const world = await CollectorWorld.create({ registry: registryOf("db", "web") });
  world.post("team/db", READY);
  assert.equal((await world.pass()).outcome, "proposed");
  const branch = world.branch;
  const theirs = world.github.commitFile({ branch, path: "README.md", content: "mine\n" });
  world.post("team/db", BROKEN);
  world.github.clearCalls();
  return { world, theirs };
}

/** Some passes that touch nothing. */
async function assertLeftAlone(world: CollectorWorld, theirs: string): Promise<void> {
  const before = world.github.pulls().map(({ title, body, state }) => [title, body, state]);
  for (let count = 0; count < 3; count++) {
    const { outcome, held } = await world.pass();
    assert.deepEqual([outcome, held.map(({ code }) => code)], ["waiting", ["foreign-commit"]]);
    world.clock.advance(3_600_000);
  }
  assert.equal(world.github.head(world.branch), theirs);
  const after = world.github.pulls().map(({ title, body, state }) => [title, body, state]);
  assert.deepEqual(after, before);
}

Deno.test("branch, title and text of a pull request with a foreign commit are left alone", async () => {
  const { world, theirs } = await createForeign();
  await assertLeftAlone(world, theirs);
  assert.deepEqual(world.writes(), [COMMENTS]);
  const [open] = world.openPulls();
  const { pullRequest } = await world.pass();
  assert.equal(pullRequest?.number, open?.number);
});

Deno.test("a foreign commit is spoken of once", async (test) => {
  await test.step("also after a restart", async () => {
    const { world, theirs } = await createForeign();
    await assertLeftAlone(world, theirs);
    world.restart();
    world.post("team/db", BROKEN);
    await assertLeftAlone(world, theirs);
    const comments = world.github.comments(1);
    assert.deepEqual(comments.map(({ author }) => author.login), ["registry-bot"]);
    assert.match(comments[0]?.body ?? "", /Merge or close pull request #1/);
  });
  await test.step("also when the answer was lost", async () => {
    const { world, theirs } = await createForeign();
    const match = ({ method }: { readonly method: string }) => method === "POST";
    world.github.fault({ when: "after", match, answer: "cut" });
    await assert.rejects(world.pass(), UnavailableError);
    await assertLeftAlone(world, theirs);
    assert.equal(world.github.comments(1).length, 1);
  });
  await test.step("also behind more comments than a page has", async () => {
    const { world, theirs } = await createForeign();
    for (let count = 0; count < 100; count++) {
      world.github.comment({ number: 1, login: "someone", body: `remark ${count}` });
    }
    await assertLeftAlone(world, theirs);
    world.restart();
    await assertLeftAlone(world, theirs);
    assert.equal(world.github.comments(1).length, 101);
  });
  await test.step("though somebody else has said the same", async () => {
    const { world, theirs } = await createForeign();
    const body = `<!-- machinery-status-collector ${FOREIGN_COMMENT_KEY} -->`;
    world.github.comment({ number: 1, login: "someone", body });
    await assertLeftAlone(world, theirs);
    const authors = world.github.comments(1).map(({ author }) => author.login);
    assert.deepEqual(authors, ["someone", "registry-bot"]);
  });
  await test.step("also by another account than the one that has opened the pull request", async () => {
    const { world, theirs } = await createForeign();
    world.github.tokens.grant({ token: defaultToken, login: "new-bot", scopes: ["repo"] });
    for (let count = 0; count < 3; count++) {
      world.restart();
      world.post("team/db", BROKEN);
      await assertLeftAlone(world, theirs);
    }
    assert.deepEqual(world.github.comments(1).map(({ author }) => author.login), ["new-bot"]);
  });
  await test.step("by the author where GitHub does not tell who we are", async () => {
    const { world, theirs } = await createForeign();
    world.github.settings.offersGraphQl = false;
    const body = `<!-- machinery-status-collector ${FOREIGN_COMMENT_KEY} -->`;
    world.github.comment({ number: 1, login: "someone", body });
    for (let count = 0; count < 2; count++) {
      world.restart();
      world.post("team/db", BROKEN);
      await assertLeftAlone(world, theirs);
    }
    const authors = world.github.comments(1).map(({ author }) => author.login);
    assert.deepEqual(authors, ["someone", "registry-bot"]);
  });
  await test.step("though more foreign commits come", async () => {
    const { world } = await createForeign();
    await world.pass();
    const theirs = world.github.commitFile({
      branch: world.branch,
      path: REGISTRY_PATH,
      content: registryOf("db"),
    });
    await assertLeftAlone(world, theirs);
    assert.equal(world.github.comments(1).length, 1);
  });
});

for (const method of ["merge", "squash", "rebase"] as const) {
  Deno.test(`work goes on after a foreign commit was merged by ${method}`, async () => {
    const { world, theirs } = await createForeign();
    await assertLeftAlone(world, theirs);
    world.github.mergePull({ number: 1, method });
    assert.equal((await world.pass()).outcome, "proposed");
    assert.deepEqual(world.openPulls().map(({ number }) => number), [2]);
    assert.match(world.registry(), /Ready: True/);
    assert.match(world.registry(world.branch), /volume is lost/);
    const [ours, base] = world.github.log(world.branch);
    assert.deepEqual(ours?.parents, [base?.sha]);
    assert.equal(world.github.readFile({ branch: world.branch, path: "README.md" }), "mine\n");
  });
}

Deno.test("the branch of a merged foreign commit goes when nothing is left to propose", async () => {
  const { world } = await createForeign();
  world.post("team/db", READY);
  await world.pass();
  world.github.mergePull({ number: 1, method: "squash" });
  assert.equal((await world.pass()).outcome, "withdrawn");
  assert.deepEqual(world.github.branches(), ["main"]);
});

Deno.test("work goes on after a pull request with a foreign commit was closed", async () => {
  const { world, theirs } = await createForeign();
  await assertLeftAlone(world, theirs);
  world.github.closePull(1);
  assert.equal((await world.pass()).outcome, "proposed");
  assert.deepEqual(world.openPulls().map(({ number }) => number), [2]);
  assert.equal(world.github.readFile({ branch: world.branch, path: "README.md" }), "# Inventory\n");
  assert.equal(world.github.pulls()[0]?.head.sha, theirs, "it is still in the closed one");
  const branch = world.branch;
  const next = world.github.commitFile({ branch, path: "README.md", content: "mine again\n" });
  await assertLeftAlone(world, next);
  assert.equal(world.github.comments(2).length, 1, "each pull request has its own comment");
});

Deno.test("work goes on once a foreign commit was taken away", async (test) => {
  for (const isRestarted of [false, true]) {
    await test.step(
      isRestarted ? "seen by a new process" : "seen by the same process",
      async () => {
        const { world, theirs } = await createForeign();
        const [, ours] = world.github.log(world.branch);
        await assertLeftAlone(world, theirs);
        await resetBranch(world.github, { branch: world.branch, sha: ours?.sha ?? "" });
        if (isRestarted) world.restart();
        world.post("team/db", BROKEN);
        assert.equal((await world.pass()).outcome, "proposed");
        assert.deepEqual(world.openPulls().map(({ number }) => number), [1]);
        assert.match(world.registry(world.branch), /volume is lost/);
        assert.equal(world.github.log(world.branch).length, 2);
      },
    );
  }
});

Deno.test("a commit that comes after the merge is left alone", async () => {
  const { world } = await createForeign();
  world.github.mergePull({ number: 1, method: "squash" });
  const branch = world.branch;
  const later = world.github.commitFile({ branch, path: "README.md", content: "later\n" });
  await assertLeftAlone(world, later);
  assert.deepEqual(world.writes(), [], "there is no open pull request to speak in");
  world.github.deleteBranch(branch);
  assert.equal((await world.pass()).outcome, "proposed");
  assert.deepEqual(world.openPulls().map(({ number }) => number), [2]);
});

Deno.test("a commit that comes while we withdraw is left alone, whatever is news later", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db", "web") });
  world.post("team/db", READY);
  await world.pass();
  world.github.commitFile({ path: REGISTRY_PATH, content: world.registry(world.branch) });
  let theirs: string | undefined;
  world.github.onCall(({ method, path }, phase) => {
    if (theirs !== undefined || phase !== "before") return;
    if (method !== "PATCH" || !path.endsWith("/pulls/1")) return;
    theirs = world.github.commitFile({
      branch: world.branch,
      path: "README.md",
      content: "mine\n",
    });
  });
  await world.pass();
  assert.equal(world.github.pulls()[0]?.state, "closed");
  world.post("team/web", BROKEN);
  await assertLeftAlone(world, theirs ?? "");
  world.restart();
  world.post("team/web", BROKEN);
  await assertLeftAlone(world, theirs ?? "");
});

Deno.test("a foreign branch of our name is left alone", async (test) => {
  await test.step("with a commit of its own", async () => {
    const world = await CollectorWorld.create({ registry: registryOf("db") });
    world.github.createBranch({ branch: world.branch });
    const branch = world.branch;
    const theirs = world.github.commitFile({ branch, path: "README.md", content: "mine\n" });
    world.post("team/db", READY);
    await assertLeftAlone(world, theirs);
    assert.deepEqual(world.writes(), []);
    assert.deepEqual(world.github.pulls(), []);
  });
  await test.step("at the base commit", async () => {
    const world = await CollectorWorld.create({ registry: registryOf("db") });
    const theirs = world.github.createBranch({ branch: world.branch });
    world.post("team/db", READY);
    await assertLeftAlone(world, theirs);
    assert.deepEqual(world.writes(), []);
  });
});

Deno.test("a comment that GitHub refuses is a problem, asked for once, and no failure", async () => {
  const { world, theirs } = await createForeign();
  const locked = {
    status: 403,
    body: { message: "Unable to create comment because issue is locked." },
  };
  const match = ({ method, path }: { method: string; path: string }) =>
    method === "POST" && path.endsWith("/comments");
  world.github.fault({ when: "before", match, times: 10, answer: locked });
  for (let count = 0; count < 3; count++) {
    const { outcome, problems } = await world.pass();
    assert.equal(outcome, "waiting");
    assert.deepEqual(problems.map(({ code }) => code), ["comment-refused"]);
    assert.match(problems[0]?.message ?? "", /issue is locked/);
  }
  assert.deepEqual(world.writes(), [COMMENTS]);
  assert.equal(world.github.head(world.branch), theirs);
});

Deno.test("a pass that waits repeats what was found before", async () => {
  const { world } = await createForeign();
  const { changeCount, unmatchedEntries, pullRequest } = await world.pass();
  assert.deepEqual([changeCount, unmatchedEntries.count, pullRequest?.number], [1, 1, 1]);
});
