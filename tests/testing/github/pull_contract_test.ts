import assert from "node:assert/strict";
import { at, openPull, refusalOf, testGitHub } from "./octokit_world.ts";

const invalid = (field: string) => ({ resource: "PullRequest", field, code: "invalid" });
const custom = (message: string) => ({ resource: "PullRequest", code: "custom", message });
const failed = (...errors: readonly unknown[]) => ({
  status: 422,
  message: "Validation Failed",
  errors,
});
const short = { ...at, base: "main", title: "T" };

testGitHub("a pull request is opened and read", async (world) => {
  const { number, sha } = await openPull(world);
  const { data } = await world.octokit.pulls.get({ ...at, pull_number: number });
  assert.deepEqual([data.number, data.state, data.title, data.body], [
    1,
    "open",
    "Title of proposal",
    "Text",
  ]);
  assert.deepEqual([data.head.ref, data.head.sha, data.head.label], [
    "proposal",
    sha,
    "acme:proposal",
  ]);
  assert.deepEqual([data.base.ref, data.base.sha], ["main", world.github.head("main")]);
  assert.equal(data.head.repo?.full_name, "acme/registry");
  assert.deepEqual([data.user?.login, data.user?.type], ["registry-bot", "User"]);
  assert.deepEqual([data.merged, data.merged_at, data.closed_at], [false, null, null]);
  assert.deepEqual([data.mergeable, data.mergeable_state], [true, "clean"]);
  assert.deepEqual([data.draft, data.labels], [false, []]);
  assert.equal(data.html_url, "https://github.com/acme/registry/pull/1");
  assert.match(data.created_at, /^2025-01-01T00:00:\d\dZ$/);
});

testGitHub("a list leaves out what only one pull request shows", async (world) => {
  await openPull(world);
  const { data: [row] } = await world.octokit.pulls.list({ ...at });
  assert.ok(row !== undefined);
  for (const field of ["merged", "mergeable", "mergeable_state", "merged_by"]) {
    assert.ok(!(field in row), field);
  }
  assert.equal(row.head.ref, "proposal");
});

testGitHub("lists filter by state, head and base", async (world) => {
  const { github, octokit } = world;
  github.createBranch({ branch: "release" });
  await openPull(world, { branch: "a/one", path: "one" });
  await openPull(world, { branch: "two", path: "two" });
  github.closePull(1);
  const list = async (query: object) =>
    (await octokit.pulls.list({ ...at, ...query })).data.map(({ number }) => number);
  assert.deepEqual(await list({}), [2]);
  assert.deepEqual(await list({ state: "closed" }), [1]);
  assert.deepEqual(await list({ state: "all" }), [2, 1]);
  assert.deepEqual(await list({ state: "all", direction: "asc" }), [1, 2]);
  assert.deepEqual(await list({ state: "all", sort: "updated" }), [2, 1]);
  assert.deepEqual(await list({ state: "all", head: "acme:a/one" }), [1]);
  assert.deepEqual(await list({ state: "all", head: "other:a/one" }), []);
  assert.deepEqual(await list({ base: "release" }), []);
});

testGitHub("a head filter without its owner filters nothing", async (world) => {
  await openPull(world);
  const { data } = await world.octokit.pulls.list({ ...at, head: "no-such-branch" });
  assert.equal(data.length, 1);
});

testGitHub("lists come in pages that link to each other", async (world) => {
  for (const branch of ["one", "two", "three"]) await openPull(world, { branch, path: branch });
  const page = await world.octokit.pulls.list({ ...at, per_page: 2 });
  assert.deepEqual(page.data.map(({ number }) => number), [3, 2]);
  assert.match(page.headers.link ?? "", /<[^>]*page=2[^>]*>; rel="next", <[^>]*>; rel="last"/);
  const all = await world.octokit.paginate(world.octokit.pulls.list, { ...at, per_page: 2 });
  assert.deepEqual(all.map(({ number }) => number), [3, 2, 1]);
  assert.equal((await world.octokit.pulls.list({ ...at })).headers.link, undefined);
});

