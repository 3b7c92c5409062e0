import assert from "node:assert/strict";
import { at, openPull, refusalOf, testGitHub } from "./octokit_world.ts";

const issue = { ...at, issue_number: 1 };

testGitHub("a comment is kept with its author, and counts as a change", async (world) => {
  const { github, octokit } = world;
  await openPull(world);
  const [before] = github.pulls();
  const { status, data } = await octokit.issues.createComment({ ...issue, body: "Hello" });
  assert.equal(status, 201);
  assert.deepEqual([data.body, data.user?.login, data.user?.type], [
    "Hello",
    "registry-bot",
    "User",
  ]);
  assert.equal(data.html_url, `https://github.com/acme/registry/pull/1#issuecomment-${data.id}`);
  const { data: pull } = await octokit.pulls.get({ ...at, pull_number: 1 });
  assert.deepEqual([pull.comments, pull.updated_at], [1, data.created_at]);
  assert.ok((github.pulls()[0]?.updatedAt ?? 0) > (before?.updatedAt ?? 0));
  assert.deepEqual(github.comments(1).map(({ body }) => body), ["Hello"]);
});

testGitHub("comments come in pages, oldest first", async (world) => {
  const { github, octokit } = world;
  await openPull(world);
  for (const body of ["1", "2", "3"]) github.comment({ number: 1, login: "ann", body });
  const first = await octokit.issues.listComments({ ...issue, per_page: 2 });
  assert.deepEqual(first.data.map(({ body, user }) => [body, user?.login]), [
    ["1", "ann"],
    ["2", "ann"],
  ]);
  assert.match(first.headers.link ?? "", /page=2>; rel="next"/);
  const second = await octokit.issues.listComments({ ...issue, per_page: 2, page: 2 });
  assert.deepEqual(second.data.map(({ body }) => body), ["3"]);
});

testGitHub("a comment that is empty or too long is 422", async (world) => {
  const { github, octokit } = world;
  await openPull(world);
  const refusal = (message: string) => ({
    status: 422,
    message: "Validation Failed",
    errors: [{ resource: "IssueComment", code: "unprocessable", field: "data", message }],
  });
  const comment = (body: string) => octokit.issues.createComment({ ...issue, body });
  assert.deepEqual(await refusalOf(comment("  ")), refusal("Body can't be blank"));
  const tooLong = refusal("Body is too long (maximum is 65536 characters)");
  assert.deepEqual(await refusalOf(comment("x".repeat(65_537))), tooLong);
  await comment("x".repeat(65_536));
  assert.equal(github.comments(1).length, 1);
});

testGitHub("labels are made, shown in rows, and taken off", async (world) => {
  const { github, octokit } = world;
  await openPull(world);
  const added = await octokit.issues.addLabels({ ...issue, labels: ["status", "a/b c"] });
  assert.deepEqual(added.data.map(({ name }) => name), ["status", "a/b c"]);
  await octokit.issues.addLabels({ ...issue, labels: ["STATUS"] });
  github.addLabel({ number: 1, name: "hold" });
  const names = async () =>
    (await octokit.pulls.list({ ...at })).data[0]?.labels.map(({ name }) => name);
  assert.deepEqual(await names(), ["status", "a/b c", "hold"]);
  const left = await octokit.issues.removeLabel({ ...issue, name: "a/b c" });
  assert.deepEqual(left.data.map(({ name }) => name), ["status", "hold"]);
  github.removeLabel({ number: 1, name: "Hold" });
  assert.deepEqual(await names(), ["status"]);
  const gone = octokit.issues.removeLabel({ ...issue, name: "hold" });
  assert.deepEqual(await refusalOf(gone), { status: 404, message: "Label does not exist" });
});

testGitHub("comments and labels of an unknown number are 404", async ({ octokit }) => {
  const expected = { status: 404, message: "Not Found" };
  for (
    const call of [
      () => octokit.issues.listComments(issue),
      () => octokit.issues.createComment({ ...issue, body: "x" }),
      () => octokit.issues.addLabels({ ...issue, labels: ["x"] }),
      () => octokit.issues.removeLabel({ ...issue, name: "x" }),
    ]
  ) assert.deepEqual(await refusalOf(call()), expected);
});
