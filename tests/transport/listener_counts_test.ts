/** What a listener counts, seen from its sockets. */
import assert from "node:assert/strict";
import type { RequestHandler } from "../../src/transport/http_listener.ts";
import { createLocalCertificate } from "../../demo/kubernetes/certificate.ts";
import { exchange, RawSocket } from "../testing/raw_socket.ts";
import { SHORT_LIMITS, startListening } from "./listening.ts";

const GET = "GET /a HTTP/1.1\r\nhost: x\r\n\r\n";
const post = (rest: string) => `POST /b HTTP/1.1\r\nhost: x\r\n${rest}`;

const REFUSED: Readonly<Record<string, string>> = {
  "no-http": "hello\r\n\r\n",
  "large-header": `GET / HTTP/1.1\r\nx: ${"a".repeat(9_000_000)}\r\n\r\n`,
  "timeout": post("content-length: 9\r\n\r\nabc"),
  "expectation": post("expect: magic\r\ncontent-length: 1\r\n\r\na"),
  "no-address": "GET / HTTP/1.1\r\nhost: a b\r\nconnection: close\r\n\r\n",
};

for (const [reason, bytes] of Object.entries(REFUSED)) {
  Deno.test(`a request that is refused for "${reason}" is counted once`, async () => {
    await using world = await startListening();
    await exchange(world.port, bytes);
    const expected = Object.fromEntries(
      Object.keys(REFUSED).map((one) => [
        one,
        Number(one === reason),
      ]),
    );
    assert.deepEqual(world.counts.refused, expected);
    assert.deepEqual(new Set(Object.values(world.counts.cut)), new Set([0]));
  });
}

interface Cut {
  readonly handler: RequestHandler;
  readonly bytes: string;
}

const LARGE = "x".repeat(8_000_000);

const CUT: Readonly<Record<string, Cut>> = {
  "too-many-requests": { handler: () => new Promise(() => {}), bytes: GET.repeat(100) },
  "silent": { handler: () => new Promise(() => {}), bytes: GET },
  "slow-reader": { handler: () => new Response(LARGE), bytes: GET },
};

for (const [reason, { handler, bytes }] of Object.entries(CUT)) {
  Deno.test(`a connection that is cut for "${reason}" is counted once`, async () => {
    const gone = Promise.withResolvers<void>();
    await using world = await startListening({
      handler: (request, origin) => {
        origin.whenSent(gone.resolve);
        return handler(request, origin);
      },
    });
    using socket = await RawSocket.connect(world.port);
    await socket.send(bytes);
    await gone.promise;
    const expected = ["too-many-connections", "too-many-requests", "slow-reader", "silent"];
    const counts = Object.fromEntries(expected.map((one) => [one, Number(one === reason)]));
    assert.deepEqual(world.counts.cut, counts);
    assert.deepEqual(new Set(Object.values(world.counts.refused)), new Set([0]));
  });
}

Deno.test("readers that are cut to save memory are counted each", async () => {
  await using world = await startListening({
    limits: { ...SHORT_LIMITS, answerMs: 60_000, unsentBytes: 12_000_000 },
    handler: () => new Response(LARGE),
  });
  using slow = new DisposableStack();
  for (let index = 0; index < 3; index++) {
    const socket = slow.use(await RawSocket.connect(world.port));
    await socket.send(GET);
    await socket.readUntil("\r\n\r\n");
  }
  assert.equal(world.counts.cut["slow-reader"], 2);
});

Deno.test("a connection that makes room for another is counted", async () => {
  await using world = await startListening({ limits: { ...SHORT_LIMITS, connectionCount: 2 } });
  using first = await RawSocket.connect(world.port);
  using _second = await RawSocket.connect(world.port);
  using _third = await RawSocket.connect(world.port);
  await first.readToEnd();
  assert.equal(world.counts.cut["too-many-connections"], 1);
});

Deno.test("open connections are counted, whoever ends them", async () => {
  const seen: number[] = [];
  await using world = await startListening({
    handler: () => {
      seen.push(world.counts.openCount);
      return new Response("a");
    },
  });
  using _idle = await RawSocket.connect(world.port);
  await exchange(world.port, GET.replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n"));
  await exchange(world.port, GET.replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n"));
  await world.listener.shutdown();
  assert.deepEqual([seen, world.counts.openCount], [[2, 2], 0]);
});

Deno.test("a connection that speaks TLS is one connection", async () => {
  const { ca, cert, key } = await createLocalCertificate();
  const certificate = { certificate: cert, key, startsAt: 0, expiresAt: Infinity };
  const seen: number[] = [];
  await using world = await startListening({
    certificate,
    handler: () => {
      seen.push(world.counts.openCount);
      return new Response("a");
    },
  });
  using client = Deno.createHttpClient({ caCerts: [ca] });
  await (await fetch(`https://localhost:${world.port}/`, { client })).text();
  assert.deepEqual(seen, [1]);
});
