import assert from "node:assert/strict";
import { UnavailableError } from "../../src/errors.ts";
import { createGuardedFetch } from "../../src/github/guarded_fetch.ts";
import type { Fetch } from "../../src/github/redirect.ts";
import { createTestClock } from "./client_world.ts";

const REST = "https://github.test/repos/acme/graphql";
const GRAPHQL = "https://github.test/graphql";
const NOW_S = Date.parse("2026-03-01T08:00:00Z") / 1000;

/** Gives one answer to the first call, and good ones afterwards. */
function createGuard(first: ResponseInit, limitsBelongTo: "token" | "account" = "account") {
  const clock = createTestClock();
  const answers = [new Response("{}", first)];
  const fetch: Fetch = () => Promise.resolve(answers.shift() ?? new Response("{}"));
  const guard = createGuardedFetch({ fetch, clock, limitsBelongTo });
  const ask = (url: string, authorization = "token a") =>
    guard.fetch(url, { headers: { authorization } });
  return { clock, ask, guard };
}

function waitOf(ms: number) {
  return (error: unknown): boolean => {
    assert.ok(error instanceof UnavailableError);
    assert.equal(error.retryAfterMs, ms);
    return true;
  };
}

const usedUp = {
  "x-ratelimit-limit": "5000",
  "x-ratelimit-remaining": "0",
  "x-ratelimit-reset": String(NOW_S + 600),
};

Deno.test("a budget that is used up stops its own calls, not those of the other", async () => {
  for (const [spent, other] of [[REST, GRAPHQL], [GRAPHQL, REST]] as const) {
    for (const status of [200, 403, 429]) {
      const { clock, ask } = createGuard({ status, headers: usedUp });
      if (status === 200) await ask(spent);
      else await assert.rejects(ask(spent), waitOf(600_000));
      await assert.rejects(ask(spent), waitOf(600_000));
      assert.equal((await ask(other)).status, 200);
      clock.advance(600_000);
      assert.equal((await ask(spent)).status, 200);
    }
  }
});

Deno.test("a secondary limit stops every call", async () => {
  const samples: readonly (readonly [ResponseInit, number])[] = [
    [{ status: 403, headers: { "retry-after": "90" } }, 90_000],
    [{ status: 429 }, 60_000],
    [{ status: 403, headers: { ...usedUp, "retry-after": "90" } }, 90_000],
    [{ status: 503, headers: { "retry-after": "30" } }, 30_000],
  ];
  for (const [answer, waitMs] of samples) {
    for (const [limited, other] of [[REST, GRAPHQL], [GRAPHQL, REST]] as const) {
      const { clock, ask } = createGuard(answer);
      await assert.rejects(ask(limited), waitOf(waitMs));
      await assert.rejects(ask(other), waitOf(waitMs));
      clock.advance(waitMs);
      assert.equal((await ask(other)).status, 200);
    }
  }
});

Deno.test("Retry-After is a number or a date, and is bounded", async () => {
  const samples = {
    "90": 90_000,
    "Sun, 01 Mar 2026 08:02:00 GMT": 120_000,
    "Sun, 01 Mar 2026 07:00:00 GMT": 1_000,
    "-5": 1_000,
    "0": 1_000,
    "999999999999": 3_600_000,
    "Sun, 01 Mar 2099 08:02:00 GMT": 3_600_000,
    "soon": 60_000,
  };
  for (const [text, waitMs] of Object.entries(samples)) {
    const { ask } = createGuard({ status: 429, headers: { "retry-after": text } });
    await assert.rejects(ask(REST), waitOf(waitMs), text);
  }
});

Deno.test("GraphQL tells of a secondary limit with 200, too", async () => {
  const { ask } = createGuard({ status: 200, headers: { "retry-after": "20" } });
  await ask(GRAPHQL);
  await assert.rejects(ask(REST), waitOf(20_000));
});

Deno.test("a refusal for a missing right stops nobody", async () => {
  const { ask } = createGuard({ status: 403 });
  assert.equal((await ask(REST)).status, 403);
  assert.equal((await ask(REST)).status, 200);
});

Deno.test("another token has limits of its own, and the same one keeps its wait", async () => {
  for (const headers of [usedUp, { ...usedUp, "retry-after": "600" }]) {
    const { ask, guard } = createGuard({ status: 403, headers }, "token");
    await assert.rejects(ask(REST), waitOf(600_000));
    await assert.rejects(ask(REST), waitOf(600_000));
    assert.equal(guard.readQuota().length, 1);
    assert.equal((await ask(REST, "token b")).status, 200);
    assert.deepEqual(guard.readQuota(), []);
  }
});

Deno.test("the tokens of one App share the limits of its installation", async () => {
  const { ask, guard } = createGuard({ status: 403, headers: usedUp });
  await assert.rejects(ask(REST), waitOf(600_000));
  await assert.rejects(ask(REST, "token b"), waitOf(600_000));
  assert.equal(guard.readQuota().length, 1);
});

Deno.test("a late answer to the token before says nothing of the new one", async () => {
  const late = Promise.withResolvers<Response>();
  const answers = [late.promise, Promise.resolve(new Response("{}"))];
  const guard = createGuardedFetch({
    fetch: () => answers.shift() ?? Promise.resolve(new Response("{}")),
    clock: createTestClock(),
    limitsBelongTo: "token",
  });
  const ask = (authorization: string) => guard.fetch(REST, { headers: { authorization } });
  const before = ask("token a");
  await ask("token b");
  late.resolve(new Response("{}", { status: 429, headers: { "retry-after": "90" } }));
  await assert.rejects(before, waitOf(90_000));
  assert.equal((await ask("token b")).status, 200);
});
