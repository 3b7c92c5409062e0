import assert from "node:assert/strict";
import { at, createWorld, openPull, refusalOf, testGitHub, type World } from "./octokit_world.ts";

const pull = { ...at, pull_number: 1 };

const stateOf = async ({ octokit }: World) => {
  const { data } = await octokit.pulls.get(pull);
  return [data.mergeable, data.mergeable_state];
};

const merge = ({ octokit }: World) => refusalOf(octokit.pulls.merge(pull));

testGitHub("check runs are told by commit and by branch", async (world) => {
  const { github, octokit } = world;
  const { branch, sha } = await openPull(world, { branch: "a/b" });
  github.setCheck({ ref: branch, name: "build", status: "in_progress" });
  github.setCheck({ sha, name: "lint", status: "completed", conclusion: "success" });
  for (const ref of [sha, branch]) {
    const { data } = await octokit.checks.listForRef({ ...at, ref });
    assert.equal(data.total_count, 2);
    assert.deepEqual(
      data.check_runs.map(({ name, status, conclusion, head_sha }) => [
        name,
        status,
        conclusion,
        head_sha,
      ]),
      [["build", "in_progress", null, sha], ["lint", "completed", "success", sha]],
    );
  }
  const named = await octokit.checks.listForRef({ ...at, ref: sha, check_name: "lint" });
  assert.deepEqual(named.data.check_runs.map(({ name }) => name), ["lint"]);
  const unknown = octokit.checks.listForRef({ ...at, ref: "gone" });
  const message = "No commit found for SHA: gone";
  assert.deepEqual(await refusalOf(unknown), { status: 422, message });
});

testGitHub("statuses are combined to one", async (world) => {
  const { github, octokit } = world;
  const { sha } = await openPull(world);
  const combined = async () =>
    (await octokit.repos.getCombinedStatusForRef({ ...at, ref: sha })).data;
  assert.deepEqual([(await combined()).state, (await combined()).total_count], ["pending", 0]);
  github.setStatus({ sha, context: "ci", state: "success", description: "Fine" });
  assert.equal((await combined()).state, "success");
  github.setStatus({ sha, context: "scan", state: "pending" });
  assert.equal((await combined()).state, "pending");
  github.setStatus({ sha, context: "scan", state: "error" });
  const { state, statuses } = await combined();
  assert.equal(state, "failure");
  assert.deepEqual(statuses.map((status) => [status.context, status.state, status.description]), [
    ["ci", "success", "Fine"],
    ["scan", "error", null],
  ]);
});

testGitHub("a check that is not required makes it unstable, and merging goes", async (world) => {
  const { github, octokit } = world;
  const { sha } = await openPull(world);
  github.setCheck({ sha, name: "lint", status: "queued" });
  assert.deepEqual(await stateOf(world), [true, "unstable"]);
  github.setCheck({ sha, name: "lint", status: "completed", conclusion: "failure" });
  assert.deepEqual(await stateOf(world), [true, "unstable"]);
  assert.ok((await octokit.pulls.merge(pull)).data.merged);
});

testGitHub("a required check blocks until it passes, on each new head", async (world) => {
  const { github, octokit } = world;
  const { branch, sha } = await openPull(world);
  github.setCheck({ sha, name: "build", status: "in_progress", required: true });
  assert.deepEqual(await stateOf(world), [true, "blocked"]);
  const refusal = (verdict: string) => ({
    status: 405,
    message: `Required status check "build" is ${verdict}.`,
  });
  assert.deepEqual(await merge(world), refusal("pending"));
  github.setCheck({ sha, name: "build", status: "completed", conclusion: "failure" });
  assert.deepEqual(await merge(world), refusal("failing"));
  github.setCheck({ sha, name: "build", status: "completed", conclusion: "success" });
  assert.deepEqual(await stateOf(world), [true, "clean"]);
  github.commitFile({ branch, path: "more", content: "x" });
  assert.deepEqual(await merge(world), refusal("expected"));
  github.setStatus({ ref: branch, context: "build", state: "success" });
  assert.ok((await octokit.pulls.merge(pull)).data.merged);
});

Deno.test("several missing checks are counted", async () => {
  const world = createWorld();
  const { sha } = await openPull(world);
  world.github.setCheck({ sha, name: "build", status: "queued", required: true });
  world.github.setStatus({ sha, context: "scan", state: "failure", required: true });
  assert.deepEqual(await merge(world), {
    status: 405,
    message: "2 of 2 required status checks have not succeeded: 1 pending and 1 failing.",
  });
  world.github.setStatus({ sha, context: "scan", state: "failure", required: false });
  assert.match((await merge(world)).message, /"build" is pending/);
});

testGitHub("a conflict goes before a block, and a block before being behind", async (world) => {
  const { github } = world;
  const { sha } = await openPull(world);
  github.settings.requireUpToDate = true;
  github.commitFile({ path: "elsewhere", content: "x" });
  assert.deepEqual(await stateOf(world), [true, "behind"]);
  github.setCheck({ sha, name: "build", status: "queued", required: true });
  assert.deepEqual(await stateOf(world), [true, "blocked"]);
  github.commitFile({ path: "claims/registry.yaml", content: "claims: [other]\n" });
  assert.deepEqual(await stateOf(world), [false, "dirty"]);
});

testGitHub(
  "computed late, each new base or head is unknown to the first who asks",
  async (world) => {
    const { github } = world;
    const { branch } = await openPull(world);
    // Opening it was the first question.
    assert.deepEqual(await stateOf(world), [true, "clean"]);
    for (const moved of [branch, "main"]) {
      github.commitFile({ branch: moved, path: `on ${moved}`, content: "x" });
      assert.deepEqual(await stateOf(world), [null, "unknown"]);
      assert.deepEqual(await stateOf(world), [true, "clean"]);
    }
  },
  { settings: { computesMergeabilityLate: true } },
);
