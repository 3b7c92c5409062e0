/**
 * Measures the real informer between a real API server and the real collector: memory and watches
 * with 10,000 claims, alone and with as many composites, the time from its first request to the
 * collector's answer to the last claim beside the time that the API server itself takes to list them,
 * and how long a change is on its way. Run it as `deno task bench:kube`.
 */
import { ProgramProcess } from "../testing/program_process.ts";
import { ADMIN_TOKEN } from "../testing/kubernetes/real_identity.ts";
import { toRealPath } from "../testing/kubernetes/real_api_client.ts";
import { RealApiServer } from "../testing/kubernetes/real_api_server.ts";
import { RealResourceBuilder } from "../testing/kubernetes/real_resource_builder.ts";
import { AuditLog } from "./audit_log.ts";
import { BatchGateway } from "./batch_gateway.ts";
import { median, startInformerChild } from "./informer_child.ts";
import { CLAIMS, RealClaimLoad } from "./real_claim_load.ts";
import { memoryOf } from "./resident_memory.ts";
import { type ServerChild, startServerChild } from "./server_child.ts";
import { print } from "./print_line.ts";

const RUN_COUNT = 5;
const CLAIM_COUNT = Number(Deno.env.get("BENCH_CLAIMS") ?? 10_000);
const CHANGE_COUNT = 100;
/** Between two changes; they do not wait for each other. */
const CHANGE_GAP_MS = 230;
/** After the last answer, until memory is looked at. */
const REST_MS = 3_000;
const ACCOUNT = "informer";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** An informer that has delivered everything, and what that took. */
interface Delivery extends AsyncDisposable {
  readonly informer: ProgramProcess;
  readonly gateway: BatchGateway;
  readonly durationMs: number;
  readonly residentMb: number;
  readonly watchCount: number;
}

const folder = await Deno.makeTempDir();
const audit = await AuditLog.create(folder);
try {
  await using server = await RealApiServer.start({ flags: audit.flags });
  const load = new RealClaimLoad(server.client, CLAIM_COUNT);
  await load.define(ACCOUNT);
  await mountAccount(server);
  print(`no claims: ${await measureIdle(server)} MB resident`);
  await load.create();
  await measureDeliveries(server);
  await measureChanges(server, load);
} finally {
  await Deno.remove(folder, { recursive: true });
}

async function mountAccount(server: RealApiServer): Promise<void> {
  await Deno.writeTextFile(`${folder}/ca.crt`, server.identity.ca);
  const token = await new RealResourceBuilder(server.client).createToken(ACCOUNT, {
    expirationSeconds: 7_200,
  });
  await Deno.writeTextFile(`${folder}/token`, token);
}

async function measureIdle(server: RealApiServer): Promise<number> {
  await using delivery = await deliver(server, { composites: true, count: 0 });
  return delivery.residentMb;
}

/** Lists by the server itself between deliveries: neither has the quieter machine. */
async function measureDeliveries(server: RealApiServer): Promise<void> {
  const alone: Delivery[] = [];
  const both: Delivery[] = [];
  const streamMs: number[] = [];
  const listMs: number[] = [];
  for (let run = 0; run < RUN_COUNT; run++) {
    const stream = await readInitialEvents(server);
    streamMs.push(stream.durationMs);
    const list = await readList(server);
    listMs.push(list.durationMs);
    alone.push(await deliverOnce(server, { composites: false, count: CLAIM_COUNT }));
    both.push(await deliverOnce(server, { composites: true, count: CLAIM_COUNT }));
    const [one, other] = [alone.at(-1), both.at(-1)];
    print(
      `${CLAIM_COUNT} claims, ${
        Math.round(list.byteCount / CLAIM_COUNT)
      } bytes each: the server's ` +
        `own stream ${stream.durationMs} ms, list ${list.durationMs} ms; delivered in ` +
        `${one?.durationMs} ms, ${one?.residentMb} MB, ${one?.watchCount} watch; with composites ` +
        `${other?.durationMs} ms, ${other?.residentMb} MB, ${other?.watchCount} watches`,
    );
  }
  const deliveredMs = median(alone.map(({ durationMs }) => durationMs));
  const [aloneMb, bothMb] = [alone, both].map((some) =>
    median(some.map(({ residentMb }) => residentMb))
  );
  print(
    `median: delivered ${deliveredMs - median(streamMs)} ms after the time of the server's own ` +
      `stream, ${deliveredMs - median(listMs)} ms after that of its list; ${aloneMb} MB, with ` +
      `composites ${bothMb} MB`,
  );
}

