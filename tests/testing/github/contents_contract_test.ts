import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { at, refusalOf, testGitHub, unknownSha } from "./octokit_world.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");

testGitHub(
  "the repository tells its default branch and the caller's rights",
  async ({ octokit }) => {
    const { data } = await octokit.repos.get({ ...at });
    assert.deepEqual([data.full_name, data.default_branch], ["acme/registry", "main"]);
    assert.deepEqual([data.permissions?.push, data.permissions?.pull], [true, true]);
  },
);

testGitHub(
  "a file is read on a branch, a tag's commit and by default",
  async ({ github, octokit }) => {
    const old = github.head("main") ?? "";
    github.createBranch({ branch: "a/b" });
    github.commitFile({ branch: "a/b", path: "claims/registry.yaml", content: "claims: [x]\n" });
    const read = async (ref?: string) => {
      const path = "claims/registry.yaml";
      const { data } = await octokit.repos.getContent({ ...at, path, ...(ref ? { ref } : {}) });
      assert.ok(!Array.isArray(data) && data.type === "file");
      assert.deepEqual([data.encoding, data.path, data.name], ["base64", path, "registry.yaml"]);
      return Buffer.from(data.content, "base64").toString();
    };
    assert.equal(await read(), "claims: []\n");
    assert.equal(await read(old), "claims: []\n");
    assert.equal(await read("a/b"), "claims: [x]\n");
    assert.equal(await read("refs/heads/a/b"), "claims: [x]\n");
  },
);

testGitHub("names with odd characters are found", async ({ github, octokit }) => {
  const path = "ä b/100%41#?.yaml";
  github.commitFile({ path, content: "odd" });
  const { data } = await octokit.repos.getContent({ ...at, path });
  assert.ok(!Array.isArray(data));
  assert.equal(data.path, path);
});

testGitHub("a directory is listed without contents", async ({ octokit }) => {
  const { data } = await octokit.repos.getContent({ ...at, path: "" });
  assert.ok(Array.isArray(data));
  assert.deepEqual(data.map(({ type, name }) => [type, name]), [["file", "README.md"], [
    "dir",
    "claims",
  ]]);
  assert.ok(data.every((row) => !("content" in row)));
  const { data: root } = await octokit.request("GET /repos/acme/registry/contents");
  assert.deepEqual(root, data);
  const { data: below } = await octokit.repos.getContent({ ...at, path: "claims" });
  assert.ok(Array.isArray(below));
  assert.deepEqual(below.map(({ path }) => path), ["claims/registry.yaml"]);
});

testGitHub("a file of 1.5 MB has no content but its blob has", async ({ github, octokit }) => {
  const content = "0123456789abcde\n".repeat(98_304);
  github.commitFile({ path: "large.yaml", content });
  const { data } = await octokit.repos.getContent({ ...at, path: "large.yaml" });
  assert.ok(!Array.isArray(data) && data.type === "file");
  assert.deepEqual([data.content, data.encoding, data.size], ["", "none", 1_572_864]);
  const blob = await octokit.git.getBlob({ ...at, file_sha: data.sha });
  assert.equal(Buffer.from(blob.data.content, "base64").toString(), content);
  const raw = await octokit.repos.getContent({
    ...at,
    path: "large.yaml",
    mediaType: { format: "raw" },
  });
  assert.equal(String(raw.data), content);
});

testGitHub("a file of exactly 1 MiB still has its content", async ({ github, octokit }) => {
  github.commitFile({ path: "edge", content: "x".repeat(1024 * 1024) });
  const { data } = await octokit.repos.getContent({ ...at, path: "edge" });
  assert.ok(!Array.isArray(data) && data.type === "file");
  assert.equal(data.encoding, "base64");
});

testGitHub("what is larger than GitHub answers is 403", async ({ github, octokit }) => {
  github.settings.blobBytesMax = 10;
  const refusal = await refusalOf(octokit.repos.getContent({ ...at, path: "README.md" }));
  assert.equal(refusal.status, 403);
  assert.match(refusal.message, /^This API returns blobs up to 100 MB in size\./);
  assert.deepEqual(refusal.errors, [{ resource: "Blob", field: "data", code: "too_large" }]);
});

