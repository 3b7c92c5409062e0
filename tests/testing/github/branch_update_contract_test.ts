import assert from "node:assert/strict";
import {
  at,
  createWorld,
  openPull,
  refusalOf,
  testGitHub,
  unknownSha,
  type World,
} from "./octokit_world.ts";

const pull = { ...at, pull_number: 1 };

const update = ({ octokit }: World, expected_head_sha?: string) =>
  octokit.pulls.updateBranch({
    ...pull,
    ...(expected_head_sha === undefined ? {} : { expected_head_sha }),
  });

testGitHub("updating the branch merges the base into it", async (world) => {
  const { github, octokit } = world;
  const { branch, sha } = await openPull(world);
  const base = github.commitFile({ path: "elsewhere", content: "x" });
  const { status, data } = await update(world, sha);
  assert.deepEqual([status, data.message], [202, "Updating pull request branch."]);
  const [top] = github.log(branch);
  assert.deepEqual([top?.parents, top?.message], [
    [sha, base],
    "Merge branch 'main' into proposal",
  ]);
  assert.deepEqual([top?.committer.name, top?.author.name], ["GitHub", "registry-bot"]);
  assert.equal(github.readFile({ branch, path: "elsewhere" }), "x");
  assert.equal((await octokit.pulls.get(pull)).data.head.sha, top?.sha);
});

testGitHub("a branch that is current, conflicts or has moved is not updated", async (world) => {
  const { github } = world;
  const { branch, sha } = await openPull(world);
  const refusal = (message: string) => ({ status: 422, message });
  const current = refusal("There are no new commits on the base branch.");
  assert.deepEqual(await refusalOf(update(world)), current);
  github.commitFile({ path: "claims/registry.yaml", content: "claims: [other]\n" });
  const moved = refusal("expected head sha didn’t match current head ref.");
  assert.deepEqual(await refusalOf(update(world, unknownSha)), moved);
  const conflict = refusal("merge conflict between base and head");
  assert.deepEqual(await refusalOf(update(world)), conflict);
  assert.equal(github.head(branch), sha);
});

Deno.test("a person updates a branch with the button", async () => {
  const world = createWorld();
  const { branch } = await openPull(world);
  world.github.commitFile({ path: "elsewhere", content: "x" });
  const merge = world.github.updateBranch(1);
  assert.equal(world.github.head(branch), merge);
  assert.throws(() => world.github.updateBranch(1), /no new commits/);
});

testGitHub("a pull request's commits outlive its branch", async (world) => {
  const { github, octokit } = world;
  const { branch } = await openPull(world);
  const sha = github.commitFile({ branch, path: "more", content: "x" });
  github.closePull(1);
  github.deleteBranch(branch);
  const { data } = await octokit.git.getRef({ ...at, ref: "pull/1/head" });
  assert.deepEqual([data.ref, data.object.sha], ["refs/pull/1/head", sha]);
  assert.equal((await octokit.git.getCommit({ ...at, commit_sha: sha })).data.sha, sha);
  assert.deepEqual(github.branches(), ["main"]);
});
