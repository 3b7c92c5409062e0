import assert from "node:assert/strict";
import { z } from "zod";
import { AccessError, UnavailableError } from "../../src/errors.ts";
import { createTokenCredential } from "../../src/github/credential.ts";
import type { GitHubClient } from "../../src/github/github_client.ts";
import { GraphQlRefusal } from "../../src/github/graphql_refusal.ts";
import type { Fetch } from "../../src/github/redirect.ts";
import { createTestClient, NEVER } from "./client_world.ts";

function answering(answer: () => Response, seen: Request[] = []): Fetch {
  return (url, init) => {
    seen.push(new Request(url, init));
    return Promise.resolve(answer());
  };
}

function read(client: GitHubClient): Promise<unknown> {
  return client.call({
    route: "GET /git/ref/{ref}",
    parameters: { ref: "heads/main" },
    action: "look",
    permission: "contents: write",
    answer: z.unknown(),
    signal: NEVER,
  });
}

function ask(client: GitHubClient): Promise<{ readonly id: string }> {
  return client.graphql({
    query: "query ($a: Int) { id }",
    variables: { a: 1 },
    action: "ask",
    permission: "pull requests: write",
    answer: z.object({ id: z.string() }),
    signal: NEVER,
  });
}

async function errorOf(call: Promise<unknown>): Promise<Error> {
  const error: unknown = await call.then(() => undefined, (error: unknown) => error);
  assert.ok(error instanceof Error);
  return error;
}

const refuse = (status: number, message: string) => () => Response.json({ message }, { status });

Deno.test("a token that has changed meanwhile is tried once more, the same one is not", async () => {
  const refused = (count: number) => (count === 1 ? "old" : "new");
  for (const tokens of [refused, () => "old"]) {
    const seen: Request[] = [];
    let count = 0;
    const client = createTestClient(
      (url, init) => {
        const request = new Request(url, init);
        seen.push(request);
        const isNew = request.headers.get("authorization") === "token new";
        return Promise.resolve(isNew ? Response.json({}) : refuse(401, "Bad credentials")());
      },
      { readToken: () => Promise.resolve(tokens(++count)) },
    );
    if (tokens === refused) {
      await read(client);
      assert.equal(seen.length, 2);
    } else {
      const { message } = await errorOf(read(client));
      assert.equal(
        message,
        "Cannot look: GitHub answered 401 (Bad credentials), expected a valid token",
      );
      assert.equal(seen.length, 1);
    }
  }
});

Deno.test("a file without a usable token is told before what came of the token of before", async () => {
  const samples: readonly (readonly [Fetch, string])[] = [
    [
      answering(refuse(401, "Bad credentials")),
      "GitHub answered 401 (Bad credentials), expected a valid token",
    ],
    [
      answering(() => new Response("{}", { status: 429, headers: { "retry-after": "90" } })),
      "the rate limit asks to wait 90 s",
    ],
  ];
  for (const [fetch, rest] of samples) {
    const client = createTestClient(fetch, {
      createCredential: () =>
        createTokenCredential(() => Promise.resolve("old"), () => "The file is gone"),
    });
    const start = "Cannot look: The file is gone; with the token that was read before, ";
    assert.equal((await errorOf(read(client))).message, start + rest);
  }
  const missing = createTestClient(answering(refuse(404, "Not Found")));
  assert.match((await errorOf(read(missing))).message, /^Cannot look: GitHub answered 404/);
});

