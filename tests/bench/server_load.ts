/**
 * Measures the real server over real sockets: start to ready, posts a second on 32 connections with
 * the access log on, memory when idle and with 100,000 claims, and what it costs to look at a listed
 * or a signed token, and to count requests. Run it as `deno task bench:server`.
 */
import { startIdleGitHub } from "./idle_github.ts";
import { Issuer, TRUST } from "../access/issuer.ts";
import { memoryOf } from "./resident_memory.ts";
import { CONNECTION_COUNT, post } from "./post_load.ts";
import { startServerChild } from "./server_child.ts";
import { toTokenDigest } from "../access/token_digest.ts";
import { print } from "./print_line.ts";

const CLAIM_COUNT = 100_000;
const POST_COUNT = 300_000;
const START_COUNT = 7;
const GUARD_POST_COUNT = 20_000;
const GUARD_ROUND_COUNT = 3;
const GUARD_TOKEN = "a token of some length that is shown at each post".replaceAll(" ", "-");

const github = await startIdleGitHub();
const env = { ...github.env, COLLECTOR_REQUESTS_PER_SECOND: "0" };

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
  await measureCredentials(port);
} finally {
  await github.close();
}

/** By turns, so that no one has the quieter machine. */
async function measureCredentials(openPort: number): Promise<void> {
  const folder = await Deno.makeTempDir();
  const issuer = await Issuer.create("key");
  const signed = await issuer.sign({ claims: { exp: Date.now() / 1_000 + 3_600, nbf: 0 } });
  const digests = [GUARD_TOKEN, ...Array.from({ length: 99 }, () => crypto.randomUUID())];
  const tokens = { "*": await Promise.all(digests.map(toTokenDigest)) };
  const trust = { ...TRUST, cluster: undefined, keys: undefined, jwks: "keys.json" };
  await Deno.writeTextFile(`${folder}/tokens.json`, JSON.stringify(tokens));
  await Deno.writeTextFile(`${folder}/oidc.json`, JSON.stringify({ "*": trust }));
  await Deno.writeTextFile(`${folder}/keys.json`, issuer.keySet);
  await using server = await startServerChild({
    ...env,
    COLLECTOR_TOKENS_FILE: `${folder}/tokens.json`,
    COLLECTOR_OIDC_FILE: `${folder}/oidc.json`,
  });
  await using counting = await startServerChild({
    ...env,
    COLLECTOR_REQUESTS_PER_SECOND: "100000",
  });
  const ways = [
    { name: "open", port: openPort },
    { name: "open, requests counted", port: counting.port },
    { name: "1 of 100 listed tokens", port: server.port, token: GUARD_TOKEN },
    { name: "a signed token", port: server.port, token: signed },
  ];
  for (let round = 0; round < GUARD_ROUND_COUNT; round++) {
    for (const { name, ...way } of ways) {
      const rate = await post({ ...way, count: GUARD_POST_COUNT, claimOf: () => round });
      print(`${name}: ${rate} posts/s`);
    }
  }
  await Deno.remove(folder, { recursive: true });
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
