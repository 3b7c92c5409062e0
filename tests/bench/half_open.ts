/**
 * Measures 2,000 half-open connections of each sort on the real server: when the last of them is
 * closed, what they cost in memory, and how long good posts take beside them. Run it as
 * `deno task bench:half-open`.
 */
import { RawSocket } from "../testing/raw_socket.ts";
import { memoryOf } from "./resident_memory.ts";
import { post } from "./post_load.ts";
import { startServerChild } from "./server_child.ts";
import { print } from "./print_line.ts";

const CONNECTION_COUNT = 2_000;
const POST_COUNT = 200;

const HEAD = "POST /api/v1/status HTTP/1.1\r\nhost: x\r\n";
const SORTS: Readonly<Record<string, string>> = {
  "silent": "",
  "half a header": HEAD,
  "half a body": `${HEAD}content-type: application/json\r\ncontent-length: 999\r\n\r\n{`,
};

/** Milliseconds that one good post takes, the median of many. */
async function measurePost(port: number): Promise<string> {
  const times: number[] = [];
  for (let count = 0; count < POST_COUNT; count++) {
    const startedAt = performance.now();
    await post({ port, count: 1, claimOf: () => 0 });
    times.push(performance.now() - startedAt);
  }
  return (times.sort((a, b) => a - b)[POST_COUNT / 2] ?? 0).toFixed(1);
}

for (const [name, first] of Object.entries(SORTS)) {
  await using server = await startServerChild({
    GITHUB_API_URL: "http://127.0.0.1:9",
    GITHUB_TOKEN: "token",
    COLLECTOR_RECONCILE_INTERVAL: "1h",
    COLLECTOR_REQUESTS_PER_SECOND: "0",
  });
  const usual = await measurePost(server.port);
  const before = await memoryOf(server.pid);
  const startedAt = performance.now();
  const sockets: RawSocket[] = [];
  for (let index = 0; index < CONNECTION_COUNT; index++) {
    const socket = await RawSocket.connect(server.port);
    await socket.send(first);
    sockets.push(socket);
  }
  const beside = await measurePost(server.port);
  const cost = await memoryOf(server.pid) - before;
  await Promise.all(sockets.map((socket) => socket.readToEnd()));
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  for (const socket of sockets) socket[Symbol.dispose]();
  print(
    `${name}: closed after ${seconds} s, ${cost} MB; a post ${usual} ms alone, ${beside} ms beside`,
  );
}
