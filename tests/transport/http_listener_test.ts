/** Connections as friends, strangers and the slow have them, on real sockets. */
import assert from "node:assert/strict";
import { exchange, RawSocket } from "../testing/raw_socket.ts";
import { SOCKET_LIMITS } from "../../src/transport/socket_limits.ts";
import { SHORT_LIMITS, startListening } from "./listening.ts";

const GET = "GET /a HTTP/1.1\r\nhost: x\r\n\r\n";
const post = (rest: string) => `POST /b HTTP/1.1\r\nhost: x\r\n${rest}`;

Deno.test("requests that come at once on one connection are answered in their order", async () => {
  await using world = await startListening();
  const answer = await exchange(
    world.port,
    post("content-length: 3\r\n\r\none") +
      post("transfer-encoding: chunked\r\n\r\n3\r\ntwo\r\n0\r\n\r\n") +
      GET.replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n"),
  );
  assert.match(answer, /^HTTP\/1\.1 200 OK[^]*oneHTTP\/1\.1 200 OK[^]*twoHTTP\/1\.1 200 OK/);
  assert.deepEqual(world.requests.toSorted(), ["GET /a ", "POST /b one", "POST /b two"]);
});

Deno.test("the handler hears from where a request comes", async () => {
  await using world = await startListening({
    handler: (_request, { remoteAddress }) => new Response(remoteAddress),
  });
  const response = await fetch(`http://127.0.0.1:${world.port}/`);
  assert.equal(await response.text(), "127.0.0.1");
});

const SLOW: Readonly<Record<string, { readonly first: string; readonly status: number | null }>> = {
  "nothing": { first: "", status: null },
  "half a header": { first: "GET / HTTP/1.1\r\nhost: x\r\n", status: 408 },
  "half a request line": { first: "GET /", status: 408 },
  "half a body": { first: post("content-length: 9\r\n\r\nabc"), status: 408 },
  "half a chunk": { first: post("transfer-encoding: chunked\r\n\r\n9\r\nabc"), status: 408 },
  "no body after asking for permission": {
    first: post("expect: 100-continue\r\ncontent-length: 9\r\n\r\n"),
    status: 408,
  },
};

for (const [name, { first, status }] of Object.entries(SLOW)) {
  Deno.test(`whoever sends ${name} is cut off`, async () => {
    await using world = await startListening();
    const answer = await exchange(world.port, first);
    if (status !== null) {
      assert.match(answer, new RegExp(`HTTP/1\\.1 ${status} `));
      assert.match(answer, /\{"error":"The request took too long","requestId":"id-1"\}$/);
    }
    assert.deepEqual(world.requests, []);
  });
}

for (
  const [name, first] of [["header", "GET / HTTP/1.1\r\nx: "], [
    "body",
    post("content-length: 9999\r\n\r\n"),
  ]]
) {
  Deno.test(`a ${name} that trickles is cut off although it never rests`, async () => {
    await using world = await startListening();
    using socket = await RawSocket.connect(world.port);
    const ended = socket.readToEnd().then(() => true);
    await socket.send(first ?? "");
    let isEnded = false;
    void ended.then(() => isEnded = true);
    while (!isEnded && await socket.send("x")) await new Promise((go) => setTimeout(go, 20));
    await ended;
    assert.deepEqual(world.requests, []);
  });
}

Deno.test("a connection that rests after a request is closed", async () => {
  await using world = await startListening();
  const answer = await exchange(world.port, GET);
  assert.match(answer, /^HTTP\/1\.1 200 OK[^]*keep-alive/);
});

Deno.test("a header that is too large is told so, and nothing of it is asked", async () => {
  await using world = await startListening();
  const answer = await exchange(
    world.port,
    `GET / HTTP/1.1\r\nx: ${"a".repeat(9_000_000)}\r\n\r\n`,
  );
  assert.match(
    answer,
    /^HTTP\/1\.1 431 [^]*\{"error":"The header is too large","requestId":"id-1"\}$/,
  );
  assert.deepEqual(world.requests, []);
});

const NO_HTTP: Readonly<Record<string, string | Uint8Array>> = {
  "words": "hello\r\n\r\n",
  "a handshake of TLS": new Uint8Array([
    22,
    3,
    1,
    2,
    0,
    1,
    0,
    1,
    252,
    3,
    3,
    0,
    0,
    0,
    13,
    10,
    13,
    10,
  ]),
  "the preface of HTTP/2": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  "two lengths": post("content-length: 3\r\ncontent-length: 4\r\n\r\nabcd"),
  "a length and chunks": post("content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"),
  "a length that is none": post("content-length: +3\r\n\r\nabc"),
  "a space before the colon": "GET / HTTP/1.1\r\nhost : x\r\n\r\n",
  "a header that goes on in the next line": "GET / HTTP/1.1\r\nhost: x\r\n y\r\n\r\n",
  "a size of a chunk that is none": post(
    "transfer-encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
  ),
  "an unknown coding": post("transfer-encoding: gzip, x\r\n\r\nabc"),
  "a line end within a header": "GET / HTTP/1.1\r\nhost: x\ry: z\r\n\r\n",
};