testGitHub("a second open pull request for one head is refused", async (world) => {
  await openPull(world);
  const refusal = await refusalOf(world.octokit.pulls.create({ ...short, head: "proposal" }));
  assert.deepEqual(refusal, failed(custom("A pull request already exists for acme:proposal.")));
});

testGitHub("a pull request without commits is refused", async ({ github, octokit }) => {
  github.createBranch({ branch: "idle" });
  const refusal = await refusalOf(octokit.pulls.create({ ...short, head: "idle" }));
  assert.deepEqual(refusal, failed(custom("No commits between main and idle")));
});

testGitHub("unknown branches are refused", async ({ octokit }) => {
  const head = await refusalOf(octokit.pulls.create({ ...short, head: "gone" }));
  assert.deepEqual(head, failed(invalid("head")));
  const foreign = await refusalOf(octokit.pulls.create({ ...short, head: "other:main" }));
  assert.deepEqual(foreign, failed(invalid("head")));
  const both = await refusalOf(octokit.pulls.create({ ...short, base: "no", head: "gone" }));
  assert.deepEqual(both, failed(invalid("base"), invalid("head")));
});

testGitHub("a text beyond 65,536 characters is refused", async (world) => {
  const { number, branch } = await openPull(world);
  const { octokit } = world;
  const tooLong = failed({
    resource: "Issue",
    code: "custom",
    field: "body",
    message: "body is too long (maximum is 65536 characters)",
  });
  const body = "x".repeat(65_537);
  const pull = { ...at, pull_number: number };
  assert.deepEqual(await refusalOf(octokit.pulls.update({ ...pull, body })), tooLong);
  const made = octokit.pulls.create({ ...short, head: branch, body });
  assert.deepEqual(await refusalOf(made), tooLong);
  await octokit.pulls.update({ ...pull, body: "😀".repeat(65_536) });
});

testGitHub("title, text, state and base can be changed", async (world) => {
  const { github, octokit } = world;
  github.createBranch({ branch: "release" });
  const { number } = await openPull(world);
  const pull = { ...at, pull_number: number };
  const { data } = await octokit.pulls.update({ ...pull, title: "New", body: "", base: "release" });
  assert.deepEqual([data.title, data.body, data.base.ref], ["New", null, "release"]);
  const closed = await octokit.pulls.update({ ...pull, state: "closed" });
  assert.equal(closed.data.state, "closed");
  assert.notEqual(closed.data.closed_at, null);
  const opened = await octokit.pulls.update({ ...pull, state: "open" });
  assert.deepEqual([opened.data.state, opened.data.closed_at], ["open", null]);
});

testGitHub("wrong changes are refused", async (world) => {
  const { github, octokit } = world;
  const { number } = await openPull(world);
  const pull = { ...at, pull_number: number };
  const base = (message: string) => ({ ...invalid("base"), message });
  const unknown = await refusalOf(octokit.pulls.update({ ...pull, base: "no" }));
  assert.deepEqual(unknown, failed(base("Proposed base branch 'no' was not found")));
  const untitled = await refusalOf(octokit.pulls.update({ ...pull, title: "" }));
  const missing = { resource: "PullRequest", code: "missing_field", field: "title" };
  assert.deepEqual(untitled, failed(missing));
  github.closePull(number);
  const late = await refusalOf(octokit.pulls.update({ ...pull, base: "no" }));
  const closed = "Cannot change the base branch of a closed pull request.";
  assert.deepEqual(late, failed(base(closed)));
  const gone = await refusalOf(octokit.pulls.update({ ...at, pull_number: 99, title: "x" }));
  assert.deepEqual(gone, { status: 404, message: "Not Found" });
});

testGitHub("a pull request whose branch is gone stays closed", async (world) => {
  const { github, octokit } = world;
  const { number, branch } = await openPull(world);
  github.deleteBranch(branch);
  const call = octokit.pulls.update({ ...at, pull_number: number, state: "open" });
  const message = "state cannot be changed. The proposal branch has been deleted.";
  assert.deepEqual(await refusalOf(call), failed({ ...custom(message), field: "state" }));
});

