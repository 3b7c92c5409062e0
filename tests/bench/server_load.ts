/**
 * Measures the real server over real sockets: start to ready, posts a second on 32 connections with
 * the access log on, and memory when idle and with 100,000 claims. Run it as `deno task bench:server`.
 */
import { createGitHubDouble, defaultToken } from "../testing/github/github_double.ts";
import { registryOf } from "../testing/collector_world.ts";
import { memoryOf } from "./resident_memory.ts";
import { startServerChild } from "./server_child.ts";

const CONNECTION_COUNT = 32;
const CLAIM_COUNT = 100_000;
const POST_COUNT = 300_000;
const START_COUNT = 7;

const print = (line: string) => Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));

const github = createGitHubDouble({
  owner: "acme",
  repo: "inventory",
  files: { "claims/registry.yaml": registryOf("db") },
});
const socket = await github.listen();
const env = {
  GITHUB_API_URL: socket.url,
  GITHUB_TOKEN: defaultToken,
  COLLECTOR_RECONCILE_INTERVAL: "1h",
};

try {
  print(`start to ready: ${await measureStarts()} ms (median of ${START_COUNT})`);
  await using server = await startServerChild(env);
  print(`memory idle: ${await memoryOf(server.pid)} MB`);
  const { port } = server;
  const all = (index: number) => index % CLAIM_COUNT;
  const fill = await post({ port, count: CLAIM_COUNT, claimOf: all });
  print(`first ${CLAIM_COUNT} claims: ${fill} posts/s`);
  print(`memory with ${CLAIM_COUNT} claims: ${await memoryOf(server.pid)} MB`);
  const again = await post({ port, count: POST_COUNT, claimOf: all });
  print(`${POST_COUNT} more posts: ${again} posts/s on ${CONNECTION_COUNT} connections`);
  print(`memory afterwards: ${await memoryOf(server.pid)} MB`);
} finally {
  await socket.close();
}

async function measureStarts(): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < START_COUNT; count++) {
    const startedAt = performance.now();
    await using _server = await startServerChild(env);
    times.push(performance.now() - startedAt);
  }
  return Math.round(times.sort((a, b) => a - b)[Math.floor(START_COUNT / 2)] ?? 0);
}

async function post(
  load: {
    readonly port: number;
    readonly count: number;
    readonly claimOf: (index: number) => number;
  },
): Promise<number> {
  let next = 0;
  const take = () => next < load.count ? next++ : undefined;
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: CONNECTION_COUNT }, async () => {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port: load.port });
    const buffer = new Uint8Array(4096);
    for (let index = take(); index !== undefined; index = take()) {
      await connection.write(toRequest(load.claimOf(index)));
      const length = await connection.read(buffer) ?? 0;
      if (buffer[9] !== 0x32) throw new Error(new TextDecoder().decode(buffer.subarray(0, length)));
    }
  }));
  return Math.round(load.count / ((performance.now() - startedAt) / 1000));
}

function toRequest(claim: number): Uint8Array {
  const body = JSON.stringify({
    cluster: `cluster-${claim % 10}`,
    claimRef: `team-${claim % 50}/claim-${claim}`,
    statusMessage: "Ready: True, Synced: True",
  });
  const head = [
    "POST /api/v1/status HTTP/1.1",
    "host: 127.0.0.1",
    "content-type: application/json",
    `content-length: ${body.length}`,
  ].join("\r\n");
  return new TextEncoder().encode(`${head}\r\n\r\n${body}`);
}