for (const [name, bytes] of Object.entries(NO_HTTP)) {
  Deno.test(`bytes with ${name} are no request`, async () => {
    await using world = await startListening();
    const answer = await exchange(world.port, bytes);
    assert.match(answer, /^HTTP\/1\.1 400 [^]*"requestId":"id-1"\}$/);
    assert.deepEqual(world.requests, []);
  });
}

for (const target of ["*", "//", "a/b", "/\\", "http://", "http://a:b@c:99999/"]) {
  Deno.test(`a request for ${target} harms nobody`, async () => {
    await using world = await startListening();
    const answer = await exchange(
      world.port,
      `OPTIONS ${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`,
    );
    assert.match(answer, /^HTTP\/1\.1 (?:200|400) /);
    assert.deepEqual(world.logger.records.filter(({ level }) => level === "error"), []);
  });
}

Deno.test("what is refused before the handler has the headers of all answers", async () => {
  await using world = await startListening();
  const refused = [
    { first: "hello\r\n\r\n", status: 400 },
    { first: "GET / HTTP/1.1\r\nhost: a b\r\nconnection: close\r\n\r\n", status: 400 },
    { first: "GET / HTTP/1.1\r\nconnection: close\r\n\r\n", status: 400 },
    { first: post("expect: magic\r\ncontent-length: 1\r\n\r\na"), status: 417 },
  ];
  for (const { first, status } of refused) {
    const answer = (await exchange(world.port, first)).toLowerCase();
    assert.match(answer, new RegExp(`^http/1\\.1 ${status} `));
    for (
      const header of [
        "x-request-id: id-1",
        "x-content-type-options: nosniff",
        "cache-control: no-cache",
      ]
    ) {
      assert.ok(answer.includes(`\r\n${header}\r\n`), answer);
    }
    assert.match(answer, /"requestid":"id-1"\}$/);
  }
});

Deno.test("a request of HTTP/1.0 needs no host", async () => {
  await using world = await startListening();
  assert.match(await exchange(world.port, "GET /a HTTP/1.0\r\n\r\n"), /^HTTP\/1\.1 200 /);
  assert.deepEqual(world.requests, ["GET /a "]);
});

Deno.test("a request that was taken is answered, whatever comes behind it", async () => {
  const release = Promise.withResolvers<void>();
  await using world = await startListening({
    handler: async () => {
      await release.promise;
      return new Response("taken", { status: 201 });
    },
  });
  using socket = await RawSocket.connect(world.port);
  await socket.send(`${post("content-length: 3\r\n\r\nabc")}garbage\r\n\r\n`);
  const answer = socket.readToEnd();
  // The garbage has been read once another connection was answered.
  assert.match(await exchange(world.port, "garbage\r\n\r\n"), /^HTTP\/1\.1 400 /);
  release.resolve();
  assert.match(await answer, /^HTTP\/1\.1 201 Created[^]*\r\n\r\ntaken$/);
});

Deno.test("an answer that is under way ends at once when its connection breaks the rules", async () => {
  const begun = Promise.withResolvers<void>();
  await using world = await startListening({
    handler: () =>
      new Response(
        new ReadableStream({
          start: (controller) => {
            controller.enqueue(new TextEncoder().encode("begun"));
            begun.resolve();
          },
        }),
      ),
  });
  using socket = await RawSocket.connect(world.port);
  await socket.send(GET);
  await socket.readUntil("begun");
  await socket.send("garbage\r\n\r\n");
  assert.doesNotMatch(await socket.readToEnd(), /HTTP\/1\.1 400/);
});

Deno.test("a request on which nothing happens for too long is given up", async () => {
  await using world = await startListening({ handler: () => new Promise(() => {}) });
  assert.equal(await exchange(world.port, GET), "");
});

Deno.test("a handler that throws is answered 500, and the log tells why", async () => {
  await using world = await startListening({
    handler: () => Promise.reject(new Error("broken")),
  });
  const response = await fetch(`http://127.0.0.1:${world.port}/`);
  assert.deepEqual([response.status, await response.json()], [
    500,
    { error: "Internal error", requestId: "id-1" },
  ]);
  const [record] = world.logger.records;
  assert.deepEqual([record?.level, record?.fields["error"]], ["error", "broken"]);
});

Deno.test("an answer before the end of the body reaches its sender, and the connection serves on", async () => {
  await using world = await startListening({ handler: () => new Response("no", { status: 413 }) });
  using socket = await RawSocket.connect(world.port);
  await socket.send(post(`content-length: 100000\r\n\r\n${"x".repeat(100_000)}`));
  assert.match(await socket.readUntil("\r\n\r\nno"), /^HTTP\/1\.1 413 /);
});

