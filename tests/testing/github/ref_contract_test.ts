import assert from "node:assert/strict";
import { at, openPull, refusalOf, testGitHub, unknownSha } from "./octokit_world.ts";

testGitHub("a reference is created, read, moved and deleted", async ({ github, octokit }) => {
  const first = github.head("main") ?? "";
  const made = await octokit.git.createRef({ ...at, ref: "refs/heads/a/b", sha: first });
  assert.equal(made.status, 201);
  assert.equal(made.data.ref, "refs/heads/a/b");
  const { data } = await octokit.git.getRef({ ...at, ref: "heads/a/b" });
  assert.deepEqual([data.object.sha, data.object.type], [first, "commit"]);
  const second = github.commitFile({ path: "x", content: "x" });
  await octokit.git.updateRef({ ...at, ref: "heads/a/b", sha: second });
  assert.equal(github.head("a/b"), second);
  await octokit.git.updateRef({ ...at, ref: "heads/a/b", sha: first, force: true });
  assert.equal(github.head("a/b"), first);
  assert.equal((await octokit.git.deleteRef({ ...at, ref: "heads/a/b" })).status, 204);
  assert.deepEqual(github.branches(), ["main"]);
});

testGitHub("matching references are those with the prefix", async ({ github, octokit }) => {
  for (const branch of ["feature-a", "feature-b", "other"]) github.createBranch({ branch });
  const { data } = await octokit.git.listMatchingRefs({ ...at, ref: "heads/feature" });
  assert.deepEqual(data.map(({ ref }) => ref), ["refs/heads/feature-a", "refs/heads/feature-b"]);
  const none = await octokit.git.listMatchingRefs({ ...at, ref: "heads/nothing" });
  assert.deepEqual(none.data, []);
  const all = await octokit.git.listMatchingRefs({ ...at, ref: "" });
  assert.equal(all.data.length, 4);
});

testGitHub("a reference that only is a prefix of others is 404", async ({ github, octokit }) => {
  github.createBranch({ branch: "feature-a" });
  const refusal = await refusalOf(octokit.git.getRef({ ...at, ref: "heads/feature" }));
  assert.deepEqual(refusal, { status: 404, message: "Not Found" });
});

testGitHub("an existing reference is not created again", async ({ github, octokit }) => {
  const sha = github.head("main") ?? "";
  const refusal = await refusalOf(octokit.git.createRef({ ...at, ref: "refs/heads/main", sha }));
  assert.deepEqual(refusal, { status: 422, message: "Reference already exists" });
});

testGitHub("references without a valid name are refused", async ({ github, octokit }) => {
  const sha = github.head("main") ?? "";
  const texts: Readonly<Record<string, string>> = {
    "refs/heads/a..b": "refs/heads/a..b is not a valid ref name.",
    "heads/a/b": "Reference name must start with 'refs/'.",
    "refs/a": "Reference name must contain at least three slash-separated components.",
  };
  for (const [ref, message] of Object.entries(texts)) {
    const refusal = await refusalOf(octokit.git.createRef({ ...at, ref, sha }));
    assert.deepEqual(refusal, { status: 422, message });
  }
});

testGitHub("a branch cannot be below or above another one", async ({ github, octokit }) => {
  const sha = github.head("main") ?? "";
  const refusal = await refusalOf(octokit.git.createRef({ ...at, ref: "refs/heads/main/x", sha }));
  assert.deepEqual(refusal, { status: 422, message: "Reference update failed" });
});

testGitHub("a reference to no object or to no commit is refused", async ({ octokit }) => {
  const ref = "refs/heads/x";
  const gone = await refusalOf(octokit.git.createRef({ ...at, ref, sha: unknownSha }));
  assert.deepEqual(gone, { status: 422, message: "Object does not exist" });
  const { data: blob } = await octokit.git.createBlob({ ...at, content: "x" });
  const odd = await refusalOf(octokit.git.createRef({ ...at, ref, sha: blob.sha }));
  assert.deepEqual(odd, { status: 422, message: "Reference update failed" });
  const short = await refusalOf(octokit.git.createRef({ ...at, ref, sha: "abc" }));
  const rule = "The sha parameter must be exactly 40 characters and contain only [0-9a-f].";
  assert.deepEqual(short, { status: 422, message: rule });
  const moved = await refusalOf(
    octokit.git.updateRef({ ...at, ref: "heads/main", sha: unknownSha }),
  );
  assert.deepEqual(moved, { status: 422, message: "Object does not exist" });
});

testGitHub("a branch only moves forward unless forced", async ({ github, octokit }) => {
  const old = github.head("main") ?? "";
  github.commitFile({ path: "x", content: "x" });
  const refusal = await refusalOf(octokit.git.updateRef({ ...at, ref: "heads/main", sha: old }));
  assert.deepEqual(refusal, { status: 422, message: "Update is not a fast forward" });
});

testGitHub(
  "a reference that is not there is neither moved nor deleted",
  async ({ github, octokit }) => {
    const sha = github.head("main") ?? "";
    const expected = { status: 422, message: "Reference does not exist" };
    assert.deepEqual(
      await refusalOf(octokit.git.updateRef({ ...at, ref: "heads/x", sha })),
      expected,
    );
    assert.deepEqual(await refusalOf(octokit.git.deleteRef({ ...at, ref: "heads/x" })), expected);
  },
);

testGitHub("deleting a head branch closes its pull request unmerged", async (world) => {
  const { octokit } = world;
  const { number, sha, branch } = await openPull(world);
  await octokit.git.deleteRef({ ...at, ref: `heads/${branch}` });
  const { data } = await octokit.pulls.get({ ...at, pull_number: number });
  assert.deepEqual([data.state, data.merged, data.head.sha], ["closed", false, sha]);
  assert.notEqual(data.closed_at, null);
});
