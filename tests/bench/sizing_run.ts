/**
 * One size, measured: a real collector and a real informer between the stand-in of the API server and
 * the GitHub double, with a composite behind each claim and an entry for each in the registry.
 */
import { createLocalCertificate } from "../../demo/kubernetes/certificate.ts";
import { toLifeObjects } from "../../demo/kubernetes/claim_life.ts";
import type { KubernetesObject } from "../../demo/kubernetes/kubernetes_object.ts";
import { startKubernetesStandIn } from "../../demo/kubernetes/kubernetes_stand_in.ts";
import { PLATFORM_DEFINITIONS } from "../../demo/kubernetes/platform_resources.ts";
import { createGitHubDouble, defaultToken } from "../testing/github/github_double.ts";
import { BatchGateway } from "./batch_gateway.ts";
import { cpuSecondsOf } from "./cpu_time.ts";
import { startInformerChild } from "./informer_child.ts";
import { createRegistryText } from "./registry_text.ts";
import { memoryOf, peakMemoryOf } from "./resident_memory.ts";
import { type ServerChild, startServerChild } from "./server_child.ts";

const KIND = "DatabaseClaim";
const RESOURCE = "databaseclaims";
const NAMESPACE_COUNT = 10;
/** Two heartbeats. */
const REST_MS = 30_000;
/** Time for what waits to be collected. */
const CALM_MS = 2_000;

/** What one process needs; memory in MiB, processors in seconds. */
export interface ProcessFigures {
  /** Once all claims are told. */
  readonly memoryMb: number;
  /** At the end, when nothing has changed for a while. */
  readonly restMb: number;
  /** The most that it had. */
  readonly peakMb: number;
  /** Until all claims are told: for an informer with its start, for a collector without. */
  readonly syncCpuS: number;
  /** Share of one processor while nothing changes, heartbeats included. */
  readonly restShare: number;
}

/** What a pass costs the collector. */
export interface PassFigures {
  readonly cpuS: number;
  readonly memoryMb: number;
}

/** All figures of a size. */
export interface SizingFigures {
  readonly collector: ProcessFigures;
  readonly informer: ProcessFigures;
  /** The pass that proposes a change of each entry. */
  readonly fullPass: PassFigures;
  /** One that finds nothing new. */
  readonly cleanPass: PassFigures;
}

/** Measures a size. */
export async function measureSize(claimCount: number): Promise<SizingFigures> {
  await using stack = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir();
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const certificate = await createLocalCertificate();
  await Deno.writeTextFile(`${folder}/ca.crt`, certificate.ca);
  await Deno.writeTextFile(`${folder}/token`, "pod-token");
  const cluster = stack.use(startKubernetesStandIn({ tls: certificate }));
  for (const definition of PLATFORM_DEFINITIONS) cluster.defineResource(definition);
  cluster.load(createObjects(claimCount));
  const server = stack.use(await startCollector(stack, claimCount));
  const startCpuS = await cpuSecondsOf(server.pid);
  const gateway = new BatchGateway(server.port, { count: claimCount, latencyMs: 0 });
  stack.defer(() => gateway.close());
  const { url: collectorUrl } = gateway;
  const { url: apiUrl } = cluster;
  const informer = stack.use(
    startInformerChild({ folder, apiUrl, collectorUrl, resource: RESOURCE }),
  );
  await informer.waitForLog("Synchronised");
  await gateway.complete;
  await wait(CALM_MS);
  const synced = [await look(server.pid), await look(informer.pid)] as const;
  const fullPass = await runPass(server, "proposed");
  await runPass(server, "up-to-date");
  const cleanPass = await runPass(server, "clean");
  const before = [await look(server.pid), await look(informer.pid)] as const;
  await wait(REST_MS);
  const toFigures = async (index: 0 | 1, pid: number): Promise<ProcessFigures> => ({
    memoryMb: synced[index].memoryMb,
    restMb: await memoryOf(pid),
    peakMb: await peakMemoryOf(pid),
    syncCpuS: synced[index].cpuS,
    restShare: (await cpuSecondsOf(pid) - before[index].cpuS) / (REST_MS / 1_000),
  });
  const collector = await toFigures(0, server.pid);
  return {
    collector: { ...collector, syncCpuS: collector.syncCpuS - startCpuS },
    informer: await toFigures(1, informer.pid),
    fullPass,
    cleanPass,
  };
}

async function startCollector(
  stack: AsyncDisposableStack,
  claimCount: number,
): Promise<ServerChild> {
  const entries = Array.from({ length: claimCount }, (_, index) => {
    const [namespace = "", name = ""] = toClaimRef(index).split("/");
    return { namespace, name, template: KIND.toLowerCase() };
  });
  const github = createGitHubDouble({
    owner: "acme",
    repo: "inventory",
    files: { "claims/registry.yaml": createRegistryText(entries) },
  });
  const socket = await github.listen();
  stack.defer(() => socket.close());
  const server = await startServerChild({
    GITHUB_API_URL: socket.url,
    GITHUB_TOKEN: defaultToken,
    REGISTRY_DEFAULT_CLUSTER: "lab",
    COLLECTOR_RECONCILE_INTERVAL: "24h",
  });
  await server.waitFor('"Pass: ');
  return server;
}

function* createObjects(claimCount: number): Generator<KubernetesObject> {
  const now = Date.now();
  for (let index = 0; index < claimCount; index++) {
    const claim = {
      kind: KIND,
      claimRef: toClaimRef(index),
      state: { kind: "ready" },
      now,
    } as const;
    yield* toLifeObjects({ ...claim, detail: "full" });
  }
}

function toClaimRef(index: number): string {
  return `team-${index % NAMESPACE_COUNT}/claim-${String(index).padStart(6, "0")}`;
}

async function look(pid: number): Promise<{ readonly memoryMb: number; readonly cpuS: number }> {
  return { memoryMb: await memoryOf(pid), cpuS: await cpuSecondsOf(pid) };
}

async function runPass(server: ServerChild, expected: string): Promise<PassFigures> {
  const cpuS = await cpuSecondsOf(server.pid);
  const response = await fetch(`http://127.0.0.1:${server.port}/api/v1/reconcile`, {
    method: "POST",
  });
  const { outcome, message } = await response.json();
  if (outcome !== expected) throw new Error(`Expected a pass that is ${expected}: ${message}`);
  return {
    cpuS: await cpuSecondsOf(server.pid) - cpuS,
    memoryMb: await memoryOf(server.pid),
  };
}

function wait(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}
