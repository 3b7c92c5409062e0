import assert from "node:assert/strict";
import { at, createWorld, openPull, refusalOf, statusOf, type World } from "./octokit_world.ts";

const pull = { ...at, pull_number: 1 };

/** A world whose clock only a test moves. */
function createStill() {
  let milliseconds = Date.UTC(2025, 0, 1);
  const world = createWorld({ now: () => new Date(milliseconds) });
  return { ...world, pass: (seconds: number) => void (milliseconds += seconds * 1000) };
}

const headOf = async ({ octokit }: World, branch = "main") =>
  (await octokit.git.getRef({ ...at, ref: `heads/${branch}` })).data.object.sha;

Deno.test("for a while after a write a reference answers from before it", async () => {
  const world = createStill();
  const { github, octokit, pass } = world;
  const zero = github.head("main") ?? "";
  github.lag({ seconds: 10 });
  const one = github.commitFile({ path: "x", content: "1" });
  pass(4);
  const two = github.commitFile({ path: "x", content: "2" });
  pass(5);
  assert.equal(await headOf(world), zero);
  pass(1);
  assert.equal(await headOf(world), one);
  const { data } = await octokit.repos.compareCommitsWithBasehead({
    ...at,
    basehead: `${zero}...main`,
  });
  assert.deepEqual([data.ahead_by, data.commits[0]?.sha], [1, one]);
  pass(4);
  assert.equal(await headOf(world), two);
});

Deno.test("a reference may not be there yet, and still be there after its end", async () => {
  const world = createStill();
  const { github, octokit, pass } = world;
  github.createBranch({ branch: "old" });
  github.lag({ seconds: 10 });
  const sha = github.head("main") ?? "";
  const made = await octokit.git.createRef({ ...at, ref: "refs/heads/new", sha });
  assert.equal(made.data.object.sha, sha);
  await octokit.git.deleteRef({ ...at, ref: "heads/old" });
  const names = async () =>
    (await octokit.git.listMatchingRefs({ ...at, ref: "heads/" })).data.map(({ ref }) => ref);
  assert.equal((await refusalOf(headOf(world, "new"))).status, 404);
  assert.equal(await headOf(world, "old"), sha);
  assert.deepEqual(await names(), ["refs/heads/main", "refs/heads/old"]);
  const again = await refusalOf(octokit.git.createRef({ ...at, ref: "refs/heads/new", sha }));
  assert.equal(again.message, "Reference already exists");
  pass(10);
  assert.deepEqual(await names(), ["refs/heads/main", "refs/heads/new"]);
});

Deno.test("pull requests are old in list and alone, and a write answers what is true", async () => {
  const world = createStill();
  const { github, octokit, pass } = world;
  github.createBranch({ branch: "proposal" });
  github.lag({ seconds: 10, what: "pulls" });
  const { sha } = await openPull(world);
  const numbers = async () =>
    (await octokit.pulls.list({ ...at, state: "all" })).data.map(({ number }) => number);
  assert.deepEqual(await numbers(), []);
  const missing: unknown = await octokit.pulls.get(pull).catch((error: unknown) => error);
  assert.equal(statusOf(missing), 404);
  assert.equal(await headOf(world, "proposal"), sha);
  pass(10);
  assert.deepEqual(await numbers(), [1]);
  const { data } = await octokit.pulls.update({ ...pull, title: "New", state: "closed" });
  assert.deepEqual([data.title, data.state], ["New", "closed"]);
  const seen = async () => {
    const { title, state, merged } = (await octokit.pulls.get(pull)).data;
    return [title, state, merged];
  };
  assert.deepEqual(await seen(), ["Title of proposal", "open", false]);
  pass(10);
  assert.deepEqual(await seen(), ["New", "closed", false]);
});

Deno.test("lag of references leaves pull requests, and 0 ends it", async () => {
  const world = createStill();
  const { github, octokit } = world;
  await openPull(world);
  const before = await headOf(world);
  github.lag({ seconds: 10, what: "refs" });
  github.mergePull({ number: 1 });
  assert.ok((await octokit.pulls.get(pull)).data.merged);
  assert.equal(await headOf(world), before);
  github.lag({ seconds: 0 });
  assert.equal(await headOf(world), github.head("main"));
});

Deno.test("with lag the pull request stands still while base and head move on", async () => {
  const world = createStill();
  const { github, octokit } = world;
  const { sha, branch } = await openPull(world);
  github.lag({ seconds: 10 });
  github.commitFile({ branch, path: "more", content: "x" });
  github.commitFile({ path: "claims/registry.yaml", content: "claims: [other]\n" });
  const { data } = await octokit.pulls.get(pull);
  assert.deepEqual([data.head.sha, data.mergeable_state], [sha, "clean"]);
});
