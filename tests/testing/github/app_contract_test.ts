import assert from "node:assert/strict";
import { createApp, createAppKey, signClaims } from "./app_world.ts";
import { createGitHubDouble } from "./github_double.ts";
import { at, createWorld, openPull, refusalOf, testGitHub, type World } from "./octokit_world.ts";

const key = createAppKey();
const NOW = Date.UTC(2025, 0, 1) / 1000;
const claims = { iat: NOW - 60, exp: NOW + 540, iss: "12" };

function createAppWorld(clock: { now: number } = { now: NOW * 1000 }): World {
  const app = createApp(key);
  return createWorld({ app, now: () => new Date(clock.now) });
}

async function issue({ clientWith }: World, jwt: string, installation_id = 34) {
  // Octokit sends a JSON Web Token as a bearer.
  return (await clientWith(jwt).apps.createInstallationAccessToken({ installation_id })).data;
}

Deno.test("an App's token comes for a signed word, with rights and an hour to live", async () => {
  const clock = { now: NOW * 1000 };
  const world = createAppWorld(clock);
  const { token, expires_at, permissions } = await issue(world, signClaims(claims, key));
  assert.equal(expires_at, "2025-01-01T01:00:00Z");
  assert.deepEqual(permissions, { metadata: "read", contents: "write", pull_requests: "write" });
  const { git } = world.clientWith(token);
  clock.now += 3_599_000;
  await git.getRef({ ...at, ref: "heads/main" });
  clock.now += 1_000;
  assert.deepEqual(await refusalOf(git.getRef({ ...at, ref: "heads/main" })), {
    status: 401,
    message: "Bad credentials",
  });
  assert.equal(world.github.appTokenCount, 1);
});

Deno.test("a word that is wrong gets no token, and GitHub's reason", async () => {
  const world = createAppWorld();
  const other = createAppKey();
  const undecodable = "A JSON web token could not be decoded";
  const samples: readonly (readonly [string, number, RegExp])[] = [
    [signClaims(claims, other), 401, /could not be decoded/],
    [signClaims(claims, { ...key, alg: "none" }), 401, new RegExp(undecodable)],
    ["a.b.c", 401, new RegExp(undecodable)],
    [signClaims({ ...claims, iat: NOW + 1 }, key), 401, /^'Issued at' claim \('iat'\)/],
    [signClaims({ ...claims, exp: NOW }, key), 401, /^'Expiration time' .* the future time/],
    [signClaims({ ...claims, exp: NOW + 601 }, key), 401, /too far in the future/],
    [signClaims({ ...claims, iss: "13" }, key), 404, /^Integration not found/],
  ];
  for (const [jwt, status, message] of samples) {
    const refusal = await refusalOf(issue(world, jwt));
    assert.equal(refusal.status, status);
    assert.match(refusal.message, message);
  }
  const jwt = signClaims(claims, key);
  assert.equal((await refusalOf(issue(world, jwt, 35))).status, 404);
  const { app } = world.github;
  assert.ok(app !== undefined);
  app.isSuspended = true;
  assert.deepEqual(await refusalOf(issue(world, jwt)), {
    status: 403,
    message: "This installation has been suspended",
  });
  assert.equal(world.github.appTokenCount, 0);
});

Deno.test("an App's commit without author and committer is signed by GitHub", async () => {
  const world = createAppWorld();
  const { token } = await issue(world, signClaims(claims, key));
  const { git } = world.clientWith(token);
  const parent = world.github.head("main") ?? "";
  const { tree } = (await git.getCommit({ ...at, commit_sha: parent })).data;
  const commit = { ...at, message: "m", tree: tree.sha, parents: [parent] };
  const signed = (await git.createCommit(commit)).data;
  assert.equal(signed.author.name, "collector[bot]");
  assert.deepEqual([signed.committer.name, signed.committer.email], [
    "GitHub",
    "noreply@github.com",
  ]);
  const author = { name: "A", email: "a@example.org" };
  const unsigned = [
    (await git.createCommit({ ...commit, author })).data,
    (await git.createCommit({ ...commit, committer: author })).data,
    (await world.octokit.git.createCommit(commit)).data,
  ];
  for (const { sha, verification } of [signed, ...unsigned]) {
    const read = (await git.getCommit({ ...at, commit_sha: sha })).data;
    const expected = sha === signed.sha ? [true, "valid"] : [false, "unsigned"];
    assert.deepEqual([verification.verified, verification.reason], expected);
    assert.deepEqual(read.verification, verification);
  }
});

testGitHub(
  "a token's rights are looked at one by one, and the missing one is named",
  async (world) => {
    const { number } = await openPull(world);
    const { github, clientWith } = world;
    const grants = [
      { permissions: { contents: "read", pull_requests: "write" }, missing: "contents=write" },
      { permissions: { contents: "write", pull_requests: "read" }, missing: "pull_requests=write" },
    ] as const;
    for (const kind of ["personal", "app"] as const) {
      for (const { permissions, missing } of grants) {
        github.tokens.grant({ token: "some", login: "some", kind, permissions });
        const { git, pulls } = clientWith("some");
        await git.getRef({ ...at, ref: "heads/main" });
        await pulls.get({ ...at, pull_number: number });
        const calls = {
          "contents=write": () => git.createBlob({ ...at, content: "x" }),
          "pull_requests=write": () => pulls.update({ ...at, pull_number: number, title: "T" }),
        };
        for (const [right, call] of Object.entries(calls)) {
          if (right !== missing) {
            await call();
            continue;
          }
          const error: unknown = await call().catch((error: unknown) => error);
          const who = kind === "app" ? "integration" : "personal access token";
          assert.match(String(error), new RegExp(`Resource not accessible by ${who}`));
          const { response } = error as { response: { headers: Record<string, string> } };
          assert.equal(response.headers["x-accepted-github-permissions"], right);
        }
      }
    }
  },
);

testGitHub("a classic token tells its scopes, and sees nothing without them", async (world) => {
  const { github, clientWith } = world;
  const scopesOf = async (token: string) =>
    (await clientWith(token).repos.get({ ...at })).headers["x-oauth-scopes"];
  github.tokens.grant({ token: "classic", login: "mara", scopes: ["repo", "user"] });
  assert.equal(await scopesOf("classic"), "repo, user");
  github.tokens.grant({ token: "public", login: "mara", scopes: ["public_repo"] });
  assert.equal((await refusalOf(clientWith("public").repos.get({ ...at }))).status, 404);
  github.settings.isPrivate = false;
  assert.equal(await scopesOf("public"), "public_repo");
  await clientWith("public").git.createBlob({ ...at, content: "x" });
  github.tokens.grant({ token: "none", login: "mara", scopes: [] });
  assert.equal(await scopesOf("none"), "");
  const write = clientWith("none").git.createBlob({ ...at, content: "x" });
  assert.equal((await refusalOf(write)).status, 404);
});

testGitHub("an archived repository says so and takes no writes", async ({ github, octokit }) => {
  github.settings.isArchived = true;
  assert.ok((await octokit.repos.get({ ...at })).data.archived);
  assert.deepEqual(await refusalOf(octokit.git.createBlob({ ...at, content: "x" })), {
    status: 403,
    message: "Repository was archived so is read-only.",
  });
});

Deno.test("a double without an App knows none", async () => {
  const github = createGitHubDouble({ ...at, files: {} });
  const response = await github.fetch("http://double/app/installations/34/access_tokens", {
    method: "POST",
    headers: { authorization: `Bearer ${signClaims(claims, key)}` },
  });
  assert.equal(response.status, 404);
  assert.equal((await response.json()).message, "Integration not found");
});
