import assert from "node:assert/strict";
import { UnavailableError } from "../../src/errors.ts";
import { createGuardedFetch, type GuardedFetchDeps } from "../../src/github/guarded_fetch.ts";
import type { Fetch } from "../../src/github/redirect.ts";
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
    const headers = {
      etag: '"1"',
      "content-type": tag === null ? "application/json" : "text/plain",
      "x-oauth-scopes": tag === null ? "repo" : "user",
    };
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
    assert.equal(response.headers.get("x-oauth-scopes"), count === 0 ? "repo" : "user");
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

/** Answers by address; what is not there is 200. */
function redirecting(
  targets: Readonly<Record<string, string>>,
  options: { readonly status?: number; readonly seen?: [string, string | null][] } = {},
): Fetch {
  const { status = 301, seen = [] } = options;
  return (url, init) => {
    assert.equal(init.redirect, "manual");
    seen.push([url, new Headers(init.headers).get("authorization")]);
    const location = targets[url];
    const answer = location === undefined
      ? new Response(url)
      : new Response(null, { status, headers: location === "" ? {} : { location } });
    return Promise.resolve(answer);
  };
}

const asOurselves = { headers: { authorization: "token t" } };

Deno.test("a read follows redirects on its own host, up to three", async () => {
  const seen: [string, string | null][] = [];
  const targets = {
    [URL_A]: "/b",
    "https://github.test/b": "c",
    "https://github.test/c": "/d?e=f",
  };
  const fetch = redirecting(targets, { seen, status: 308 });
  const response = await guard({ fetch, clock: newClock() })(URL_A, asOurselves);
  assert.equal(await response.text(), "https://github.test/d?e=f");
  assert.equal(seen.length, 4);
});

Deno.test("a redirect never carries our credential to another host", async () => {
  for (const target of ["https://evil.test/a", "http://github.test/a", "https://github.test:1/a"]) {
    const seen: [string, string | null][] = [];
    const fetch = redirecting({ [URL_A]: target }, { seen });
    const call = guard({ fetch, clock: newClock() })(URL_A, asOurselves);
    await assert.rejects(call, /GitHub redirected to another address/);
    assert.deepEqual(seen, [[URL_A, "token t"]]);
  }
});

Deno.test("a redirect that leads nowhere, or in circles, and one of a write, is refused", async () => {
  const clock = newClock();
  const nowhere = guard({ fetch: redirecting({ [URL_A]: "" }), clock });
  await assert.rejects(nowhere(URL_A, {}), /redirected to nowhere/);
  const circle = guard({ fetch: redirecting({ [URL_A]: URL_A }), clock });
  await assert.rejects(circle(URL_A, {}), /redirected 4 times/);
  const seen: [string, string | null][] = [];
  const moved = redirecting({ [URL_A]: "/repositories/1" }, { status: 307, seen });
  const write = guard({ fetch: moved, clock })(URL_A, { method: "POST" });
  await assert.rejects(write, /redirected the write to "\/repositories\/1"/);
  assert.equal(seen.length, 1);
});

Deno.test("a lost connection is told to its owner, and nothing else is", async () => {
  let lost = 0;
  const clock = newClock();
  const count = (fetch: Fetch, init: RequestInit = {}) =>
    guard({ fetch, clock, timeoutMs: 5, onConnectionLost: () => lost++ })(URL_A, init);
  await count(() => Promise.resolve(new Response("{}", { status: 500 })));
  await assert.rejects(count(redirecting({ [URL_A]: "" })));
  const stopped = AbortSignal.abort(new DOMException("stop", "AbortError"));
  const aborted: Fetch = (_url, init) => Promise.reject(init.signal?.reason);
  await assert.rejects(count(aborted, { signal: stopped }));
  assert.equal(lost, 0);
  await assert.rejects(count(() => Promise.reject(new TypeError("connection reset"))));
  assert.equal(lost, 1);
  const hanging: Fetch = (_url, init) =>
    new Promise((_resolve, reject) => {
      init.signal?.addEventListener("abort", () => reject(init.signal?.reason));
    });
  await assert.rejects(count(hanging));
  assert.equal(lost, 2);
});
