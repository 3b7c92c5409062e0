import assert from "node:assert/strict";
import { at, openPull, refusalOf, testGitHub, unknownSha, type World } from "./octokit_world.ts";

const merge = (
  { octokit }: World,
  fields: { readonly merge_method?: "merge" | "squash" | "rebase"; readonly sha?: string } = {},
) => octokit.pulls.merge({ ...at, pull_number: 1, ...fields });

testGitHub("a merge commit has both parents", async (world) => {
  const { github, octokit } = world;
  const { sha } = await openPull(world);
  const base = github.commitFile({ path: "elsewhere", content: "x" });
  const { data } = await merge(world);
  assert.ok(data.merged);
  const [top] = github.log("main");
  assert.deepEqual([top?.sha, top?.parents], [data.sha, [base, sha]]);
  assert.equal(top?.message, "Merge pull request #1 from acme/proposal\n\nTitle of proposal");
  assert.equal(github.readFile({ path: "claims/registry.yaml" }), "claims: [one]\n");
  assert.equal(github.readFile({ path: "elsewhere" }), "x");
  const pull = (await octokit.pulls.get({ ...at, pull_number: 1 })).data;
  assert.deepEqual([pull.state, pull.merged, pull.merge_commit_sha], ["closed", true, data.sha]);
  assert.deepEqual([pull.mergeable, pull.merged_by?.login], [null, "registry-bot"]);
  assert.deepEqual([pull.merged_at, pull.head.sha], [pull.closed_at, sha]);
});

testGitHub("a squash is one commit on the base", async (world) => {
  const { github } = world;
  const { branch } = await openPull(world);
  github.commitFile({ branch, path: "more", content: "x", message: "Add more" });
  const base = github.commitFile({ path: "elsewhere", content: "x" });
  const { data } = await merge(world, { merge_method: "squash" });
  const [top] = github.log("main");
  assert.deepEqual([top?.sha, top?.parents], [data.sha, [base]]);
  assert.equal(top?.message, "Title of proposal (#1)\n\n* Propose proposal\n\n* Add more");
  assert.deepEqual(top?.files, ["claims/registry.yaml", "more"]);
});

testGitHub("a rebase replays the commits with new ids", async (world) => {
  const { github } = world;
  const { branch, sha } = await openPull(world);
  const second = github.commitFile({ branch, path: "more", content: "x", message: "Add more" });
  const base = github.commitFile({ path: "elsewhere", content: "x" });
  const { data } = await merge(world, { merge_method: "rebase" });
  const [top, below, ...rest] = github.log("main");
  assert.equal(top?.sha, data.sha);
  assert.deepEqual([top?.message, below?.message], ["Add more", "Propose proposal"]);
  assert.deepEqual([top?.parents, below?.parents], [[below?.sha], [base]]);
  assert.ok(![sha, second].includes(data.sha));
  assert.equal(below?.author.name, "Some One");
  assert.equal(below?.committer.name, "registry-bot");
  assert.equal(github.readFile({ path: "elsewhere" }), "x");
  assert.ok(!rest.some((commit) => commit.sha === sha));
});

testGitHub("a squash and a rebase leave the pull request merged", async (world) => {
  await openPull(world);
  world.github.mergePull({ number: 1, method: "squash", deleteBranch: true });
  const { data } = await world.octokit.pulls.get({ ...at, pull_number: 1 });
  assert.deepEqual([data.state, data.merged, data.merged_by?.login], [
    "closed",
    true,
    "maintainer",
  ]);
  assert.deepEqual(world.github.branches(), ["main"]);
});

testGitHub("a head that moved is not merged", async (world) => {
  const { sha } = await openPull(world);
  const before = world.github.head("main");
  const message = "Head branch was modified. Review and try the merge again.";
  assert.deepEqual(await refusalOf(merge(world, { sha: unknownSha })), { status: 409, message });
  const rule = "The sha parameter must be exactly 40 characters and contain only [0-9a-f].";
  assert.deepEqual(await refusalOf(merge(world, { sha: "abc" })), { status: 422, message: rule });
  assert.equal(world.github.head("main"), before);
  assert.equal((await merge(world, { sha })).status, 200);
});