Deno.test("a 403 names the right and the repository, or what else is in the way", async () => {
  const samples = {
    "Resource not accessible by personal access token":
      'expected a token with "contents: write" on "acme/inventory"',
    "Repository was archived so is read-only.": "expected a repository that is not archived",
    "Resource protected by organization SAML enforcement.":
      "expected a token that is authorised for the organisation's sign-on",
    "Although you appear to have the correct authorization credentials, the organization has an IP allow list enabled":
      "expected this machine's address on the organisation's allow list",
  };
  for (const [message, expected] of Object.entries(samples)) {
    const error = await errorOf(read(createTestClient(answering(refuse(403, message)))));
    assert.ok(error instanceof AccessError);
    assert.equal(error.message, `Cannot look: GitHub answered 403 (${message}), ${expected}`);
  }
  const { message } = await errorOf(
    read(createTestClient(answering(refuse(404, "Not Found")))),
  );
  assert.match(message, /expected it to exist and the token to have "contents: write" on "acme/);
});

Deno.test("GraphQL is beside the REST API, on an Enterprise Server too", async () => {
  const addresses = {
    "https://github.test": "https://github.test/graphql",
    "https://ghe.test/api/v3": "https://ghe.test/api/graphql",
    "https://ghe.test/github/api/v3": "https://ghe.test/github/api/graphql",
  };
  for (const [apiUrl, expected] of Object.entries(addresses)) {
    const seen: Request[] = [];
    const fetch = answering(() => Response.json({ data: { id: "R_1" } }), seen);
    assert.deepEqual(await ask(createTestClient(fetch, { apiUrl })), { id: "R_1" });
    const [request] = seen;
    assert.equal(request?.url, expected);
    assert.equal(request.method, "POST");
    assert.equal(request.headers.get("authorization"), "token github_pat_for_tests");
    assert.deepEqual(await request.json(), {
      query: "query ($a: Int) { id }",
      variables: { a: 1 },
    });
  }
});

Deno.test("a refused question comes back with GitHub's sentences and words", async () => {
  const errors = [
    { type: "UNPROCESSABLE", message: "Pull request is in clean status", path: ["x"] },
    { message: "Field 'x' doesn't exist\non type 'Mutation'" },
  ];
  const client = createTestClient(answering(() => Response.json({ data: null, errors })));
  const error = await errorOf(ask(client));
  assert.ok(error instanceof GraphQlRefusal);
  assert.deepEqual(error.messages, errors.map(({ message }) => message));
  assert.deepEqual(error.types, ["UNPROCESSABLE"]);
  assert.ok(!error.isMissing);
  assert.equal(
    error.message,
    "Cannot ask: GitHub refused (Pull request is in clean status; Field 'x' doesn't exist on type 'Mutation')",
  );
});

Deno.test("a GitHub without GraphQL is told apart", async () => {
  const error = await errorOf(ask(createTestClient(answering(refuse(404, "Not Found")))));
  assert.ok(error instanceof GraphQlRefusal);
  assert.ok(error.isMissing);
});

Deno.test("rights, limits and GitHub's own failures are over GraphQL what they are over REST", async () => {
  const samples = [
    [{ type: "FORBIDDEN", message: "Resource not accessible by integration" }, AccessError],
    [{ type: "INSUFFICIENT_SCOPES", message: "Your token has not been granted" }, AccessError],
    [{ type: "RATE_LIMITED", message: "API rate limit exceeded" }, UnavailableError],
    [{ message: "You have exceeded a secondary rate limit" }, UnavailableError],
    [{ message: "Something went wrong while executing your query." }, UnavailableError],
  ] as const;
  for (const [problem, kind] of samples) {
    const client = createTestClient(answering(() => Response.json({ errors: [problem] })));
    const error = await errorOf(ask(client));
    assert.ok(error instanceof kind, problem.message);
    if (kind === AccessError) {
      assert.match(error.message, /a token with "pull requests: write" on "acme\/inventory"$/);
    }
  }
});

Deno.test("an answer that is no GraphQL is not believed", async () => {
  const answers = [
    () => new Response("<html>", { headers: { "content-type": "text/html" } }),
    () => Response.json([]),
    () => Response.json({ data: { id: 1 } }),
    () => Response.json({ data: null }),
  ];
  for (const answer of answers) {
    const error = await errorOf(ask(createTestClient(answering(answer))));
    assert.ok(error instanceof UnavailableError);
  }
});

Deno.test("a redirect that may not be followed says where it went, and is no missing thing", async () => {
  const move = () =>
    new Response(null, { status: 301, headers: { location: "https://evil.test/x" } });
  const client = createTestClient(answering(move));
  const error = await errorOf(client.find({
    route: "GET",
    action: "look",
    permission: "metadata: read",
    answer: z.unknown(),
    signal: NEVER,
  }));
  assert.ok(error instanceof AccessError);
  assert.equal(
    error.message,
    'Cannot look: GitHub redirected to another address, "https://evil.test", expected the ' +
      "present address of GitHub and name of the repository",
  );
});

Deno.test("what is left of the limits can be read, apart for REST and GraphQL", async () => {
  let remaining = 100;
  const headers = () => ({
    "x-ratelimit-limit": "5000",
    "x-ratelimit-remaining": String(--remaining),
    "x-ratelimit-reset": "1772355600",
  });
  const client = createTestClient(
    answering(() => Response.json({ data: { id: "a" } }, { headers: headers() })),
  );
  assert.deepEqual(client.quota, []);
  await read(client);
  await read(client);
  await ask(client);
  const common = { limit: 5_000, resetAt: 1_772_355_600_000 };
  assert.deepEqual(client.quota, [
    { resource: "core", remaining: 98, ...common },
    { resource: "graphql", remaining: 97, ...common },
  ]);
});

Deno.test("what GitHub, or a proxy before it, says of secrets is not handed on", async () => {
  const secrets = ["hunter2-and-more", "AKIAIOSFODNN7EXAMPLE", "MIIEvQIBADANBg", "c2lnbmVk"];
  const message = `Bad gateway: https://x.test/?a=1&X-Amz-Signature=${secrets[3]} ` +
    `password=${secrets[0]} key ${secrets[1]} ` +
    `-----BEGIN PRIVATE KEY----- ${secrets[2]}`;
  const { message: told } = await errorOf(read(createTestClient(answering(refuse(502, message)))));
  assert.match(told, /Bad gateway/);
  for (const secret of secrets) assert.ok(!told.includes(secret), told);
});
