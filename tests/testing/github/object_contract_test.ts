import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { at, refusalOf, testGitHub, unknownSha } from "./octokit_world.ts";

const shaRule = (name: string) =>
  `The ${name} parameter must be exactly 40 characters and contain only [0-9a-f].`;

testGitHub("a blob comes back as Base64 in lines of 60", async ({ octokit }) => {
  const content = "Grüße, Welt. ".repeat(20);
  const made = await octokit.git.createBlob({ ...at, content, encoding: "utf-8" });
  const { data } = await octokit.git.getBlob({ ...at, file_sha: made.data.sha });
  assert.deepEqual([data.encoding, data.size], ["base64", Buffer.byteLength(content)]);
  assert.equal(Buffer.from(data.content, "base64").toString(), content);
  const lines = data.content.split("\n");
  assert.equal(lines.pop(), "");
  assert.ok(lines.length > 1);
  assert.ok(lines.slice(0, -1).every((line) => line.length === 60));
});

testGitHub("a blob of any bytes goes in as Base64", async ({ octokit }) => {
  const bytes = new Uint8Array([0, 255, 10, 13, 128]);
  const content = Buffer.from(bytes).toString("base64");
  const { data } = await octokit.git.createBlob({ ...at, content, encoding: "base64" });
  const back = await octokit.git.getBlob({ ...at, file_sha: data.sha });
  assert.deepEqual(new Uint8Array(Buffer.from(back.data.content, "base64")), bytes);
});

testGitHub("a blob of 1.5 MB goes in and comes back", async ({ octokit }) => {
  const content = "0123456789abcde\n".repeat(98_304);
  const { data } = await octokit.git.createBlob({ ...at, content, encoding: "utf-8" });
  const back = await octokit.git.getBlob({ ...at, file_sha: data.sha });
  assert.equal(back.data.size, 1_572_864);
  assert.equal(Buffer.from(back.data.content, "base64").toString(), content);
});

testGitHub("a blob that is not there, or no id, is refused", async ({ octokit }) => {
  const gone = await refusalOf(octokit.git.getBlob({ ...at, file_sha: unknownSha }));
  assert.deepEqual(gone, { status: 404, message: "Not Found" });
  const short = await refusalOf(octokit.git.getBlob({ ...at, file_sha: "abc" }));
  assert.deepEqual(short, { status: 422, message: shaRule("sha") });
});

testGitHub(
  "a tree is read by its id, a commit's and a branch's name",
  async ({ github, octokit }) => {
    const branch = "a/b";
    const head = github.createBranch({ branch });
    const tree = github.log("main")[0]?.tree ?? "";
    for (const tree_sha of [tree, head, "main", branch]) {
      const { data } = await octokit.git.getTree({ ...at, tree_sha });
      assert.deepEqual([data.sha, data.truncated], [tree, false]);
      const rows = data.tree.map(({ path, mode, type }) => [path, mode, type]);
      assert.deepEqual(rows, [["README.md", "100644", "blob"], ["claims", "040000", "tree"]]);
    }
  },
);

testGitHub("a recursive tree holds everything, sizes too", async ({ octokit }) => {
  const { data } = await octokit.git.getTree({ ...at, tree_sha: "main", recursive: "1" });
  const rows = data.tree.map(({ path, size }) => [path, size]);
  assert.deepEqual(rows, [["README.md", 11], ["claims", undefined], ["claims/registry.yaml", 11]]);
});

testGitHub("a tree beyond the limits is cut and says so", async ({ github, octokit }) => {
  github.settings.treeEntryCountMax = 2;
  const counted = await octokit.git.getTree({ ...at, tree_sha: "main", recursive: "1" });
  assert.deepEqual([counted.data.truncated, counted.data.tree.length], [true, 2]);
  github.settings.treeEntryCountMax = 3;
  const whole = await octokit.git.getTree({ ...at, tree_sha: "main", recursive: "1" });
  assert.deepEqual([whole.data.truncated, whole.data.tree.length], [false, 3]);
  github.settings.treeBytesMax = 300;
  const sized = await octokit.git.getTree({ ...at, tree_sha: "main", recursive: "1" });
  assert.deepEqual([sized.data.truncated, sized.data.tree.length], [true, 1]);
});

testGitHub("an unknown tree is 404", async ({ octokit }) => {
  for (const tree_sha of [unknownSha, "no-branch"]) {
    const refusal = await refusalOf(octokit.git.getTree({ ...at, tree_sha }));
    assert.deepEqual(refusal, { status: 404, message: "Not Found" });
  }
});

