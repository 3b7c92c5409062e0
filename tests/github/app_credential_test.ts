import assert from "node:assert/strict";
import { z } from "zod";
import { AccessError, UnavailableError } from "../../src/errors.ts";
import type { GitHubClient } from "../../src/github/github_client.ts";
import type { SpanAttributes, Tracer } from "../../src/runtime/tracer.ts";
import { createAppKey } from "../testing/github/app_world.ts";
import type { ManualClock } from "../testing/manual_clock.ts";
import { createAppClient, createTestClock, createTestDouble, NEVER } from "./client_world.ts";

const key = createAppKey();
const readPrivateKey = () => Promise.resolve(key.pem);
const MINUTE_MS = 60_000;

function createWorld() {
  const clock = createTestClock();
  const github = createTestDouble({ clock, key });
  const client = createAppClient(github, { clock, readPrivateKey });
  return { clock, github, client };
}

function look(client: GitHubClient): Promise<unknown> {
  return client.call({
    route: "GET",
    action: `read "${client.repository}"`,
    permission: "metadata: read",
    answer: z.object({ name: z.string() }),
    signal: NEVER,
  });
}

async function refusalOf(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(() => undefined, (error: unknown) => error);
  assert.ok(error instanceof AccessError, String(error));
  assert.equal(error.status, 401);
  return error.message;
}

Deno.test("an App asks for one token and uses it until five minutes before its end", async () => {
  const { clock, github, client } = createWorld();
  await Promise.all([look(client), look(client), look(client)]);
  assert.equal(github.appTokenCount, 1);
  clock.advance(55 * MINUTE_MS - 1);
  await look(client);
  assert.equal(github.appTokenCount, 1);
  clock.advance(1);
  await look(client);
  assert.equal(github.appTokenCount, 2);
});

Deno.test("the span of a token's request tells method and status", async () => {
  for (const [answer, status] of [[undefined, 201], [{ status: 403, body: {} }, 403]] as const) {
    const clock = createTestClock();
    const github = createTestDouble({ clock, key });
    const seen: SpanAttributes[] = [];
    const setAttributes = (values: SpanAttributes): void => void seen.push(values);
    const span = { rename: () => {}, setAttributes, fail: () => {} };
    const tracer: Tracer = {
      traceId: undefined,
      inSpan: ({ attributes = {} }, work) => {
        seen.push(attributes);
        return work(span);
      },
    };
    if (answer !== undefined) github.fault({ when: "before", answer });
    await look(createAppClient(github, { clock, readPrivateKey, tracer })).catch(() => {});
    assert.deepEqual(seen, [
      { "http.request.method": "POST" },
      { "http.response.status_code": status },
    ]);
  }
});

Deno.test("the rights of an App's token are kept", async () => {
  const { github, client } = createWorld();
  assert.equal(client.permissions, undefined);
  await look(client);
  assert.deepEqual(client.permissions, {
    metadata: "read",
    contents: "write",
    pull_requests: "write",
  });
  assert.equal(github.countCalls(), 2);
});

Deno.test("a token that GitHub refuses is replaced, once", async (test) => {
  await test.step("a new one serves", async () => {
    const { github, client } = createWorld();
    await look(client);
    github.tokens.revoke(`ghs_${"1".padStart(36, "0")}`);
    await look(client);
    assert.equal(github.appTokenCount, 2);
  });
  await test.step("a new one is refused, too", async () => {
    const { github, client } = createWorld();
    const refused = { status: 401, body: { message: "Bad credentials" } };
    const match = ({ method }: { readonly method: string }) => method === "GET";
    github.fault({ when: "before", answer: refused, times: 9, match });
    assert.match(await refusalOf(look(client)), /expected a valid token$/);
    assert.equal(github.appTokenCount, 2);
    assert.equal(github.countCalls(match), 2);
  });
});

Deno.test("a new private key is used for the next token", async () => {
  const clock = createTestClock();
  const next = createAppKey();
  const github = createTestDouble({ clock, key });
  let pem = key.pem;
  const client = createAppClient(github, { clock, readPrivateKey: () => Promise.resolve(pem) });
  await look(client);
  assert.ok(github.app !== undefined);
  github.app.publicKeys = [next.publicKey];
  pem = next.pem;
  clock.advance(60 * MINUTE_MS);
  await look(client);
  assert.equal(github.appTokenCount, 2);
});

