/** Our branch counts as ours only on what the base branch holds, and GitHub's answers only if they agree. */
import assert from "node:assert/strict";
import { CollectorWorld, REGISTRY_PATH, registryOf } from "../testing/collector_world.ts";

const READY = "Ready: True, Synced: True";
const BROKEN = "Ready: False (Unavailable), Synced: True - volume is lost";
const STALE_READ_MS = 120_000;

async function createProposed(): Promise<CollectorWorld> {
  const world = await CollectorWorld.create({ registry: registryOf("db", "web") });
  world.post("team/db", READY);
  assert.equal((await world.pass()).outcome, "proposed");
  return world;
}

Deno.test("a person's commit below ours is neither lost nor merged", async () => {
  const world = await createProposed();
  const { github, branch } = world;
  const [ours] = github.log(branch);
  const text = world.registry(branch);
  const below = github.pushCommit({
    branch: "theirs",
    parents: [github.head("main") ?? ""],
    files: { "person.txt": "mine\n" },
  });
  const theirs = github.pushCommit({
    branch,
    parents: [below],
    files: { [REGISTRY_PATH]: text },
    message: ours?.message ?? "",
    force: true,
  });
  world.post("team/db", BROKEN);
  github.clearCalls();
  assert.equal((await world.pass()).outcome, "waiting");
  assert.deepEqual(world.writes(), [], "for two minutes it may be GitHub's reads that are old");
  world.clock.advance(STALE_READ_MS);
  const { outcome, held } = await world.pass();
  assert.deepEqual([outcome, held[0]?.code], ["waiting", "foreign-commit"]);
  assert.equal(github.head(branch), theirs);
});

Deno.test("what was reset on the base branch does not come back through us", async () => {
  const world = await createProposed();
  const { github, branch } = world;
  const [clean] = github.log("main");
  github.commitFile({ path: "secret.txt", content: "hunter2\n" });
  world.post("team/web", BROKEN);
  github.commitFile({ path: REGISTRY_PATH, content: `${world.registry()}# touched\n` });
  assert.equal((await world.pass()).outcome, "proposed", "our branch stands on the secret");
  const reset = github.pushCommit({
    branch: "main",
    parents: [clean?.sha ?? ""],
    files: { [REGISTRY_PATH]: world.registry() },
    message: "Without the secret",
    force: true,
  });
  world.clock.advance(STALE_READ_MS);
  assert.equal((await world.pass()).outcome, "waiting");
  world.clock.advance(STALE_READ_MS);
  assert.equal((await world.pass()).outcome, "proposed");
  assert.deepEqual(github.log(branch)[0]?.parents, [reset]);
  assert.equal(github.readFile({ branch, path: "secret.txt" }), null);
});

Deno.test("an open pull request whose branch GitHub does not show is left as it is", async () => {
  const world = await createProposed();
  world.restart();
  const match = ({ method, path }: { method: string; path: string }) =>
    method === "GET" && path.endsWith(`/git/ref/heads/${world.branch}`);
  const answer = { status: 404, body: { message: "Not Found" } };
  world.github.fault({ when: "before", match, answer });
  world.github.clearCalls();
  const { outcome, message } = await world.pass();
  assert.equal(outcome, "waiting");
  assert.equal(message, "GitHub shows pull request #1 as open, but not its branch");
  assert.deepEqual(world.writes(), []);
  assert.equal((await world.pass()).outcome, "up-to-date");
});

Deno.test("many updates of the branch by others end in one commit again", async () => {
  const world = await createProposed();
  const { github, branch } = world;
  for (let count = 1; count <= 11; count++) {
    github.commitFile({ path: "README.md", content: `# ${count}\n` });
    github.updateBranch(1);
    await world.pass();
  }
  await world.pass();
  const [head] = github.log(branch);
  assert.equal(head?.parents.length, 1);
  assert.deepEqual(github.comments(1), []);
});

