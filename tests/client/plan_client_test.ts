import assert from "node:assert/strict";
import { fetchPlan, type PlanClientDeps } from "../../src/client/plan_client.ts";
import { toEmptyPlan, toPlanDocument } from "../../src/collector/plan.ts";
import { createTestConnect } from "./collector_stub.ts";
import { ManualClock } from "../testing/manual_clock.ts";

const never = new AbortController().signal;
const PLAN = toPlanDocument(
  toEmptyPlan({ message: "Nothing", filePath: "r.yaml", title: "T", pullRequest: null }),
);

/** A server that answers every request in one way and keeps the requests. */
function serve(answer: () => Response | Promise<Response>) {
  const seen: { readonly path: string; readonly headers: Headers }[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    seen.push({ path: new URL(request.url).pathname, headers: new Headers(request.headers) });
    return answer();
  });
  const url = `http://127.0.0.1:${server.addr.port}`;
  return { url, seen, [Symbol.asyncDispose]: () => server.shutdown() };
}

async function ask(url: string, more: Partial<PlanClientDeps> = {}) {
  const { connect, openCount } = createTestConnect();
  const delivery = await fetchPlan({
    url,
    readToken: () => Promise.resolve(null),
    connect,
    clock: new ManualClock("2026-03-01T08:00:00Z"),
    userAgent: "test/1",
    ...more,
  }, never);
  assert.equal(openCount(), 0, "the connection is closed");
  return delivery;
}

Deno.test("the plan is asked for once, with the token, below the prefix of the address", async () => {
  await using server = serve(() => Response.json(PLAN));
  const delivery = await ask(`${server.url}/base`, { readToken: () => Promise.resolve("t0ken") });
  assert.deepEqual(delivery, { kind: "delivered", answer: PLAN });
  const [request, ...others] = server.seen;
  assert.equal(others.length, 0);
  assert.equal(request?.path, "/base/api/v1/reconcile/plan");
  assert.equal(request?.headers.get("authorization"), "Bearer t0ken");
  assert.equal(request?.headers.get("user-agent"), "test/1");
});

Deno.test("every answer that is no plan is one sentence that says what to do", async () => {
  const html = { headers: { "content-type": "text/html" } };
  const samples: readonly (readonly [() => Response, RegExp])[] = [
    [
      () => new Response("<html>", html),
      /it answered 200, but not as a collector does \(content type "text\/html"\)$/,
    ],
    [() => Response.json({ diff: 5 }), /it answered 200, but not as a collector does/],
    [
      () => Response.json({ error: "Nothing is at" }, { status: 404 }),
      /it answered 404: "Nothing is at"; an older collector makes no plans, /,
    ],
    [
      () => new Response("", { status: 405 }),
      /it answered 405; an older collector makes no plans, /,
    ],
    [
      () => Response.json({ error: "No" }, { status: 401 }),
      /it answered 401: "No"; it wants a token, in COLLECTOR_TOKEN /,
    ],
    [() => new Response("", { status: 403 }), /it answered 403$/],
    [
      () => Response.redirect("https://login.test/"),
      /with a redirect to "https:\/\/login\.test\/", and redirects are not followed/,
    ],
    [
      () => Response.json({ error: "Bad\u001b (line 3, column 1)" }, { status: 500 }),
      /it answered 500: "Bad\\u001b \(line 3, column 1\)"$/,
    ],
    [() => Response.json({ error: "down" }, { status: 503 }), /it answered 503: "down"$/],
  ];
  for (const [answer, expected] of samples) {
    await using server = serve(answer);
    const delivery = await ask(server.url);
    assert.ok(delivery.kind !== "delivered");
    assert.match(
      delivery.message,
      /^Cannot get the plan from "http:[^"]+\/api\/v1\/reconcile\/plan": /,
    );
    assert.match(delivery.message, expected);
    assert.doesNotMatch(delivery.message, /\p{Cc}/u);
  }
});

Deno.test("a token that is refused is not repeated", async () => {
  await using server = serve(() => Response.json({ error: "No t0ken here" }, { status: 401 }));
  const delivery = await ask(server.url, { readToken: () => Promise.resolve("t0ken") });
  assert.ok(delivery.kind === "refused");
  assert.match(delivery.message, /"No \*\*\* here"; the token in COLLECTOR_TOKEN or /);
});

Deno.test("an answer that does not come is given up", async () => {
  const clock = new ManualClock("2026-03-01T08:00:00Z");
  const held = Promise.withResolvers<Response>();
  const asked = Promise.withResolvers<void>();
  await using server = serve(() => {
    asked.resolve();
    return held.promise;
  });
  const delivery = ask(server.url, { clock, timeoutMs: 5_000 });
  await asked.promise;
  clock.advance(5_000);
  const { kind, message } = await delivery as { kind: string; message: string };
  assert.deepEqual([kind, message.endsWith(": no answer within 5 s")], ["unavailable", true]);
  held.resolve(new Response());
});

Deno.test("a token that cannot be read sends nothing", async () => {
  await using server = serve(() => Response.json(PLAN));
  const readToken = () => Promise.reject(new Error("COLLECTOR_TOKEN_FILE: is gone"));
  const delivery = await ask(server.url, { readToken });
  assert.ok(delivery.kind === "unavailable");
  assert.match(delivery.message, /: COLLECTOR_TOKEN_FILE: is gone$/);
  assert.equal(server.seen.length, 0);
});