testGitHub("a path or a ref that is not there is 404", async ({ octokit }) => {
  const path = await refusalOf(octokit.repos.getContent({ ...at, path: "no/such" }));
  assert.deepEqual(path, { status: 404, message: "Not Found" });
  const ref = await refusalOf(octokit.repos.getContent({ ...at, path: "README.md", ref: "x" }));
  assert.deepEqual(ref, { status: 404, message: "No commit found for the ref x" });
});

testGitHub("a file is created and updated, one commit each", async ({ github, octokit }) => {
  const file = { ...at, path: "new/file.txt", message: "Write" };
  const made = await octokit.repos.createOrUpdateFileContents({ ...file, content: base64("one") });
  assert.equal(made.status, 201);
  const sha = made.data.content?.sha ?? "";
  const content = base64("two");
  const next = await octokit.repos.createOrUpdateFileContents({ ...file, content, sha });
  assert.equal(next.status, 200);
  assert.equal(github.readFile({ path: "new/file.txt" }), "two");
  assert.equal(github.log("main").length, 3);
  assert.equal(next.data.commit.sha, github.head("main"));
});

testGitHub("a write without the current id is refused", async ({ github, octokit }) => {
  const before = github.head("main");
  const path = "claims/registry.yaml";
  const file = { ...at, path, message: "Write", content: base64("x") };
  const wrong = octokit.repos.createOrUpdateFileContents({ ...file, sha: unknownSha });
  const text = `claims/registry.yaml does not match ${unknownSha}`;
  assert.deepEqual(await refusalOf(wrong), { status: 409, message: text });
  const none = await refusalOf(octokit.repos.createOrUpdateFileContents(file));
  assert.deepEqual(none, { status: 422, message: `Invalid request.\n\n"sha" wasn't supplied.` });
  assert.equal(github.head("main"), before);
});

testGitHub("a write to a branch that is not there is 404", async ({ octokit }) => {
  const file = { ...at, path: "x", message: "Write", content: base64("x"), branch: "gone" };
  const refusal = await refusalOf(octokit.repos.createOrUpdateFileContents(file));
  assert.deepEqual(refusal, { status: 404, message: "Branch gone not found" });
});

testGitHub("a comparison tells who is ahead", async ({ github, octokit }) => {
  const root = github.createBranch({ branch: "side/one" });
  const compare = async (basehead: string) =>
    (await octokit.repos.compareCommitsWithBasehead({ ...at, basehead })).data;
  assert.equal((await compare("main...side/one")).status, "identical");
  const own = github.commitFile({ branch: "side/one", path: "a", content: "a" });
  const ahead = await compare("main...side/one");
  assert.deepEqual([ahead.status, ahead.ahead_by, ahead.behind_by], ["ahead", 1, 0]);
  assert.deepEqual(ahead.commits.map(({ sha }) => sha), [own]);
  assert.deepEqual(ahead.files?.map(({ filename, status }) => [filename, status]), [[
    "a",
    "added",
  ]]);
  const behind = await compare("side/one...main");
  assert.deepEqual([behind.status, behind.ahead_by, behind.behind_by], ["behind", 0, 1]);
  github.commitFile({ path: "b", content: "b" });
  const diverged = await compare("main...side/one");
  assert.deepEqual([diverged.status, diverged.ahead_by, diverged.behind_by], ["diverged", 1, 1]);
  assert.equal(diverged.merge_base_commit.sha, root);
});

testGitHub("a comparison with something unknown is 404", async ({ github, octokit }) => {
  const compare = (basehead: string) =>
    refusalOf(octokit.repos.compareCommitsWithBasehead({ ...at, basehead }));
  assert.deepEqual(await compare("main...gone"), { status: 404, message: "Not Found" });
  github.pushCommit({ branch: "alien", parents: [], files: { x: "x" } });
  const message = "No common ancestor between main and alien.";
  assert.deepEqual(await compare("main...alien"), { status: 404, message });
});
