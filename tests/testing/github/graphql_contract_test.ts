import assert from "node:assert/strict";
import { defaultToken } from "./github_double.ts";
import {
  at,
  createWorld,
  openPull,
  refusalOf,
  statusOf,
  testGitHub,
  unknownSha,
  type World,
} from "./octokit_world.ts";

const zeros = "0".repeat(40);

interface RefChange {
  readonly name: string;
  readonly beforeOid?: string;
  readonly afterOid: string;
  readonly force?: boolean;
}

const updateRefsText = `mutation ($input: UpdateRefsInput!) {
  updateRefs(input: $input) { clientMutationId }
}`;

async function updateRefs(
  { octokit }: Pick<World, "octokit">,
  ...refUpdates: readonly RefChange[]
): Promise<unknown> {
  const { node_id: repositoryId } = (await octokit.repos.get(at)).data;
  return await octokit.graphql(updateRefsText, { input: { repositoryId, refUpdates } });
}

async function errorsOf(call: Promise<unknown>): Promise<readonly Record<string, unknown>[]> {
  const error: unknown = await call.then(
    () => assert.fail("the call was not refused"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Error && "errors" in error && Array.isArray(error.errors), `${error}`);
  return error.errors;
}

async function messageOf(call: Promise<unknown>): Promise<string> {
  return String((await errorsOf(call))[0]?.["message"]);
}

testGitHub("ids agree with those of REST", async (world) => {
  const { octokit } = world;
  await openPull(world);
  const { repository } = await octokit.graphql<Record<string, unknown>>(
    `query ($owner: String!, $repo: String!) {
      repository(owner: $owner, name: $repo) {
        id
        pullRequest(number: 1) { id mergeStateStatus mergeable autoMergeRequest { mergeMethod } }
      }
    }`,
    { ...at },
  );
  const pull = (await octokit.pulls.get({ ...at, pull_number: 1 })).data;
  const id = (await octokit.repos.get(at)).data.node_id;
  assert.equal(pull.base.repo.node_id, id);
  const autoMergeRequest = null;
  assert.deepEqual(JSON.parse(JSON.stringify(repository)), {
    id,
    pullRequest: {
      id: pull.node_id,
      mergeStateStatus: "CLEAN",
      mergeable: "MERGEABLE",
      autoMergeRequest,
    },
  });
  const { node } = await octokit.graphql<{ readonly node: unknown }>(
    `query ($id: ID!) { node(id: $id) { id ... on PullRequest { number } } }`,
    { id: pull.node_id },
  );
  assert.deepEqual(node, { id: pull.node_id, number: 1 });
});

testGitHub("references are made, moved and deleted together", async (world) => {
  const { github } = world;
  const first = github.head("main") ?? "";
  github.createBranch({ branch: "old" });
  const second = github.pushCommit({ branch: "side", parents: [first], files: { x: "x" } });
  await updateRefs(
    world,
    { name: "refs/heads/main", beforeOid: first, afterOid: second },
    { name: "refs/heads/new", beforeOid: zeros, afterOid: first },
    { name: "refs/heads/old", beforeOid: first, afterOid: zeros },
    { name: "refs/heads/side", afterOid: first, force: true },
  );
  assert.deepEqual(github.branches(), ["main", "new", "side"]);
  assert.deepEqual(
    [github.head("main"), github.head("new"), github.head("side")],
    [second, first, first],
  );
});

testGitHub("one refused reference refuses all", async (world) => {
  const { github } = world;
  const first = github.head("main") ?? "";
  const second = github.pushCommit({ branch: "side", parents: [first], files: { x: "x" } });
  const good = { name: "refs/heads/new", beforeOid: zeros, afterOid: first };
  const [main, side] = ["refs/heads/main", "refs/heads/side"];
  const refused: readonly (readonly [RefChange, RegExp])[] = [
    [{ name: main, beforeOid: second, afterOid: second }, /is at .* but expected/],
    [{ name: main, beforeOid: zeros, afterOid: second }, /is at .* but expected/],
    [{ name: "refs/heads/gone", beforeOid: first, afterOid: second }, /is at 0+ but expected/],
    [{ name: side, beforeOid: second, afterOid: first }, /Update is not a fast forward/],
    [{ name: main, afterOid: unknownSha }, /Object does not exist/],
    [{ name: "refs/heads/gone", afterOid: zeros }, /Reference does not exist/],
    [{ name: "heads", afterOid: first }, /must start with 'refs\/'/],
  ];
  for (const [change, message] of refused) {
    const [error] = await errorsOf(updateRefs(world, good, change));
    assert.deepEqual([error?.["type"], error?.["path"]], ["UNPROCESSABLE", ["updateRefs"]]);
    assert.match(String(error?.["message"]), message);
    assert.deepEqual(github.branches(), ["main", "side"]);
    assert.deepEqual([github.head("main"), github.head("side")], [first, second]);
  }
});

testGitHub("a server may be too old for updateRefs, or have no GraphQL", async (world) => {
  const { github, octokit } = world;
  const first = github.head("main") ?? "";
  const errors = await errorsOf(updateRefs(world, { name: "refs/heads/x", afterOid: first }));
  const [type, error] = errors;
  assert.equal(type?.["message"], "UpdateRefsInput isn't a defined input type (on $input)");
  assert.equal(error?.["message"], "Field 'updateRefs' doesn't exist on type 'Mutation'");
  assert.deepEqual(error?.["extensions"], {
    code: "undefinedField",
    typeName: "Mutation",
    fieldName: "updateRefs",
  });
  github.settings.offersGraphQl = false;
  const gone = octokit.graphql("{ viewer { login } }");
  assert.deepEqual(await refusalOf(gone), { status: 404, message: "Not Found" });
}, { settings: { offersUpdateRefs: false } });

testGitHub("tokens are known, and what they may not is FORBIDDEN or not there", async (world) => {
  const { github, clientWith } = world;
  const viewer = `{ viewer { login } }`;
  assert.equal(statusOf(await clientWith("no-such").graphql(viewer).catch((e) => e)), 401);
  github.tokens.grant({ token: "reader", login: "reader", write: false });
  const reader = clientWith("reader");
  assert.deepEqual(await reader.graphql(viewer), { viewer: { login: "reader" } });
  const first = github.head("main") ?? "";
  const change = { name: "refs/heads/x", afterOid: first };
  const [forbidden] = await errorsOf(updateRefs({ octokit: reader }, change));
  assert.equal(forbidden?.["type"], "FORBIDDEN");
  assert.deepEqual(github.branches(), ["main"]);
  github.tokens.grant({ token: "outsider", login: "outsider", visible: false });
  const query = `{ repository(owner: "acme", name: "registry") { id } }`;
  const [missing] = await errorsOf(clientWith("outsider").graphql(query));
  assert.deepEqual([missing?.["type"], missing?.["message"]], [
    "NOT_FOUND",
    "Could not resolve to a Repository with the name 'acme/registry'.",
  ]);
  const input = { repositoryId: "R_unknown", refUpdates: [change] };
  const node = await messageOf(world.octokit.graphql(updateRefsText, { input }));
  assert.equal(node, "Could not resolve to a node with the global id of 'R_unknown'");
});

testGitHub("GraphQL of an Enterprise Server is beside its REST", async ({ github }) => {
  const server = await github.listen();
  const headers = { authorization: `bearer ${defaultToken}` };
  const url = server.url.replace(/\/v3$/, "/graphql");
  const body = JSON.stringify({ query: "{ viewer { login } }" });
  const response = await fetch(url, { method: "POST", headers, body });
  assert.deepEqual(await response.json(), { data: { viewer: { login: "registry-bot" } } });
  await server.close();
}, { basePath: "/api/v3" });

Deno.test("what is no document is told with a good status", async () => {
  const { github } = createWorld();
  const headers = { authorization: `bearer ${defaultToken}` };
  const post = async (body: unknown) => {
    const init = { method: "POST", headers, body: JSON.stringify(body) };
    const response = await github.fetch("http://double/graphql", init);
    return [response.status, JSON.stringify(await response.json())] as const;
  };
  const [status, text] = await post({ query: "{" });
  assert.equal(status, 200);
  assert.match(text, /^\{"errors":\[.*"message":"Syntax Error/);
  assert.equal((await post({}))[0], 400);
});

Deno.test("GraphQL has a budget of its own, and tells its end with a good status", async () => {
  const { github, octokit } = createWorld({
    settings: { graphQlCallsPerHour: 1, enforcesPrimaryLimit: true },
  });
  const headers = { authorization: `bearer ${defaultToken}` };
  const init = { method: "POST", headers, body: `{"query":"{ viewer { login } }"}` };
  const ask = () => github.fetch("http://double/graphql", init);
  const first = await ask();
  const names = ["x-ratelimit-resource", "x-ratelimit-limit", "x-ratelimit-remaining"];
  assert.deepEqual(names.map((name) => first.headers.get(name)), ["graphql", "1", "0"]);
  const second = await ask();
  assert.equal(second.status, 200);
  assert.match(await second.text(), /"type":"RATE_LIMITED","message":"API rate limit exceeded/);
  assert.equal((await octokit.repos.get(at)).headers["x-ratelimit-remaining"], "4999");
});