async function deliverOnce(
  server: RealApiServer,
  load: { readonly composites: boolean; readonly count: number },
): Promise<Delivery> {
  await using delivery = await deliver(server, load);
  return delivery;
}

/** Changes come in a steady row, each of another claim. */
async function measureChanges(server: RealApiServer, load: RealClaimLoad): Promise<void> {
  await using delivery = await deliver(server, { composites: true, count: CLAIM_COUNT });
  const delays: Promise<number>[] = [];
  for (let index = 0; index < CHANGE_COUNT; index++) {
    const message = `complaint ${index} of many`;
    const answered = delivery.gateway.waitFor(message);
    const changedAt = now();
    await load.complain(index, message);
    delays.push(answered.then((answeredAt) => Math.round(answeredAt - changedAt)));
    await pause(CHANGE_GAP_MS);
  }
  const sorted = (await Promise.all(delays)).toSorted((a, b) => a - b);
  print(
    `${CHANGE_COUNT} changes: at the collector after ${median(sorted)} ms at the median, ` +
      `${sorted[0]} to ${sorted.at(-1)} ms`,
  );
}

async function deliver(
  server: RealApiServer,
  { composites, count }: { readonly composites: boolean; readonly count: number },
): Promise<Delivery> {
  await using stack = new AsyncDisposableStack();
  const collector: ServerChild = stack.use(
    await startServerChild({
      GITHUB_API_URL: "http://127.0.0.1:9",
      GITHUB_TOKEN: "token",
      COLLECTOR_RECONCILE_INTERVAL: "1h",
    }),
  );
  const gateway = new BatchGateway(collector.port, { count, latencyMs: 0 });
  stack.defer(() => gateway.close());
  const since = now();
  const informer = stack.use(startInformerChild({
    folder,
    apiUrl: server.url,
    collectorUrl: gateway.url,
    resource: CLAIMS.plural,
    env: { INFORMER_COMPOSITES: String(composites) },
  }));
  const askedAt = await audit.waitFor(ACCOUNT, CLAIMS.plural, since);
  const answeredAt = await gateway.complete;
  await pause(REST_MS);
  const requests = await audit.list(ACCOUNT, since);
  const residentMb = await memoryOf(informer.pid);
  const all = stack.move();
  return {
    informer,
    gateway,
    durationMs: Math.round(answeredAt - askedAt),
    residentMb,
    watchCount: requests.filter(({ verb }) => verb === "watch").length,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** What the informer asks for, only read and thrown away. */
async function readInitialEvents(server: RealApiServer): Promise<Reading> {
  const query = "watch=true&allowWatchBookmarks=true&sendInitialEvents=true" +
    "&resourceVersionMatch=NotOlderThan";
  return await read(server, query, "k8s.io/initial-events-end");
}

/** An unpaged list from the server's cache. */
async function readList(server: RealApiServer): Promise<Reading> {
  return await read(server, "resourceVersion=0");
}

interface Reading {
  readonly durationMs: number;
  readonly byteCount: number;
}

/** Reads an answer, up to a text in its end if one is given. */
async function read(server: RealApiServer, query: string, end?: string): Promise<Reading> {
  using client = Deno.createHttpClient({ caCerts: [server.identity.ca] });
  const startedAt = now();
  const aborter = new AbortController();
  const response = await fetch(`${server.url}${toRealPath(CLAIMS, {})}?${query}`, {
    client,
    headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
    signal: aborter.signal,
  });
  let byteCount = 0;
  let tail = "";
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    byteCount += chunk.length;
    if (end === undefined) continue;
    tail = (tail + decoder.decode(chunk.subarray(-1_000))).slice(-2_000);
    if (tail.includes(end)) break;
  }
  return { durationMs: Math.round(now() - startedAt), byteCount };
}

/** Unix milliseconds with fractions. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