Deno.test("one answer that GraphQL is missing is no reason to force a branch", async () => {
  const world = await createProposed();
  const { github } = world;
  const isGraphQl = ({ path }: { path: string }) => path.endsWith("/graphql");
  const isForced = ({ method, path }: { method: string; path: string }) =>
    method === "PATCH" && path.includes("/git/refs/");
  github.fault({ when: "before", match: isGraphQl, answer: { status: 404, body: {} } });
  world.post("team/db", BROKEN);
  assert.equal((await world.pass()).outcome, "proposed");
  assert.equal(github.countCalls(isForced), 0);
});

Deno.test("an answer without the move that was asked for is not believed", async () => {
  const world = await createProposed();
  const isGraphQl = ({ path }: { path: string }) => path.endsWith("/graphql");
  const answer = { status: 200, body: { data: { updateRefs: null } } };
  world.github.fault({ when: "before", match: isGraphQl, answer });
  world.post("team/db", BROKEN);
  await assert.rejects(world.pass(), /not what its API promises, at updateRefs/);
  assert.equal((await world.pass()).outcome, "proposed");
  assert.match(world.registry(world.branch), /volume is lost/);
});

Deno.test("a branch that may not be moved costs new objects once", async () => {
  const world = await createProposed();
  const { github } = world;
  const isGraphQl = ({ path }: { path: string }) => path.endsWith("/graphql");
  const errors = [{ type: "UNPROCESSABLE", message: "Repository rule violations found" }];
  const answer = { status: 200, body: { errors, data: null } };
  github.fault({ when: "before", match: isGraphQl, times: 100, answer });
  world.post("team/db", BROKEN);
  github.clearCalls();
  for (let count = 0; count < 4; count++) await assert.rejects(world.pass(), /rule violations/);
  const isObject = ({ method, path }: { method: string; path: string }) =>
    method === "POST" && /\/git\/(trees|commits|blobs)$/.test(path);
  assert.equal(github.countCalls(isObject), 2, "one tree and one commit");
});

Deno.test("an open pull request is seen beyond many that were touched later", async () => {
  const world = await createProposed();
  const { github } = world;
  for (let count = 2; count <= 13; count++) {
    github.closePull(count - 1);
    world.post("team/db", `Ready: False, Synced: True - try ${count}`);
    assert.equal((await world.pass()).outcome, "proposed");
  }
  for (let number = 1; number <= 12; number++) {
    world.clock.advance(1_000);
    github.comment({ number, login: "somebody", body: "me too" });
  }
  world.restart();
  assert.equal((await world.pass()).pullRequest?.number, 13);
  assert.deepEqual(world.openPulls().map(({ number }) => number), [13]);
});

Deno.test("a credential that GitHub repeats is told nobody", async () => {
  const world = await createProposed();
  const secret = "github_pat_for_tests";
  const body = { message: `Bad header authorization: token ${secret}, try ghp_abcdef123456` };
  world.github.fault({ when: "before", answer: { status: 403, body } });
  world.post("team/db", BROKEN);
  await assert.rejects(world.pass(), (error) => {
    assert.ok(error instanceof Error);
    assert.doesNotMatch(error.message, /github_pat|ghp_/);
    assert.match(error.message, /\*\*\*/);
    return true;
  });
});

Deno.test("a page in place of an answer asks whether the address is right", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db") });
  const answer = {
    status: 200,
    body: "<html>Sign in</html>",
    headers: { "content-type": "text/html" },
  };
  world.github.fault({ when: "before", answer });
  await assert.rejects(world.pass(), /the answer is a page or a text, .*GITHUB_API_URL/);
});

Deno.test("a new branch whose pull request is not shown yet is not deleted under it", async () => {
  const world = await createProposed();
  const { github } = world;
  world.restart();
  const match = ({ method, path }: { method: string; path: string }) =>
    method === "GET" && path.endsWith("/pulls");
  github.fault({ when: "before", match, answer: { status: 200, body: [] } });
  github.commitFile({ path: REGISTRY_PATH, content: world.registry(world.branch) });
  const head = github.head(world.branch);
  assert.equal((await world.pass()).outcome, "up-to-date");
  assert.equal(github.head(world.branch), head);
  assert.equal((await world.pass()).outcome, "withdrawn");
  assert.match(github.pulls()[0]?.body ?? "", /"withdrawn":true/);
});
