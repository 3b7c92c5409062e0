import assert from "node:assert/strict";
import { defaultToken } from "./github_double.ts";
import { at, createWorld, openPull, refusalOf, statusOf, testGitHub } from "./octokit_world.ts";

const main = { ...at, ref: "heads/main" };

testGitHub("an unknown token is 401, and so is one that was revoked", async (world) => {
  const expected = { status: 401, message: "Bad credentials" };
  const stranger = world.clientWith("no-such-token");
  assert.deepEqual(await refusalOf(stranger.git.getRef(main)), expected);
  world.github.tokens.revoke(defaultToken);
  assert.deepEqual(await refusalOf(world.octokit.git.getRef(main)), expected);
});

testGitHub("no token is 401", async ({ clientWith }) => {
  const refusal = await refusalOf(clientWith(undefined).git.getRef(main));
  assert.deepEqual(refusal, { status: 401, message: "Requires authentication" });
});

testGitHub("a token that may only read is refused each write", async (world) => {
  const { github } = world;
  const { number, branch } = await openPull(world);
  github.tokens.grant({ token: "reader", login: "reader", write: false });
  const { git, pulls, repos } = world.clientWith("reader");
  await git.getRef(main);
  const before = github.head(branch);
  const sha = github.head("main") ?? "";
  const [tree, message, ref] = [sha, "m", `heads/${branch}`];
  const row = { path: "x", mode: "100644", type: "blob", content: "x" } as const;
  const pull = { ...at, pull_number: number };
  const writes = [
    () => git.createRef({ ...at, ref: "refs/heads/x", sha }),
    () => git.updateRef({ ...at, ref, sha, force: true }),
    () => git.deleteRef({ ...at, ref }),
    () => git.createBlob({ ...at, content: "x" }),
    () => git.createTree({ ...at, tree: [row] }),
    () => git.createCommit({ ...at, message, tree }),
    () => repos.createOrUpdateFileContents({ ...at, path: "x", message, content: "eA==" }),
    () => pulls.create({ ...at, base: "main", head: branch, title: "T" }),
    () => pulls.update({ ...pull, title: "T" }),
    () => pulls.merge(pull),
  ];
  const expected = { status: 403, message: "Resource not accessible by personal access token" };
  for (const write of writes) assert.deepEqual(await refusalOf(write()), expected);
  assert.deepEqual([github.head(branch), github.branches().length], [before, 2]);
});

testGitHub("another repository, or one out of reach, is 404", async (world) => {
  const expected = { status: 404, message: "Not Found" };
  const { github, octokit } = world;
  assert.deepEqual(await refusalOf(octokit.repos.get({ owner: "acme", repo: "other" })), expected);
  assert.deepEqual(await refusalOf(octokit.git.getRef({ ...main, owner: "other" })), expected);
  github.tokens.grant({ token: "outsider", login: "outsider", visible: false });
  const outsider = world.clientWith("outsider");
  assert.deepEqual(await refusalOf(outsider.repos.get({ ...at })), expected);
  const write = outsider.git.createRef({ ...at, ref: "refs/heads/x", sha: "abc" });
  assert.deepEqual(await refusalOf(write), expected);
});

testGitHub("names of owner and repository have no case", async ({ octokit }) => {
  const { data } = await octokit.repos.get({ owner: "ACME", repo: "Registry" });
  assert.equal(data.full_name, "acme/registry");
});

testGitHub("an address that GitHub does not have is 404", async ({ octokit }) => {
  const refusal = await refusalOf(octokit.request("GET /repos/acme/registry/no/such"));
  assert.deepEqual(refusal, { status: 404, message: "Not Found" });
});

testGitHub("a pull request carries its author's kind", async (world) => {
  const { github } = world;
  github.tokens.grant({ token: "app", login: "collector[bot]", type: "Bot" });
  github.createBranch({ branch: "b" });
  github.commitFile({ branch: "b", path: "x", content: "x" });
  const app = world.clientWith("app");
  const { data } = await app.pulls.create({ ...at, base: "main", head: "b", title: "T" });
  assert.deepEqual([data.user?.login, data.user?.type], ["collector[bot]", "Bot"]);
});

testGitHub("each answer has an id and the state of the rate limit", async ({ octokit }) => {
  const first = (await octokit.git.getRef(main)).headers;
  const second = (await octokit.git.getRef(main)).headers;
  assert.notEqual(first["x-github-request-id"], undefined);
  assert.notEqual(first["x-github-request-id"], second["x-github-request-id"]);
  assert.deepEqual([first["x-ratelimit-limit"], first["x-ratelimit-remaining"]], ["5000", "4999"]);
  assert.deepEqual([second["x-ratelimit-used"], second["x-ratelimit-remaining"]], ["2", "4998"]);
  assert.equal(second["x-ratelimit-reset"], first["x-ratelimit-reset"]);
  assert.equal(first["x-ratelimit-resource"], "core");
});

testGitHub("an unchanged answer is 304 and free of the limit", async ({ github, octokit }) => {
  const { headers } = await octokit.git.getRef(main);
  const conditional = () =>
    octokit.git.getRef({ ...main, headers: { "if-none-match": headers.etag ?? "" } });
  const unchanged: unknown = await conditional().catch((error: unknown) => error);
  assert.equal(statusOf(unchanged), 304);
  const after = await octokit.git.getRef(main);
  assert.equal(after.headers["x-ratelimit-used"], "2");
  github.commitFile({ path: "x", content: "x" });
  assert.equal((await conditional()).status, 200);
});

testGitHub("error answers count and have the headers too", async ({ github }) => {
  const url = "http://double/repos/acme/registry/git/ref/heads/gone";
  const headers = { authorization: `Bearer ${defaultToken}` };
  const response = await github.fetch(url, { headers });
  assert.equal(response.status, 404);
  assert.equal(response.headers.get("x-ratelimit-used"), "1");
  assert.deepEqual(await response.json(), {
    message: "Not Found",
    documentation_url: "https://docs.github.com/rest/git/refs#get-a-reference",
    status: "404",
  });
});

Deno.test("a body that is no JSON object is 400", async () => {
  const { github } = createWorld();
  const url = "http://double/repos/acme/registry/git/blobs";
  const headers = { authorization: `token ${defaultToken}` };
  const post = async (body: string) => {
    const response = await github.fetch(url, { method: "POST", headers, body });
    return [response.status, (await response.json()).message];
  };
  assert.deepEqual(await post("{"), [400, "Problems parsing JSON"]);
  assert.deepEqual(await post("[]"), [400, "Body should be a JSON object"]);
  const missing = `Invalid request.\n\n"content" wasn't supplied.`;
  assert.deepEqual(await post("{}"), [422, missing]);
  const wrong = "Invalid request.\n\nFor 'properties/content', nil is not a string.";
  assert.deepEqual(await post(`{"content":null}`), [422, wrong]);
});

testGitHub("an Enterprise Server answers below its base path", async ({ github }) => {
  const server = await github.listen();
  try {
    assert.match(server.url, /\/api\/v3$/);
    const headers = { authorization: `token ${defaultToken}` };
    const response = await fetch(`${server.url}/repos/acme/registry`, { headers });
    assert.equal(response.status, 200);
    assert.equal((await response.json()).url, `${server.url}/repos/acme/registry`);
  } finally {
    await server.close();
  }
}, { basePath: "/api/v3" });
