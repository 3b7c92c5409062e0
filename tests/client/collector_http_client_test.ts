import assert from "node:assert/strict";
import {
  CollectorHttpClient,
  type CollectorHttpClientDeps,
} from "../../src/client/collector_http_client.ts";
import type { Delivery } from "../../src/informer/collector_client.ts";
import { ManualClock } from "../testing/manual_clock.ts";
import {
  BATCH,
  BATCH_ANSWER,
  createTestConnect,
  serveBroken,
  serveStub,
  SINGLE,
} from "./collector_stub.ts";

const NOON = "2026-01-31T12:00:00.000Z";
const never = new AbortController().signal;

interface TestClient extends Disposable {
  readonly client: CollectorHttpClient;
  readonly clock: ManualClock;
  readonly openCount: () => number;
  readonly madeCount: () => number;
  submit(signal?: AbortSignal): Promise<Delivery<unknown>>;
  post(): Promise<Delivery<null>>;
}

function createClient(url: string, overrides: Partial<CollectorHttpClientDeps> = {}): TestClient {
  const { connect, ...counts } = createTestConnect();
  const clock = new ManualClock(NOON);
  const client = new CollectorHttpClient({
    url,
    cluster: "production-eu",
    readToken: () => Promise.resolve(null),
    connect,
    clock,
    userAgent: "machinery-status-collector/1.2.3",
    ...overrides,
  });
  return {
    client,
    clock,
    ...counts,
    submit: (signal = never) => client.submit(BATCH, signal),
    post: () => client.post(SINGLE, never),
    [Symbol.dispose]: () => client.close(),
  };
}

/** What becomes of a batch that is answered so, without the beginning of its message. */
async function submitTo(answer: () => Response): Promise<Delivery<unknown>> {
  await using stub = serveStub(answer);
  using client = createClient(stub.url);
  return withoutFailure(await client.submit(), `${stub.url}/api/v1/clusters/production-eu/batch`);
}

function withoutFailure(delivery: Delivery<unknown>, url: string): Delivery<unknown> {
  if (delivery.kind === "delivered") return delivery;
  const failure = `Cannot post to "${url}": `;
  assert.ok(delivery.message.startsWith(failure), delivery.message);
  return { ...delivery, message: delivery.message.slice(failure.length) };
}

function unavailable(message: string, retryAfterMs: number | null = null): Delivery<never> {
  return { kind: "unavailable", message, retryAfterMs, isConnectionLost: false };
}

Deno.test("a batch goes to its cluster's address as JSON, and its answer comes back", async () => {
  await using stub = serveStub(() => Response.json({ ...BATCH_ANSWER, resync: true, more: "new" }));
  using client = createClient(stub.url, { cluster: "Küche 1/ä%" });
  assert.deepEqual(await client.submit(), {
    kind: "delivered",
    answer: { ...BATCH_ANSWER, resync: true },
  });
  const [request] = stub.seen;
  assert.equal(request?.method, "POST");
  assert.equal(request.path, "/api/v1/clusters/K%C3%BCche%201%2F%C3%A4%25/batch");
  assert.deepEqual(request.body, BATCH);
  assert.equal(request.headers.get("content-type"), "application/json");
  assert.equal(request.headers.get("user-agent"), "machinery-status-collector/1.2.3");
  assert.equal(request.headers.get("authorization"), null);
});

Deno.test("a single status goes to the old address with its cluster", async () => {
  await using stub = serveStub(() => Response.json({ status: "created" }, { status: 201 }));
  using client = createClient(stub.url);
  assert.deepEqual(await client.post(), { kind: "delivered", answer: null });
  assert.equal(stub.seen[0]?.path, "/api/v1/status");
  assert.deepEqual(stub.seen[0]?.body, { cluster: "production-eu", ...SINGLE });
});

Deno.test("a single status is delivered by 201 and by nothing else", async () => {
  for (const status of [200, 202]) {
    await using stub = serveStub(() => Response.json({ status: "created" }, { status }));
    using client = createClient(stub.url);
    const delivery = withoutFailure(await client.post(), `${stub.url}/api/v1/status`);
    assert.deepEqual(delivery, unavailable(`it answered ${status}, expected 201`));
  }
});