testGitHub("what cannot be merged is 405", async (world) => {
  const { github } = world;
  await openPull(world);
  const refused = { status: 405, message: "Pull Request is not mergeable" };
  github.overrideMergeability(1, { mergeable: null, state: "unknown" });
  assert.deepEqual(await refusalOf(merge(world)), refused);
  github.overrideMergeability(1, "computed");
  github.commitFile({ path: "elsewhere", content: "x" });
  github.settings.requireUpToDate = true;
  assert.deepEqual(await refusalOf(merge(world)), refused);
  github.settings.requireUpToDate = false;
  github.commitFile({ path: "claims/registry.yaml", content: "claims: [other]\n" });
  for (const merge_method of ["merge", "squash", "rebase"] as const) {
    assert.deepEqual(await refusalOf(merge(world, { merge_method })), refused);
  }
});

testGitHub("a draft is 405", async (world) => {
  const { github, octokit } = world;
  github.createBranch({ branch: "b" });
  github.commitFile({ branch: "b", path: "x", content: "x" });
  await octokit.pulls.create({ ...at, base: "main", head: "b", title: "T", draft: true });
  const refused = { status: 405, message: "Pull Request is still a draft" };
  assert.deepEqual(await refusalOf(merge(world, { sha: unknownSha })), refused);
});

testGitHub("merging again answers the old merge", async (world) => {
  await openPull(world);
  const first = await merge(world);
  const again = await merge(world, { merge_method: "squash", sha: unknownSha });
  assert.equal(again.data.sha, first.data.sha);
  assert.equal(world.github.log("main").length, 3);
});

testGitHub("a pull request that is not there is 404", async (world) => {
  assert.deepEqual(await refusalOf(merge(world)), { status: 404, message: "Not Found" });
});

testGitHub("both sides may change alike, or a file and a directory clash", async (world) => {
  const { github, octokit } = world;
  await openPull(world, { branch: "same", path: "a", content: "same" });
  await openPull(world, { branch: "clash", path: "b/c", content: "x" });
  github.commitFile({ path: "a", content: "same" });
  github.commitFile({ path: "b", content: "x" });
  const mergeable = async (pull_number: number) =>
    (await octokit.pulls.get({ ...at, pull_number })).data.mergeable;
  assert.deepEqual([await mergeable(1), await mergeable(2)], [true, false]);
});

testGitHub("a method that is switched off is 405, and the repository says so", async (world) => {
  const { github, octokit } = world;
  await openPull(world);
  github.settings.allowedMergeMethods = [];
  const names = { merge: "Merge commits", squash: "Squash merges", rebase: "Rebase merges" };
  for (const merge_method of ["merge", "squash", "rebase"] as const) {
    const message = `${names[merge_method]} are not allowed on this repository.`;
    assert.deepEqual(await refusalOf(merge(world, { merge_method })), { status: 405, message });
  }
  github.settings.allowedMergeMethods = ["squash"];
  const { data } = await octokit.repos.get(at);
  assert.deepEqual(
    [data.allow_merge_commit, data.allow_squash_merge, data.allow_rebase_merge],
    [false, true, false],
  );
  assert.ok((await merge(world, { merge_method: "squash" })).data.merged);
});

testGitHub("merging deletes the branch where the repository says so", async (world) => {
  await openPull(world);
  const { data } = await world.octokit.repos.get(at);
  assert.ok(data.delete_branch_on_merge);
  await merge(world);
  assert.deepEqual(world.github.branches(), ["main"]);
  assert.ok((await world.octokit.pulls.get({ ...at, pull_number: 1 })).data.merged);
}, { settings: { deletesBranchOnMerge: true } });
