/**
 * Bytes of all sorts at a real socket of the real app: damaged requests, pieces in any order, things
 * that are no HTTP. Whatever comes, the server answers the next honest request, never says 5xx, and
 * holds only what it has acknowledged. `PROPERTY_RUNS` asks for more.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { SOCKET_LIMITS } from "../../src/transport/socket_limits.ts";
import { createTestApp } from "../http/test_app.ts";
import { RawSocket } from "../testing/raw_socket.ts";
import { type Listening, startListening } from "../transport/listening.ts";

const PROPERTY = {
  seed: Number(Deno.env.get("PROPERTY_SEED") ?? 20_261_129),
  numRuns: Number(Deno.env.get("PROPERTY_RUNS") ?? 300),
};

const STATUS = JSON.stringify({ cluster: "fuzz", claimRef: "a/b", statusMessage: "Ready: True" });
const HONEST: readonly string[] = [
  `POST /api/v1/status HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${STATUS.length}\r\n\r\n${STATUS}`,
  `POST /api/v1/status HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n${
    STATUS.length.toString(16)
  }\r\n${STATUS}\r\n0\r\n\r\n`,
  'GET /api/v1/status?limit=1 HTTP/1.1\r\nhost: x\r\nif-none-match: "a", W/"b"\r\n\r\n',
  "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n",
  "DELETE /api/v1/clusters/fuzz HTTP/1.1\r\nhost: x\r\n\r\n",
  "HEAD /api/v1/status/fuzz HTTP/1.1\r\nhost: x\r\nrange: bytes=0-\r\n\r\n",
];
const PARTS: readonly string[] = [
  ...'\r\n|\n|\r|\0|\u0080|\u00ff| |\t|:|%|%00|%zz|%2e%2e/|../|//|?|#|*|;|,|=|"'.split("|"),
  ...[
    "HTTP/1.1",
    "HTTP/9.9",
    "HTTP/1.0",
    "host: y\r\n",
    "content-length: 99999999999999999999\r\n",
  ],
  ...["transfer-encoding: chunked\r\n", "content-length: 0\r\n", "expect: 100-continue\r\n"],
  ...["connection: upgrade\r\nupgrade: h2c\r\n", "fffffffffffffffff\r\n", "0\r\n\r\n", "-1\r\n"],
  ...["authorization: Bearer x\r\n", `x: ${"y".repeat(40_000)}\r\n`, "\x16\x03\x01\x02\x00"],
];

const damage = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.integer({ min: 0, max: 40 }),
  insert: fc.oneof(
    fc.constantFrom(...PARTS),
    fc.uint8Array({ maxLength: 30 }).map((bytes) => String.fromCharCode(...bytes)),
  ),
});
const bytes = fc.oneof(
  { weight: 1, arbitrary: fc.uint8Array({ minLength: 1, maxLength: 3_000 }) },
  {
    weight: 9,
    arbitrary: fc.tuple(
      fc.array(fc.constantFrom(...HONEST), { minLength: 1, maxLength: 4 }),
      fc.array(damage, { maxLength: 4 }),
    ).map(([requests, damages]) => {
      let text = requests.join("");
      for (const { at, cut, insert } of damages) {
        const place = Math.floor(at * text.length);
        text = text.slice(0, place) + insert + text.slice(place + cut);
      }
      return Uint8Array.from(text, (character) => character.charCodeAt(0));
    }),
  },
);

Deno.test("no bytes break the server, and nothing is held that was not acknowledged", async () => {
  const { app, store, logger } = createTestApp();
  await using world = await startListening({
    handler: (request, origin) => app.fetch(request, origin),
    limits: { ...SOCKET_LIMITS, headersMs: 300, requestMs: 400, idleMs: 300, checkMs: 50 },
  });
  await fc.assert(
    fc.asyncProperty(
      bytes,
      fc.array(fc.nat({ max: 3_000 }), { maxLength: 4 }),
      async (text, cuts) => {
        const answer = await send(world, { text, cuts });
        const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) =>
          Number(status)
        );
        assert.ok(statuses.every((status) => status < 500), answer);
        // A refusal closes the connection, also before the answer to what came earlier on it.
        const isCut = /\{"error":"[^"]+","requestId":"id-1"\}$/.test(answer);
        const isHeld = store.list().length > 0;
        assert.ok(!isHeld || isCut || statuses.includes(201), `held without a word: ${answer}`);
        for (const { cluster } of store.summarizeClusters()) store.forget(cluster);
        const honest = await fetch(`http://127.0.0.1:${world.port}/healthz`);
        assert.deepEqual([honest.status, await honest.json()], [200, { status: "ok" }]);
      },
    ),
    PROPERTY,
  );
  const isBad = ({ level }: { readonly level: string }) => level === "error" || level === "warn";
  assert.deepEqual([...logger.records, ...world.logger.records].filter(isBad), []);
});

async function send(
  { port }: Listening,
  { text, cuts }: { readonly text: Uint8Array; readonly cuts: readonly number[] },
): Promise<string> {
  using socket = await RawSocket.connect(port);
  let from = 0;
  for (const to of [...cuts.toSorted((a, b) => a - b), text.length]) {
    if (to > from) await socket.send(text.subarray(from, to));
    from = Math.max(from, to);
  }
  await socket.send("GET /version HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
  return await socket.readToEnd();
}