Deno.test("a machine whose clock is wrong is told so", async () => {
  for (const skewMs of [2 * MINUTE_MS, -11 * MINUTE_MS]) {
    const clock = createTestClock();
    const github = createTestDouble({ clock: createTestClock(), key });
    clock.advance(skewMs);
    const client = createAppClient(github, {
      clock,
      readPrivateKey,
      fetch: async (url, init) => {
        const response = await github.fetch(url, init);
        response.headers.set("date", "Sun, 01 Mar 2026 08:00:00 GMT");
        return response;
      },
    });
    const says = new Date(clock.now()).toISOString().replace(".000Z", "Z");
    assert.match(
      await refusalOf(look(client)),
      new RegExp(
        `^Cannot sign in as the GitHub App "12": GitHub answered 401 \\('.* claim .*\\), expected ` +
          `the clock of this machine to be right: it says ${says}, GitHub's 2026-03-01T08:00:00Z$`,
      ),
    );
  }
});

Deno.test("a clock that is a little wrong does no harm", async () => {
  for (const skewMs of [59_000, -8 * MINUTE_MS]) {
    const clock = createTestClock();
    const github = createTestDouble({ clock: createTestClock(), key });
    clock.advance(skewMs);
    await look(createAppClient(github, { clock, readPrivateKey }));
  }
});

Deno.test("what is wrong about the App is said by name, and is no missing thing", async (test) => {
  const clock: ManualClock = createTestClock();
  const github = createTestDouble({ clock, key });
  const stranger = createAppKey();
  const cases = {
    "another App's key": {
      readPrivateKey: () => Promise.resolve(stranger.pem),
      expected: /expected the private key to be one of this App's$/,
    },
    "no key": {
      readPrivateKey: () => Promise.resolve("nothing"),
      expected: /its private key cannot be used, expected an RSA key$/,
    },
    "unknown App": {
      ids: { appId: "99" },
      expected: /\(Integration not found\), expected the ids/,
    },
    "unknown installation": {
      ids: { installationId: "99" },
      expected: /\(Not Found\), expected the/,
    },
  };
  for (const [name, { expected, ...options }] of Object.entries(cases)) {
    await test.step(name, async () => {
      const client = createAppClient(github, { clock, readPrivateKey, ...options });
      const found = client.find({
        route: "GET",
        action: "look",
        permission: "metadata: read",
        answer: z.unknown(),
        signal: NEVER,
      });
      assert.match(await refusalOf(found), expected);
    });
  }
  await test.step("suspended", async () => {
    assert.ok(github.app !== undefined);
    github.app.isSuspended = true;
    const client = createAppClient(github, { clock, readPrivateKey });
    assert.match(await refusalOf(look(client)), /expected the installation not to be suspended$/);
  });
});

Deno.test("while GitHub gives no new token, the old one serves to its end", async () => {
  const { clock, github, client } = createWorld();
  await look(client);
  const isToken = ({ path }: { readonly path: string }) => path.startsWith("/app/");
  github.fault({ when: "before", answer: { status: 502 }, times: 9, match: isToken });
  clock.advance(56 * MINUTE_MS);
  await look(client);
  clock.advance(4 * MINUTE_MS);
  await assert.rejects(look(client), UnavailableError);
});

Deno.test("a limit on an App's tokens is no refusal of the App", async () => {
  const { github, client } = createWorld();
  github.fault({ when: "before", answer: { status: 403, headers: { "retry-after": "7" } } });
  await assert.rejects(look(client), (error) => {
    assert.ok(error instanceof UnavailableError);
    assert.equal(error.retryAfterMs, 7_000);
    return true;
  });
});

Deno.test("an answer without a token is not believed", async () => {
  const { github, client } = createWorld();
  github.fault({ when: "before", answer: { status: 201, body: { token: "a b" } } });
  await assert.rejects(look(client), UnavailableError);
});
