/**
 * Measures the real informer between the stand-in of the API server and the real collector: memory
 * when idle and with 100,000 claims, and the time from the first request for 10,000 claims of 3 kB to
 * the collector's answer to the last of them, with and without 2 ms on the way to the collector. Run
 * it as `deno task bench:informer`.
 */
import { createLocalCertificate } from "../../demo/kubernetes/certificate.ts";
import { createClaims } from "../../demo/kubernetes/claim_life.ts";
import {
  type KubernetesStandIn,
  startKubernetesStandIn,
} from "../../demo/kubernetes/kubernetes_stand_in.ts";
import { PLATFORM_DEFINITIONS } from "../../demo/kubernetes/platform_resources.ts";
import { BatchGateway } from "./batch_gateway.ts";
import { median, startInformerChild } from "./informer_child.ts";
import { memoryOf } from "./resident_memory.ts";
import { startServerChild } from "./server_child.ts";
import { print } from "./print_line.ts";

const RUN_COUNT = 5;
const SMALL_COUNT = 10_000;
const LARGE_COUNT = 100_000;
const LATENCY_MS = 2;

/** One delivery as the gateway saw it. */
interface Delivery {
  /** From the first request for claims to the last answer, in milliseconds. */
  readonly durationMs: number;
  readonly batchCount: number;
  readonly informerMb: number;
}

const certificate = await createLocalCertificate();
const folder = await Deno.makeTempDir();
await Deno.writeTextFile(`${folder}/ca.crt`, certificate.ca);
await Deno.writeTextFile(`${folder}/token`, "pod-token");

try {
  print(`memory idle: ${(await deliver({ count: 0, latencyMs: 0 })).informerMb} MB`);
  const near: number[] = [];
  const far: number[] = [];
  for (let run = 0; run < RUN_COUNT; run++) {
    const one = await deliver({ count: SMALL_COUNT, latencyMs: 0 });
    const other = await deliver({ count: SMALL_COUNT, latencyMs: LATENCY_MS });
    near.push(one.durationMs);
    far.push(other.durationMs);
    print(
      `${SMALL_COUNT} claims: ${one.durationMs} ms, with ${LATENCY_MS} ms on the way ` +
        `${other.durationMs} ms, ${one.batchCount} batches, ${one.informerMb} MB`,
    );
  }
  print(
    `median: ${median(near)} ms and ${median(far)} ms, ` +
      `ratio ${(median(far) / median(near)).toFixed(2)}`,
  );
  const large = await deliver({ count: LARGE_COUNT, latencyMs: 0 });
  print(`${LARGE_COUNT} claims: ${large.durationMs} ms, ${large.informerMb} MB`);
} finally {
  await Deno.remove(folder, { recursive: true });
}

async function deliver(
  load: { readonly count: number; readonly latencyMs: number },
): Promise<Delivery> {
  await using cluster = startKubernetesStandIn({ tls: certificate });
  for (const definition of PLATFORM_DEFINITIONS) cluster.defineResource(definition);
  const now = Date.now();
  const state = { kind: "ready" } as const;
  const { count } = load;
  cluster.load(createClaims({ kind: "HarvesterVM", count, state, now, detail: "full" }));
  await using server = await startServerChild({
    GITHUB_API_URL: "http://127.0.0.1:9",
    GITHUB_TOKEN: "token",
    REGISTRY_DEFAULT_CLUSTER: "lab",
    COLLECTOR_RECONCILE_INTERVAL: "1h",
  });
  const gateway = new BatchGateway(server.port, load);
  const informer = startInformerChild({
    folder,
    apiUrl: cluster.url,
    collectorUrl: gateway.url,
    resource: "harvestervms",
  });
  const startedAt = await waitForList(cluster);
  const endedAt = await gateway.complete;
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const informerMb = await memoryOf(informer.pid);
  await informer[Symbol.asyncDispose]();
  await gateway.close();
  return {
    durationMs: Math.round(endedAt - startedAt),
    batchCount: gateway.batchCount,
    informerMb,
  };
}

async function waitForList(cluster: KubernetesStandIn): Promise<number> {
  await cluster.until(() => cluster.requests.some(({ path }) => path.endsWith("/harvestervms")));
  return performance.timeOrigin + performance.now();
}