testGitHub("a pull request whose branch was forced elsewhere stays closed", async (world) => {
  const { github, octokit } = world;
  const { number, branch } = await openPull(world);
  github.closePull(number);
  const parents = [github.head("main") ?? ""];
  github.pushCommit({ branch, parents, files: { other: "x" }, force: true });
  const call = octokit.pulls.update({ ...at, pull_number: number, state: "open" });
  const message = "state cannot be changed. The proposal branch was force-pushed or recreated.";
  assert.deepEqual(await refusalOf(call), failed({ ...custom(message), field: "state" }));
});

testGitHub("an open pull request follows its branch, a closed one does not", async (world) => {
  const { github, octokit } = world;
  const { number, branch } = await openPull(world);
  const head = async () => (await octokit.pulls.get({ ...at, pull_number: number })).data.head.sha;
  const second = github.commitFile({ branch, path: "more", content: "1" });
  assert.equal(await head(), second);
  const parents = [github.head("main") ?? ""];
  const forced = github.pushCommit({ branch, parents, files: { x: "x" }, force: true });
  assert.equal(await head(), forced);
  github.closePull(number);
  github.commitFile({ branch, path: "more", content: "2" });
  assert.equal(await head(), forced);
});

testGitHub("a branch forced back to its base closes its pull request", async (world) => {
  const { github, octokit } = world;
  const { number, branch } = await openPull(world);
  const sha = github.head("main") ?? "";
  await octokit.git.updateRef({ ...at, ref: `heads/${branch}`, sha, force: true });
  const { data } = await octokit.pulls.get({ ...at, pull_number: number });
  assert.deepEqual([data.state, data.merged], ["closed", false]);
});

testGitHub("a head that gets onto the base by hand counts as merged", async (world) => {
  const { octokit } = world;
  const { number, sha } = await openPull(world);
  await octokit.git.updateRef({ ...at, ref: "heads/main", sha });
  const { data } = await octokit.pulls.get({ ...at, pull_number: number });
  assert.deepEqual([data.state, data.merged, data.merge_commit_sha], ["closed", true, sha]);
});

testGitHub("a conflict makes a pull request dirty", async (world) => {
  const { github, octokit } = world;
  const { number } = await openPull(world);
  github.commitFile({ path: "claims/registry.yaml", content: "claims: [other]\n" });
  const { data } = await octokit.pulls.get({ ...at, pull_number: number });
  assert.deepEqual([data.mergeable, data.mergeable_state], [false, "dirty"]);
});

testGitHub("a change elsewhere leaves it clean, or behind where that counts", async (world) => {
  const { github, octokit } = world;
  const { number } = await openPull(world);
  github.commitFile({ path: "elsewhere", content: "x" });
  const state = async () => {
    const { data } = await octokit.pulls.get({ ...at, pull_number: number });
    return [data.mergeable, data.mergeable_state];
  };
  assert.deepEqual(await state(), [true, "clean"]);
  github.settings.requireUpToDate = true;
  assert.deepEqual(await state(), [true, "behind"]);
});

testGitHub("a test can say what GitHub thinks of merging", async (world) => {
  const { github, octokit } = world;
  const { number } = await openPull(world);
  const state = async () => {
    const { data } = await octokit.pulls.get({ ...at, pull_number: number });
    return [data.mergeable, data.mergeable_state];
  };
  github.overrideMergeability(number, { mergeable: null, state: "unknown" });
  assert.deepEqual(await state(), [null, "unknown"]);
  github.overrideMergeability(number, { mergeable: true, state: "blocked" });
  assert.deepEqual(await state(), [true, "blocked"]);
  github.overrideMergeability(number, "computed");
  assert.deepEqual(await state(), [true, "clean"]);
});

testGitHub("a draft says so", async ({ github, octokit }) => {
  github.createBranch({ branch: "b" });
  github.commitFile({ branch: "b", path: "x", content: "x" });
  const { data } = await octokit.pulls.create({ ...short, head: "acme:b", draft: true });
  assert.deepEqual([data.draft, data.mergeable_state, data.body], [true, "draft", null]);
});