Deno.test("a thousand requests at once on one connection end it, and few of them are taken", async () => {
  let taken = 0;
  await using world = await startListening({
    handler: () => {
      taken += 1;
      return new Promise(() => {});
    },
  });
  await exchange(world.port, GET.repeat(10_000));
  assert.ok(taken > 0 && taken <= SHORT_LIMITS.requestCount, `${taken} were taken`);
});

Deno.test("whoever hangs up before the handler asks is told of as gone", async () => {
  const [hungUp, told] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  await using world = await startListening({
    handler: async (request, { whenSent }) => {
      if (new URL(request.url).pathname !== "/a") return new Response("seen");
      await hungUp.promise;
      whenSent(told.resolve);
      return new Response("late");
    },
  });
  {
    using socket = await RawSocket.connect(world.port);
    await socket.send(GET);
    // Requests are begun in their order: the first one waits when this one is answered.
    await (await fetch(`http://127.0.0.1:${world.port}/b`)).text();
  }
  for (let round = 0; round < 20; round++) {
    await (await fetch(`http://127.0.0.1:${world.port}/b`)).text();
  }
  hungUp.resolve();
  await told.promise;
});

Deno.test("whoever does not read an answer in time is dropped", async () => {
  const gone = Promise.withResolvers<void>();
  await using world = await startListening({
    handler: (_request, { whenSent }) => {
      whenSent(gone.resolve);
      return new Response("x".repeat(8_000_000));
    },
  });
  using socket = await RawSocket.connect(world.port);
  await socket.send(GET);
  await gone.promise;
  assert.ok((await socket.readToEnd()).length < 8_000_000);
});

Deno.test("answers that wait behind others are told of as gone with their connection", async () => {
  const count = 5;
  const [queued, gone] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let [begunCount, goneCount] = [0, 0];
  await using world = await startListening({
    limits: { ...SHORT_LIMITS, answerMs: 60_000 },
    handler: (_request, { whenSent }) => {
      begunCount += 1;
      if (begunCount === count) queued.resolve();
      whenSent(() => {
        goneCount += 1;
        if (goneCount === count) gone.resolve();
      });
      return new Response("x".repeat(8_000_000));
    },
  });
  {
    using socket = await RawSocket.connect(world.port);
    await socket.send(GET.repeat(count));
    await queued.promise;
    await socket.readUntil("\r\n\r\n");
  }
  await gone.promise;
  assert.equal(goneCount, count);
});

Deno.test("whoever does not read answers is dropped before they fill the memory", async () => {
  const text = "x".repeat(8_000_000);
  await using world = await startListening({
    limits: { ...SHORT_LIMITS, answerMs: 60_000, unsentBytes: 20_000_000 },
    handler: () => new Response(text),
  });
  using slow = new DisposableStack();
  const sockets: RawSocket[] = [];
  for (let index = 0; index < 4; index++) {
    const socket = slow.use(await RawSocket.connect(world.port));
    await socket.send(GET);
    await socket.readUntil("\r\n\r\n");
    sockets.push(socket);
  }
  const lengths: number[] = [];
  for (const socket of sockets) lengths.push((await socket.readToEnd()).length);
  assert.deepEqual(lengths.map((length) => length > text.length), [false, false, true, true]);
});

Deno.test("a stop closes what rests, and answers what is under way", async () => {
  const begun = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  await using world = await startListening({
    limits: SOCKET_LIMITS,
    handler: async () => {
      begun.resolve();
      await release.promise;
      return new Response("done");
    },
  });
  using resting = await RawSocket.connect(world.port);
  using half = await RawSocket.connect(world.port);
  await half.send("GET /");
  using busy = await RawSocket.connect(world.port);
  await busy.send(GET);
  await begun.promise;
  let isStopped = false;
  const stopped = world.listener.shutdown().then(() => isStopped = true);
  assert.deepEqual([await resting.readToEnd(), await half.readToEnd(), isStopped], ["", "", false]);
  release.resolve();
  assert.match(await busy.readToEnd(), /^HTTP\/1\.1 200 OK[^]*connection: close[^]*done$/i);
  await stopped;
  await assert.rejects(RawSocket.connect(world.port), Deno.errors.ConnectionRefused);
});

Deno.test("an address that is taken is told", async () => {
  await using world = await startListening();
  const { listenHttp } = await import("../../src/transport/http_listener.ts");
  await assert.rejects(
    listenHttp({
      host: "127.0.0.1",
      port: world.port,
      certificate: null,
      handler: () => new Response(),
      logger: world.logger,
      createRequestId: () => "id",
    }),
    /address already in use/,
  );
});
