import assert from "node:assert/strict";
import { UnavailableError } from "../../src/errors.ts";
import {
  createGuardedFetch,
  type Fetch,
  type GuardedFetchDeps,
} from "../../src/github/guarded_fetch.ts";
import { ManualClock } from "../testing/manual_clock.ts";

const URL_A = "https://github.test/a";
const guard = (deps: GuardedFetchDeps): Fetch => createGuardedFetch(deps).fetch;
const newClock = () => new ManualClock("2026-03-01T08:00:00Z");

Deno.test("a call that is not answered in time ends as unavailable", async () => {
  const hanging: Fetch = (_url, init) =>
    new Promise((_resolve, reject) => {
      init.signal?.addEventListener("abort", () => reject(init.signal?.reason));
    });
  const guarded = guard({ fetch: hanging, clock: newClock(), timeoutMs: 5 });
  await assert.rejects(guarded(URL_A, {}), new UnavailableError("no answer within 0.005 s"));
});

Deno.test("a body that never ends is bounded by the same time", async () => {
  const endless: Fetch = (_url, init) => {
    const body = new ReadableStream({
      start: (controller) => {
        init.signal?.addEventListener("abort", () => controller.error(init.signal?.reason));
      },
    });
    return Promise.resolve(new Response(body));
  };
  const guarded = guard({ fetch: endless, clock: newClock(), timeoutMs: 5 });
  await assert.rejects(guarded(URL_A, {}), UnavailableError);
});

Deno.test("an unchanged answer is asked for by its entity tag and given from memory", async () => {
  const asked: (string | null)[] = [];
  const answering: Fetch = (_url, init) => {
    const tag = new Headers(init.headers).get("if-none-match");
    asked.push(tag);
    const headers = { etag: '"1"', "content-type": "application/json" };
    const answer = tag === null
      ? new Response('{"a":1}', { headers })
      : new Response(null, { status: 304, headers });
    return Promise.resolve(answer);
  };
  const guarded = guard({ fetch: answering, clock: newClock() });
  for (let count = 0; count < 2; count++) {
    const response = await guarded(URL_A, {});
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-type"), "application/json");
    assert.deepEqual(await response.json(), { a: 1 });
  }
  assert.deepEqual(asked, [null, '"1"']);
});

Deno.test("writes come in a burst, then one a second; reads do not wait", async () => {
  const clock = newClock();
  let writes = 0;
  const counting: Fetch = (_url, init) => {
    if (init.method === "POST") writes += 1;
    return Promise.resolve(new Response("{}"));
  };
  const guarded = guard({ fetch: counting, clock });
  for (let count = 0; count < 10; count++) await guarded(URL_A, { method: "POST" });
  const eleventh = guarded(URL_A, { method: "POST" });
  await guarded(URL_A, {});
  assert.equal(writes, 10);
  assert.equal(clock.sleeperCount, 1);
  clock.advance(1_000);
  await eleventh;
  assert.equal(writes, 11);
});
