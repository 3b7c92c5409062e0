/**
 * Measures what metrics cost: posts a second of the real server, and its time of processors, while
 * nobody scrapes and while somebody does each second, by turns; then a page of 500 clusters with
 * 100,000 claims that an informer of each has told. Run it as `deno task bench:scrape`.
 */
import { processorMsOf } from "./processor_time.ts";
import { startIdleGitHub } from "./idle_github.ts";
import { post } from "./post_load.ts";
import { print } from "./print_line.ts";
import { memoryOf } from "./resident_memory.ts";
import { type ServerChild, startServerChild } from "./server_child.ts";

const CLAIM_COUNT = 10_000;
/** Some second of work: a machine that others use is as noisy in the one turn as in the next. */
const POST_COUNT = 6_000;
const ROUND_COUNT = 60;
const SCRAPE_EVERY_MS = 1_000;

const CLUSTER_COUNT = 500;
const CLUSTER_CLAIM_COUNT = 200;
const PAGE_COUNT = 30;

const TYPE = { group: "example.org", kind: "Volume" };
const SCOPE = { group: TYPE.group, resource: "volumes", kind: TYPE.kind };

const github = await startIdleGitHub();
const env = { ...github.env, COLLECTOR_REQUESTS_PER_SECOND: "0" };

try {
  await measurePosts();
  await measurePage();
} finally {
  await github.close();
}

/** One server, so that both ways have the same memory. */
async function measurePosts(): Promise<void> {
  await using server = await startServerChild(env);
  const work = async (): Promise<Turn> => {
    const usedMs = await processorMsOf(server.pid);
    const claimOf = (index: number) => index % CLAIM_COUNT;
    const rate = await post({ port: server.port, count: POST_COUNT, claimOf });
    return { rate, usedMs: await processorMsOf(server.pid) - usedMs };
  };
  const scraped: Turn[] = [];
  const quiet: Turn[] = [];
  await whileScraping(server, work);
  for (let round = 0; round < ROUND_COUNT; round++) {
    // Whoever comes second must not always be the same.
    if (round % 2 === 0) quiet.push(await work());
    scraped.push(await whileScraping(server, work));
    if (round % 2 === 1) quiet.push(await work());
  }
  for (const [name, turns] of Object.entries({ quiet, scraped })) {
    const rate = median(turns.map((turn) => turn.rate));
    const usedUs = 1_000 * sum(turns.map((turn) => turn.usedMs)) / (POST_COUNT * ROUND_COUNT);
    print(`${name}: median ${rate} posts/s, ${usedUs.toFixed(1)} us of processors a post`);
  }
  const ratios = scraped.map(({ rate }, index) => rate / (quiet[index]?.rate ?? 0));
  print(`median of ${ROUND_COUNT} ratios of posts/s: ${median(ratios).toFixed(3)}`);
}

interface Turn {
  /** Posts a second. */
  readonly rate: number;
  /** Time of processors that the server took. */
  readonly usedMs: number;
}

async function whileScraping<T>(server: ServerChild, work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => void scrape(server), SCRAPE_EVERY_MS);
  void scrape(server);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** How long the page takes to arrive, in milliseconds, and how large it is. */
async function scrape({ port }: ServerChild): Promise<{ durationMs: number; length: number }> {
  const startedAt = performance.now();
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  const { length } = await response.text();
  if (response.status !== 200) throw new Error(`A scrape was answered ${response.status}`);
  return { durationMs: performance.now() - startedAt, length };
}

async function measurePage(): Promise<void> {
  await using server = await startServerChild(env);
  await scrape(server);
  print(`memory after a scrape of nothing: ${await memoryOf(server.pid)} MB`);
  for (let index = 0; index < CLUSTER_COUNT; index++) await sendBatch(server, index);
  print(
    `memory with ${CLUSTER_COUNT * CLUSTER_CLAIM_COUNT} claims: ${await memoryOf(server.pid)} MB`,
  );
  const durations: number[] = [];
  let size = 0;
  const usedMs = await processorMsOf(server.pid);
  for (let count = 0; count < PAGE_COUNT; count++) {
    const { durationMs, length } = await scrape(server);
    durations.push(durationMs);
    size = length;
  }
  const pageMs = (await processorMsOf(server.pid) - usedMs) / PAGE_COUNT;
  print(`memory after ${PAGE_COUNT} scrapes: ${await memoryOf(server.pid)} MB`);
  const [largest = 0] = durations.toSorted((a, b) => b - a);
  print(
    `a page of ${size} bytes: median ${median(durations).toFixed(1)} ms, ` +
      `longest ${largest.toFixed(1)} ms, ${pageMs.toFixed(1)} ms of processors`,
  );
}

async function sendBatch({ port }: ServerChild, index: number): Promise<void> {
  const now = new Date().toISOString();
  const upserts = Array.from({ length: CLUSTER_CLAIM_COUNT }, (_, claim) => ({
    claimRef: `team-${claim % 50}/claim-${claim}`,
    ...TYPE,
    statusMessage: "Ready: True, Synced: True",
    phase: claim % 20 === 0 ? "Error" : "Ready",
    observedAt: now,
  }));
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/clusters/cluster-${index}/batch`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      protocol: 1,
      session: { id: `session-${index}`, startedAt: now },
      sequence: 1,
      scopes: [SCOPE],
      upserts,
    }),
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`A batch was answered ${response.status}: ${text}`);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