Deno.test("a collector of any age is known by its list of the cluster's statuses", async () => {
  const answers: readonly (readonly [() => Response, string])[] = [
    [() => Response.json([]), "delivered"],
    [() => Response.json([{ claimRef: "a" }]), "delivered"],
    [() => Response.json({}), "unavailable"],
    [() => new Response("<html>"), "unavailable"],
    [() => Response.json([], { status: 404 }), "refused"],
  ];
  for (const [answer, kind] of answers) {
    await using stub = serveStub(answer);
    using client = createClient(stub.url);
    const delivery = await client.client.greet(never);
    assert.equal(delivery.kind, kind);
    const [request] = stub.seen;
    assert.deepEqual([request?.method, request?.path], ["GET", "/api/v1/status/production-eu"]);
    if (delivery.kind !== "delivered") assert.match(delivery.message, /^Cannot read "http/);
  }
});

Deno.test("a path prefix of the collector's address is kept", async () => {
  await using stub = serveStub(() => Response.json(BATCH_ANSWER));
  using client = createClient(`${stub.url}/a/b`);
  await client.submit();
  await client.post();
  assert.deepEqual(stub.seen.map(({ path }) => path), [
    "/a/b/api/v1/clusters/production-eu/batch",
    "/a/b/api/v1/status",
  ]);
});

Deno.test("the token is asked for at each request", async () => {
  await using stub = serveStub(() => Response.json(BATCH_ANSWER));
  const tokens = ["one", "two", null];
  using client = createClient(stub.url, {
    readToken: () => Promise.resolve(tokens.shift() ?? null),
  });
  for (let index = 0; index < 3; index += 1) await client.submit();
  const given = stub.seen.map(({ headers }) => headers.get("authorization"));
  assert.deepEqual(given, ["Bearer one", "Bearer two", null]);
});

Deno.test("without a readable token nothing is sent, and the reason is told", async () => {
  await using stub = serveStub(() => Response.json(BATCH_ANSWER));
  using client = createClient(stub.url, {
    readToken: () => Promise.reject(new Error("COLLECTOR_TOKEN_FILE: the file is empty")),
  });
  const delivery = await client.submit();
  assert.deepEqual(
    withoutFailure(delivery, `${stub.url}/api/v1/clusters/production-eu/batch`),
    unavailable("COLLECTOR_TOKEN_FILE: the file is empty"),
  );
  assert.deepEqual(stub.seen, []);
});

Deno.test("an answer that no collector gives is no delivery", async () => {
  const html = { "content-type": "text/html" };
  const odd = (type: string) =>
    unavailable(`it answered 200, but not as a collector does (content type "${type}")`);
  const page = () => new Response("<html>Please sign in</html>", { headers: html });
  assert.deepEqual(await submitTo(page), odd("text/html"));
  const bodies = [{}, [], null, "ok", { ...BATCH_ANSWER, accepted: "1" }, { status: "created" }];
  for (const body of bodies) {
    assert.deepEqual(await submitTo(() => Response.json(body)), odd("application/json"));
  }
  assert.deepEqual(await submitTo(() => new Response(null)), odd(""));
  for (const status of [201, 202, 204]) {
    const answer = () => new Response(status === 204 ? null : "{}", { status });
    assert.deepEqual(
      await submitTo(answer),
      unavailable(`it answered ${status}, expected 200`),
    );
  }
});

Deno.test("content that will never be taken is told apart", async () => {
  for (const status of [400, 413]) {
    const body = { error: "Cannot accept the request" };
    assert.deepEqual(await submitTo(() => Response.json(body, { status })), {
      kind: "unacceptable",
      status,
      message: `it answered ${status}: "Cannot accept the request"`,
    });
  }
});

Deno.test("what only a person can mend is a refusal", async () => {
  for (const status of [401, 403, 404, 405, 409, 411, 415, 422, 431]) {
    assert.deepEqual(await submitTo(() => Response.json({ error: "No" }, { status })), {
      kind: "refused",
      status,
      message: `it answered ${status}: "No"`,
    });
  }
});

Deno.test("what passes by itself is a reason to wait", async () => {
  for (const status of [408, 425, 429, 500, 501, 502, 503, 504, 511]) {
    assert.deepEqual(
      await submitTo(() => Response.json({ error: "Not now" }, { status })),
      unavailable(`it answered ${status}: "Not now"`),
    );
  }
});

Deno.test("the wait that is asked for is told, as seconds or as a date", async () => {
  const samples: Readonly<Record<string, number | null>> = {
    "7": 7_000,
    "0": 0,
    " 12 ": 12_000,
    "Sat, 31 Jan 2026 12:00:30 GMT": 30_000,
    "Sat, 31 Jan 2026 11:00:00 GMT": 0,
    "999999999": 3_600_000,
    "Sun, 31 Jan 2027 12:00:00 GMT": 3_600_000,
    "soon": null,
    "": null,
  };
  for (const status of [429, 503]) {
    for (const [text, expected] of Object.entries(samples)) {
      const headers = { "retry-after": text };
      const delivery = await submitTo(() => new Response("", { status, headers }));
      assert.deepEqual(delivery, unavailable(`it answered ${status}`, expected), text);
    }
  }
});

Deno.test("a redirect is refused, and neither followed nor told with its query", async () => {
  await using elsewhere = serveStub(() => Response.json(BATCH_ANSWER));
  for (const status of [301, 302, 303, 307, 308]) {
    const location = `${elsewhere.url}/sign-in?ticket=hidden#x`;
    const delivery = await submitTo(() => new Response(null, { status, headers: { location } }));
    assert.deepEqual(delivery, {
      kind: "refused",
      status,
      message: `it answered ${status} with a redirect to "${elsewhere.url}/sign-in", ` +
        "and redirects are not followed: the collector's final address is needed",
    });
  }
  assert.deepEqual(elsewhere.seen, []);
  assert.deepEqual(await submitTo(() => new Response(null, { status: 304 })), {
    kind: "refused",
    status: 304,
    message: "it answered 304, that nothing has changed, though it was not asked for changes",
  });
});

Deno.test("what an error says is quoted on one line, cut, and without our token", async () => {
  const messageOf = async (body: BodyInit) => {
    await using stub = serveStub(() => new Response(body, { status: 403 }));
    using client = createClient(stub.url, { readToken: () => Promise.resolve("t0ken") });
    const delivery = await client.submit();
    assert.equal(delivery.kind, "refused");
    return delivery.kind === "refused" ? delivery.message.replace(/^.*it answered /, "") : "";
  };
  assert.equal(
    await messageOf(JSON.stringify({ error: "a\n\u001b[31mb\u202e" })),
    String.raw`403: "a\n\u001b[31mb\u202e"`,
  );
  const long = await messageOf(JSON.stringify({ error: "x".repeat(5_000) }));
  assert.equal(long, `403: "${"x".repeat(399)}…"`);
  const echo = await messageOf(JSON.stringify({ error: "Bearer t0ken and t0ken are unknown" }));
  assert.equal(echo, '403: "Bearer *** and *** are unknown"');
  const others = ["<html>t0ken</html>", "", "null", "[]", `{"error":7}`, `{"message":"a"}`];
  for (const body of others) assert.equal(await messageOf(body), "403");
});

Deno.test("a collector that does not listen is a lost connection", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const url = `http://127.0.0.1:${listener.addr.port}`;
  listener.close();
  using client = createClient(url);
  const delivery = await client.submit();
  assert.ok(delivery.kind === "unavailable" && delivery.isConnectionLost);
  assert.match(delivery.message, /: the connection failed: "tcp connect error: .*refused/);
  assert.equal(client.openCount(), 0);
});

Deno.test("a connection that is cut is lost, whenever that happens", async () => {
  const head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
  const writings = {
    "": /the connection failed: "connection closed before message completed/,
    "HTTP/1.1 200": /the connection failed: "connection closed before message completed/,
    [`${head}content-length: 100\r\n\r\n{"protocol":1`]: /the connection failed: "error reading a/,
    [`${head}transfer-encoding: chunked\r\n\r\n5\r\n{"pro`]: /the connection failed: "error readin/,
    "SSH-2.0-OpenSSH_9\r\n\r\n":
      /the connection failed: "invalid HTTP version parsed", expected HTTP\/1\.1: is/,
  };
  for (const [write, expected] of Object.entries(writings)) {
    await using server = serveBroken({ write, then: "hang-up" });
    using client = createClient(server.url);
    const delivery = await client.submit();
    assert.ok(delivery.kind === "unavailable" && delivery.isConnectionLost, write);
    assert.equal(delivery.retryAfterMs, null);
    assert.match(delivery.message, expected);
    assert.equal(client.openCount(), 0, "its HTTP client is closed");
  }
});

Deno.test("an error that is cut in its middle is still that error", async () => {
  const write = `HTTP/1.1 403 Forbidden\r\ncontent-length: 100\r\n\r\n{"error":`;
  await using server = serveBroken({ write, then: "hang-up" });
  using client = createClient(server.url);
  const delivery = await client.submit();
  assert.ok(delivery.kind === "refused");
  assert.match(delivery.message, /: it answered 403$/);
  assert.equal(client.openCount(), 0);
});

Deno.test("no request takes longer than 30 seconds, whatever comes of its answer", async () => {
  const writings = [
    "",
    "HTTP/1.1 200 OK\r\n",
    'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"protocol":1',
    "HTTP/1.1 503 Busy\r\ncontent-length: 100\r\n\r\n",
  ];
  for (const write of writings) {
    await using server = serveBroken({ write, then: "keep-still" });
    using client = createClient(server.url);
    let isDone = false;
    const submitting = client.submit().finally(() => isDone = true);
    await server.waitForRequests(1);
    client.clock.advance(29_999);
    await fetchNothing();
    assert.ok(!isDone);
    client.clock.advance(1);
    const delivery = await submitting;
    assert.ok(delivery.kind === "unavailable" && delivery.isConnectionLost, write);
    assert.match(delivery.message, /: no answer within 30 s$/);
    assert.equal(client.openCount(), 0);
    assert.equal(client.clock.sleeperCount, 0);
  }
});

Deno.test("a token or a connection that does not come is not waited for either", async () => {
  const endless = { promise: new Promise<never>(() => {}) };
  const overrides = [{ readToken: () => endless.promise }, { connect: () => endless.promise }];
  for (const override of overrides) {
    using client = createClient("http://127.0.0.1:9", override);
    const submitting = client.submit();
    client.clock.advance(30_000);
    assert.match(messageOf(await submitting), /: no answer within 30 s$/);
  }
});

Deno.test("an answer without end is not read to its end", async () => {
  let pulledBytes = 0;
  const chunk = new Uint8Array(65_536).fill(32);
  const endless = () =>
    new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: (controller) => {
        pulledBytes += chunk.byteLength;
        controller.enqueue(chunk);
      },
    });
  for (const status of [200, 403, 503]) {
    pulledBytes = 0;
    await using stub = serveStub(() => new Response(endless(), { status }));
    using client = createClient(stub.url);
    const delivery = await client.submit();
    assert.equal(delivery.kind, status === 403 ? "refused" : "unavailable");
    if (status === 200) assert.match(messageOf(delivery), /200, with more than 1048576 bytes$/);
    assert.ok(pulledBytes < 50_000_000);
    assert.equal(client.openCount(), 0);
  }
});