testGitHub(
  "a tree is made from a base, contents, ids and removals",
  async ({ github, octokit }) => {
    const { data: blob } = await octokit.git.createBlob({ ...at, content: "by id" });
    const base_tree = github.log("main")[0]?.tree ?? "";
    const mode = "100644";
    const type = "blob";
    const { data } = await octokit.git.createTree({
      ...at,
      base_tree,
      tree: [
        { path: "claims/deep/new.yaml", mode, type, content: "inline" },
        { path: "by-id", mode, type, sha: blob.sha },
        { path: "README.md", mode, type, sha: null },
      ],
    });
    const { data: all } = await octokit.git.getTree({ ...at, tree_sha: data.sha, recursive: "1" });
    assert.deepEqual(
      all.tree.filter((row) => row.type === "blob").map(({ path }) => path),
      ["by-id", "claims/deep/new.yaml", "claims/registry.yaml"],
    );
    const onCommit = await octokit.git.createTree({
      ...at,
      base_tree: github.head("main") ?? "",
      tree: [{ path: "claims/registry.yaml", mode, type, sha: null }],
    });
    assert.deepEqual(onCommit.data.tree.map(({ path }) => path), ["README.md"]);
    const alone = await octokit.git.createTree({
      ...at,
      tree: [{ path: "only", mode, type, content: "x" }],
    });
    assert.deepEqual(alone.data.tree.map(({ path }) => path), ["only"]);
  },
);

testGitHub("wrong trees are refused", async ({ github, octokit }) => {
  const commit = github.head("main") ?? "";
  const file = { path: "x", mode: "100644", type: "blob" } as const;
  const both =
    "Must supply either tree.sha or tree.content. Request will be rejected if both are present.";
  const cases = [
    [{ ...file, sha: unknownSha }, `tree.sha ${unknownSha} is not a valid blob`],
    [{ ...file, sha: commit }, `tree.sha ${commit} is not a valid blob`],
    [{ ...file, sha: null }, "GitRPC::BadObjectState"],
    [file, both],
    [{ ...file, content: "x", sha: unknownSha }, both],
    [{ ...file, path: "/x", content: "x" }, "tree.path cannot start with a slash"],
    [{ ...file, path: "a/../x", content: "x" }, "tree.path contains a malformed path component"],
  ] as const;
  for (const [entry, message] of cases) {
    const refusal = await refusalOf(octokit.git.createTree({ ...at, tree: [entry] }));
    assert.deepEqual(refusal, { status: 422, message });
  }
  const tree = [{ ...file, content: "x" }];
  const base = await refusalOf(octokit.git.createTree({ ...at, base_tree: unknownSha, tree }));
  assert.deepEqual(base, { status: 422, message: "base_tree is not a valid tree oid" });
});

testGitHub("a commit is made by the token's user, now, unsigned", async ({ github, octokit }) => {
  const [head] = github.log("main");
  const { data } = await octokit.git.createCommit({
    ...at,
    message: "Message\n\nBody",
    tree: head?.tree ?? "",
    parents: [head?.sha ?? ""],
  });
  assert.equal(data.author.name, "registry-bot");
  assert.match(data.author.email, /^\d+\+registry-bot@users\.noreply\.github\.com$/);
  assert.match(data.author.date, /^2025-01-01T00:00:\d\dZ$/);
  assert.deepEqual(data.committer, data.author);
  assert.deepEqual([data.verification.verified, data.verification.reason], [false, "unsigned"]);
  assert.equal(data.message, "Message\n\nBody");
  const { data: again } = await octokit.git.getCommit({ ...at, commit_sha: data.sha });
  assert.deepEqual(again, data);
});

testGitHub("a commit's author and committer can be given", async ({ github, octokit }) => {
  const { tree = "" } = github.log("main")[0] ?? {};
  const author = { name: "Ann", email: "ann@example.com", date: "2024-05-06T09:08:09+02:00" };
  const { data } = await octokit.git.createCommit({ ...at, message: "m", tree, author });
  const shown = { ...author, date: "2024-05-06T07:08:09Z" };
  assert.deepEqual([data.author, data.committer, data.parents], [shown, shown, []]);
  const committer = { name: "Cem", email: "cem@example.com", date: "2024-05-07T00:00:00Z" };
  const other = await octokit.git.createCommit({ ...at, message: "m", tree, author, committer });
  assert.deepEqual([other.data.author, other.data.committer], [shown, committer]);
});

interface CommitFields {
  readonly tree: string;
  readonly parents?: string[];
  readonly author?: { readonly name: string; readonly email: string; readonly date: string };
}

testGitHub("wrong commits are refused", async ({ github, octokit }) => {
  const [head] = github.log("main");
  const tree = head?.tree ?? "";
  const { data: blob } = await octokit.git.createBlob({ ...at, content: "x" });
  const cases: readonly (readonly [CommitFields, string])[] = [
    [{ tree: unknownSha }, "Tree SHA does not exist"],
    [{ tree: blob.sha }, "Tree SHA is not a tree object"],
    [{ tree: "abc" }, shaRule("tree")],
    [{ tree, parents: [unknownSha] }, "Parent SHA does not exist or is not a commit object"],
    [{ tree, parents: [tree] }, "Parent SHA does not exist or is not a commit object"],
    [
      { tree, author: { name: "A", email: "a@b.c", date: "yesterday" } },
      "Invalid request.\n\nyesterday is not a valid date-time.",
    ],
  ];
  for (const [fields, message] of cases) {
    const call = octokit.request("POST /repos/{owner}/{repo}/git/commits", {
      ...at,
      message: "m",
      ...fields,
    });
    assert.deepEqual(await refusalOf(call), { status: 422, message });
  }
  const gone = await refusalOf(octokit.git.getCommit({ ...at, commit_sha: unknownSha }));
  assert.deepEqual(gone, { status: 404, message: "Not Found" });
});
