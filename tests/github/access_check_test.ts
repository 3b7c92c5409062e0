import assert from "node:assert/strict";
import { UnavailableError } from "../../src/errors.ts";
import { checkAccess } from "../../src/github/access_check.ts";
import type { GitHubClient } from "../../src/github/github_client.ts";
import type { Permission } from "../../src/github/permission.ts";
import { createAppKey } from "../testing/github/app_world.ts";
import type { GitHubDouble } from "../testing/github/github_double.ts";
import type { TokenOptions } from "../testing/github/repository/account.ts";
import {
  createAppClient,
  createTestClient,
  createTestClock,
  createTestDouble,
  FILE,
  NEVER,
} from "./client_world.ts";

const key = createAppKey();
const LACKS_CONTENTS = 'The token lacks "contents: write" on "acme/inventory"';
const LACKS_PULLS = 'The token lacks "pull requests: write" on "acme/inventory"';

function createWorld(token?: Omit<TokenOptions, "token" | "login">) {
  const github = createTestDouble({ clock: createTestClock(), key });
  if (token !== undefined) github.tokens.grant({ token: "t", login: "mara", ...token });
  const readToken = () => Promise.resolve("t");
  const client = createTestClient(
    (url, init) => github.fetch(url, init),
    token === undefined ? {} : { readToken },
  );
  return { github, client };
}

interface Wanted {
  readonly baseBranch?: string;
  readonly filePath?: string;
  readonly permissions?: readonly Permission[];
}

async function problemsOf(client: GitHubClient, wanted: Wanted = {}): Promise<readonly string[]> {
  const deps = { client, baseBranch: "main", filePath: FILE, ...wanted };
  return (await checkAccess(deps, NEVER)).problems;
}

function stateOf(github: GitHubDouble): unknown {
  return [github.branches(), github.head("main"), github.pulls()];
}

Deno.test("a good token has no problems; the check tells the repository's id and changes nothing", async () => {
  const { github, client } = createWorld();
  const before = stateOf(github);
  const check = await checkAccess({ client, baseBranch: "main", filePath: FILE }, NEVER);
  assert.deepEqual(check.problems, []);
  assert.match(check.repository?.id ?? "", /^R_/);
  assert.ok(!check.repository?.allowsAutoMerge);
  assert.deepEqual(stateOf(github), before);
  assert.ok(github.countCalls() <= 6);
});

Deno.test("everything that is missing is told at once", async () => {
  const permissions = { contents: "read", pull_requests: "read" } as const;
  const { client } = createWorld({ permissions });
  assert.deepEqual(await problemsOf(client, { filePath: "claims/other.yaml" }), [
    'Cannot find the file "claims/other.yaml" on the branch "main" of "acme/inventory"',
    LACKS_CONTENTS,
    LACKS_PULLS,
  ]);
  assert.deepEqual(await problemsOf(client, { baseBranch: "trunk" }), [
    'Cannot find the branch "trunk" of "acme/inventory"',
    LACKS_CONTENTS,
    LACKS_PULLS,
  ]);
});

Deno.test("a fine-grained token's rights are found out one by one", async () => {
  const samples = [
    [{ contents: "write", pull_requests: "read" }, [LACKS_PULLS]],
    [{ contents: "read", pull_requests: "write" }, [LACKS_CONTENTS]],
    [{ contents: "write", pull_requests: "write" }, []],
  ] as const;
  for (const [permissions, expected] of samples) {
    const { client } = createWorld({ permissions });
    assert.deepEqual(await problemsOf(client), expected);
  }
  const { client } = createWorld({ permissions: { pull_requests: "write" } });
  const [reading, ...more] = await problemsOf(client);
  assert.match(reading ?? "", /expected a token with "contents: read" on "acme\/inventory"$/);
  assert.deepEqual(more, [LACKS_CONTENTS]);
});

Deno.test("a classic token is told by its scopes, and is not tried out", async () => {
  const { github, client } = createWorld({ scopes: ["public_repo", "user"] });
  github.settings.isPrivate = false;
  assert.deepEqual(await problemsOf(client), []);
  github.tokens.grant({ token: "t", login: "mara", scopes: ["user"] });
  assert.deepEqual(await problemsOf(client), [
    `${LACKS_CONTENTS}: expected the scope "public_repo"`,
    `${LACKS_PULLS}: expected the scope "public_repo"`,
  ]);
  github.tokens.grant({ token: "t", login: "mara", scopes: ["repo"], write: false });
  assert.deepEqual(await problemsOf(client), [
    `${LACKS_CONTENTS}: its owner may not push there`,
    `${LACKS_PULLS}: its owner may not push there`,
  ]);
  assert.equal(github.countCalls(({ method }) => method !== "GET"), 0);
});

