import assert from "node:assert/strict";
import { at, createWorld, openPull, testGitHub, unknownSha } from "./octokit_world.ts";

Deno.test("files are committed, read and deleted", () => {
  const { github } = createWorld();
  const bytes = new Uint8Array([0, 255]);
  github.createBranch({ branch: "b" });
  github.commitFile({ branch: "b", path: "d/x", content: bytes, message: "Bytes" });
  assert.deepEqual(new Uint8Array(github.readBytes({ branch: "b", path: "d/x" }) ?? []), bytes);
  assert.equal(github.readBytes({ path: "d/x" }), null);
  assert.equal(github.readFile({ path: "README.md" }), "# Registry\n");
  assert.equal(github.readFile({ branch: "gone", path: "README.md" }), null);
  github.deleteFile({ branch: "b", path: "d/x" });
  assert.equal(github.readBytes({ branch: "b", path: "d/x" }), null);
  assert.throws(() => github.deleteFile({ branch: "b", path: "d/x" }), /No file "d\/x"/);
});

Deno.test("a log tells each commit and its files, newest first", () => {
  const { github } = createWorld();
  const author = { name: "Ann", email: "ann@example.com" };
  const first = github.head("main");
  const second = github.commitFile({ path: "x", content: "1", message: "Second", author });
  const log = github.log("main");
  assert.deepEqual(log.map(({ sha }) => sha), [second, first]);
  assert.deepEqual([log[0]?.message, log[0]?.parents, log[0]?.files], ["Second", [first], ["x"]]);
  assert.equal(log[0]?.author.name, "Ann");
  assert.deepEqual(log[1]?.files, ["README.md", "claims/registry.yaml"]);
  assert.deepEqual(github.log("gone"), []);
});

Deno.test("a push goes forward unless forced, and may merge", () => {
  const { github } = createWorld();
  const root = github.head("main") ?? "";
  const left = github.commitFile({ path: "left", content: "l" });
  const right = github.pushCommit({ branch: "b", parents: [root], files: { right: "r" } });
  const push = { branch: "b", parents: [left], files: { "README.md": null } };
  assert.throws(() => github.pushCommit(push), /Update is not a fast forward/);
  assert.equal(github.head("b"), right);
  const parents = [left, right];
  const merged = github.pushCommit({ branch: "main", parents, files: { right: "r" } });
  assert.deepEqual(github.log("main")[0]?.parents, parents);
  assert.equal(github.head("main"), merged);
  github.pushCommit({ ...push, force: true });
  assert.equal(github.readFile({ branch: "b", path: "README.md" }), null);
  assert.equal(github.readFile({ branch: "b", path: "left" }), "l");
});

Deno.test("branches are made from branches and commits, and deleted", () => {
  const { github } = createWorld();
  const root = github.head("main") ?? "";
  github.commitFile({ path: "x", content: "x" });
  github.createBranch({ branch: "old", from: root });
  github.createBranch({ branch: "copy", from: "old" });
  assert.deepEqual(github.branches(), ["copy", "main", "old"]);
  assert.equal(github.head("copy"), root);
  github.deleteBranch("old");
  assert.deepEqual(github.branches(), ["copy", "main"]);
  assert.throws(() => github.createBranch({ branch: "y", from: unknownSha }), /No commit/);
  assert.throws(() => github.deleteBranch("old"), /Reference does not exist/);
});

testGitHub("the newest common ancestor is the merge base", async ({ github, octokit }) => {
  const root = github.head("main") ?? "";
  const newest = github.commitFile({ path: "x", content: "x" });
  github.commitFile({ path: "y", content: "y" });
  for (const parents of [[root, newest], [newest, root]]) {
    const branch = `from-${parents.indexOf(root)}`;
    github.pushCommit({ branch, parents, files: { z: branch } });
    const basehead = `main...${branch}`;
    const { data } = await octokit.repos.compareCommitsWithBasehead({ ...at, basehead });
    assert.equal(data.merge_base_commit.sha, newest);
  }
});

testGitHub("people's deeds on pull requests are seen and not logged", async (world) => {
  const { github } = world;
  await openPull(world);
  github.clearCalls();
  const [before] = github.pulls();
  github.closePull(1);
  github.reopenPull(1);
  const sha = github.mergePull({ number: 1, method: "rebase", deleteBranch: true });
  const [after] = github.pulls();
  assert.deepEqual([before?.state, before?.merged], ["open", false]);
  assert.deepEqual([after?.state, after?.merged, after?.mergeCommitSha], ["closed", true, sha]);
  assert.equal(github.calls.length, 0);
  assert.throws(() => github.closePull(9), /No pull request #9/);
});

Deno.test("equal deeds at equal times give equal ids", () => {
  const ids = [1, 2].map(() => {
    const { github } = createWorld({ now: () => new Date(0) });
    return github.commitFile({ path: "x", content: "x" });
  });
  assert.equal(ids[0], ids[1]);
});