Deno.test("a connection serves many requests, and is a new one after each failure", async () => {
  const answer =
    `HTTP/1.1 200 OK\r\ncontent-length: ${JSON.stringify(BATCH_ANSWER).length}\r\n\r\n` +
    JSON.stringify(BATCH_ANSWER);
  const refusal = "HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\n{}";
  await using server = serveBroken(
    { write: answer, then: "go-on" },
    { write: refusal, then: "go-on" },
    // The kept connection freezes, as behind a firewall that forgot it.
    { write: "", then: "keep-still" },
    { write: answer, then: "go-on" },
    { write: answer, then: "go-on" },
  );
  using client = createClient(server.url);
  assert.equal((await client.submit()).kind, "delivered");
  assert.equal((await client.submit()).kind, "refused");
  assert.deepEqual([client.madeCount(), server.connectionCount()], [1, 1]);
  const frozen = client.submit();
  await server.waitForRequests(3);
  client.clock.advance(30_000);
  assert.equal((await frozen).kind, "unavailable");
  assert.equal(client.openCount(), 0);
  assert.equal((await client.submit()).kind, "delivered");
  assert.equal((await client.submit()).kind, "delivered");
  assert.deepEqual([client.madeCount(), server.connectionCount()], [2, 2]);
});

Deno.test("whoever stops a request gets an answer at once, which blames no connection", async () => {
  await using server = serveBroken({ write: "", then: "keep-still" });
  using client = createClient(server.url);
  const stop = new AbortController();
  const submitting = client.submit(stop.signal);
  await server.waitForRequests(1);
  stop.abort();
  const url = `${server.url}/api/v1/clusters/production-eu/batch`;
  assert.deepEqual(withoutFailure(await submitting, url), unavailable("it was stopped"));
  assert.deepEqual(
    withoutFailure(await client.submit(stop.signal), url),
    unavailable("it was stopped"),
  );
  assert.deepEqual([client.openCount(), client.clock.sleeperCount], [0, 0]);
});

function messageOf(delivery: Delivery<unknown>): string {
  return delivery.kind === "delivered" ? "" : delivery.message;
}

/** Lets everything that is ready have its turn, the network included. */
async function fetchNothing(): Promise<void> {
  await using stub = serveStub(() => new Response());
  const response = await fetch(stub.url, { method: "POST", body: "{}" });
  await response.body?.cancel();
}