Deno.test("an App is told by its rights, those for auto-merge too", async () => {
  const clock = createTestClock();
  const github = createTestDouble({ clock, key });
  assert.ok(github.app !== undefined);
  const readPrivateKey = () => Promise.resolve(key.pem);
  assert.deepEqual(await problemsOf(createAppClient(github, { clock, readPrivateKey })), []);
  github.app.permissions = { contents: "write", pull_requests: "read", statuses: "read" };
  const client = createAppClient(github, { clock, readPrivateKey });
  const permissions: Permission[] = [
    "contents: write",
    "pull requests: write",
    "checks: read",
    "commit statuses: read",
  ];
  assert.deepEqual(await problemsOf(client, { permissions }), [
    LACKS_PULLS,
    'The token lacks "checks: read" on "acme/inventory"',
  ]);
});

Deno.test("what hides everything else is the only problem", async () => {
  const unseen = createWorld({ visible: false });
  assert.deepEqual(await problemsOf(unseen.client), [
    'Cannot find the repository "acme/inventory": expected its name to be right, the token to see ' +
    "it, and GITHUB_API_URL to be the address of GitHub's API",
  ]);
  const { github, client } = createWorld();
  github.tokens.revoke("github_pat_for_tests");
  assert.deepEqual(await problemsOf(client), [
    'Cannot read the repository "acme/inventory": GitHub answered 401 (Bad credentials), ' +
    "expected a valid token",
  ]);
  const app = createAppClient(github, {
    clock: createTestClock(),
    readPrivateKey: () => Promise.resolve(key.pem),
    ids: { installationId: "99" },
  });
  const [problem, ...more] = await problemsOf(app);
  assert.match(problem ?? "", /^Cannot sign in as the GitHub App "12"/);
  assert.deepEqual(more, []);
});

Deno.test("an organisation's own rule is told in its words", async () => {
  const { github, client } = createWorld();
  const message = "Resource protected by organization SAML enforcement.";
  const match = ({ method }: { readonly method: string }) => method === "POST";
  const answer = { status: 403, body: { message } };
  github.fault({ when: "before", answer, times: 2, match });
  const problems = await problemsOf(client);
  assert.equal(problems.length, 2);
  assert.match(problems[0] ?? "", /\(Resource protected by .* sign-on$/);
});

Deno.test("an archived repository, and one of another name, are told", async () => {
  const { github, client } = createWorld();
  github.settings.isArchived = true;
  assert.deepEqual(await problemsOf(client), [
    'The repository "acme/inventory" is archived, so nothing can be written to it',
  ]);
  github.settings.isArchived = false;
  const renamed = createTestClient(async (url, init) => {
    const response = await github.fetch(url, init);
    if (!url.endsWith("/inventory")) return response;
    const body = await response.json();
    return Response.json({ ...body, full_name: "acme/stock" });
  });
  assert.deepEqual(await problemsOf(renamed), [
    'The repository "acme/inventory" is called "acme/stock" now, expected that name',
  ]);
});

Deno.test("a directory in the file's place is no file", async () => {
  const { client } = createWorld();
  assert.deepEqual(await problemsOf(client, { filePath: "claims" }), [
    'Cannot use the file "claims" on the branch "main" of "acme/inventory": expected a file, ' +
    "not a directory or a link",
  ]);
});

Deno.test("a repository without any commit is told", async () => {
  const { github, client } = createWorld();
  const answer = { status: 409, body: { message: "Git Repository is empty." } };
  const match = ({ path }: { readonly path: string }) => path.includes("/git/ref/");
  github.fault({ when: "before", answer, match });
  const [problem] = await problemsOf(client);
  assert.match(problem ?? "", /^Cannot read the branch "main" .*\(Git Repository is empty\.\)$/);
});

Deno.test("a GitHub that cannot answer now is no problem to tell, at any call", async () => {
  for (let at = 0; at < 5; at++) {
    const { github, client } = createWorld();
    const fault = github.fault({ when: "before", answer: { status: 502 }, at });
    await assert.rejects(problemsOf(client), UnavailableError);
    assert.equal(fault.hits, 1);
  }
});
