import assert from "node:assert/strict";
import { at, openPull, testGitHub, unknownSha, type World } from "./octokit_world.ts";

const pull = { ...at, pull_number: 1 };
const settings = { allowsAutoMerge: true };

const enableText = `mutation ($input: EnablePullRequestAutoMergeInput!) {
  enablePullRequestAutoMerge(input: $input) {
    actor { login }
    pullRequest { number autoMergeRequest { mergeMethod enabledBy { login } } }
  }
}`;

const disableText = `mutation ($input: DisablePullRequestAutoMergeInput!) {
  disablePullRequestAutoMerge(input: $input) { pullRequest { autoMergeRequest { mergeMethod } } }
}`;

async function enable(
  { octokit }: World,
  input: Readonly<Record<string, unknown>> = {},
): Promise<Record<string, unknown>> {
  const { node_id: pullRequestId } = (await octokit.pulls.get(pull)).data;
  return await octokit.graphql(enableText, { input: { pullRequestId, ...input } });
}

async function refusalOf(call: Promise<unknown>): Promise<unknown> {
  const error: unknown = await call.then(
    () => assert.fail("the call was not refused"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Error && "errors" in error && Array.isArray(error.errors), `${error}`);
  const [{ type, message }] = error.errors;
  assert.equal(type, "UNPROCESSABLE");
  return message;
}

testGitHub("what is ready cannot be merged automatically", async (world) => {
  const { github } = world;
  const { sha } = await openPull(world);
  assert.equal(await refusalOf(enable(world)), "Pull request is in clean status");
  github.setCheck({ sha, name: "lint", status: "queued" });
  assert.equal(await refusalOf(enable(world)), "Pull request is in unstable status");
}, { settings });

testGitHub("auto-merge must be allowed, and so must its method", async (world) => {
  const { github } = world;
  const { sha } = await openPull(world);
  github.setCheck({ sha, name: "build", status: "queued", required: true });
  const message = "Pull request Auto merge is not allowed for this repository";
  assert.equal(await refusalOf(enable(world)), message);
  github.settings.allowsAutoMerge = true;
  github.settings.allowedMergeMethods = ["squash"];
  assert.equal(
    await refusalOf(enable(world)),
    "Merge method merge commits are not allowed on this repository",
  );
  const moved = enable(world, { mergeMethod: "SQUASH", expectedHeadOid: unknownSha });
  assert.match(String(await refusalOf(moved)), /Head branch was modified/);
  github.closePull(1);
  const closed = enable(world, { mergeMethod: "SQUASH" });
  assert.equal(await refusalOf(closed), "Can't enable auto-merge for this pull request.");
});

for (const method of ["MERGE", "SQUASH", "REBASE"]) {
  testGitHub(`once checks pass it is merged by ${method}`, async (world) => {
    const { github, octokit } = world;
    const { sha } = await openPull(world);
    github.commitFile({ path: "elsewhere", content: "x" });
    github.setCheck({ sha, name: "build", status: "in_progress", required: true });
    const answer = await enable(world, { mergeMethod: method, expectedHeadOid: sha });
    assert.deepEqual(answer, {
      enablePullRequestAutoMerge: {
        actor: { login: "registry-bot" },
        pullRequest: {
          number: 1,
          autoMergeRequest: { mergeMethod: method, enabledBy: { login: "registry-bot" } },
        },
      },
    });
    const row = (await octokit.pulls.list(at)).data[0];
    assert.deepEqual(
      [row?.auto_merge?.merge_method, row?.auto_merge?.enabled_by.login],
      [method.toLowerCase(), "registry-bot"],
    );
    github.setCheck({ sha, name: "build", status: "completed", conclusion: "failure" });
    assert.equal((await octokit.pulls.get(pull)).data.state, "open");
    github.setCheck({ sha, name: "build", status: "completed", conclusion: "success" });
    const { data } = await octokit.pulls.get(pull);
    assert.deepEqual(
      [data.merged, data.merged_by?.login, data.auto_merge, data.merge_commit_sha],
      [true, "registry-bot", null, github.head("main")],
    );
    const parents = github.log("main")[0]?.parents.length;
    assert.equal(parents, method === "MERGE" ? 2 : 1);
    assert.equal(github.readFile({ path: "claims/registry.yaml" }), "claims: [one]\n");
  }, { settings });
}

testGitHub("an approval merges too, with the words that were asked for", async (world) => {
  const { github } = world;
  await openPull(world);
  const words = { commitHeadline: "Statuses", commitBody: "By themselves" };
  await enable(world, { mergeMethod: "SQUASH", ...words });
  github.approve({ number: 1, login: "ann" });
  assert.equal(github.log("main")[0]?.message, "Statuses\n\nBy themselves");
}, { settings: { ...settings, requiredApprovals: 1 } });

testGitHub("a push that resolves a conflict is merged", async (world) => {
  const { github, octokit } = world;
  const { branch } = await openPull(world);
  const base = github.commitFile({ path: "claims/registry.yaml", content: "claims: [two]\n" });
  await enable(world);
  const files = { "claims/registry.yaml": "claims: [one, two]\n" };
  const resolved = github.pushCommit({ branch: "elsewhere", parents: [base], files });
  await octokit.git.updateRef({ ...at, ref: `heads/${branch}`, sha: resolved, force: true });
  assert.ok((await octokit.pulls.get(pull)).data.merged);
}, { settings });

testGitHub("auto-merge is switched off, by hand and by closing", async (world) => {
  const { github, octokit } = world;
  const { sha } = await openPull(world);
  github.setCheck({ sha, name: "build", status: "queued", required: true });
  const { node_id: pullRequestId } = (await octokit.pulls.get(pull)).data;
  const disable = () => octokit.graphql(disableText, { input: { pullRequestId } });
  const message = "Can't disable auto-merge for this pull request.";
  assert.equal(await refusalOf(disable()), message);
  await enable(world);
  await disable();
  assert.equal((await octokit.pulls.get(pull)).data.auto_merge, null);
  await enable(world);
  github.closePull(1);
  github.reopenPull(1);
  github.setCheck({ sha, name: "build", status: "completed", conclusion: "success" });
  const { state, auto_merge } = (await octokit.pulls.get(pull)).data;
  assert.deepEqual([state, auto_merge], ["open", null]);
}, { settings });

testGitHub("a method that was switched off meanwhile ends the wish", async (world) => {
  const { github, octokit } = world;
  const { sha } = await openPull(world);
  github.setCheck({ sha, name: "build", status: "queued", required: true });
  await enable(world, { mergeMethod: "SQUASH" });
  github.settings.allowedMergeMethods = ["merge"];
  github.setCheck({ sha, name: "build", status: "completed", conclusion: "success" });
  const { state, auto_merge } = (await octokit.pulls.get(pull)).data;
  assert.deepEqual([state, auto_merge], ["open", null]);
}, { settings });
