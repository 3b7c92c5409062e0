/**
 * The demo's clusters as they are on this machine: an API server in small for each of them, in the
 * demo's own process, and a real informer, which finds it by a kubeconfig in a temporary folder.
 */
import { join } from "node:path";
import { createLocalCertificate } from "../kubernetes/certificate.ts";
import type { ProcessLogs } from "../program/process_logs.ts";
import type { Fleet, FleetChange } from "./fleet.ts";
import { toKubeconfig } from "./kubeconfig.ts";
import { LocalCluster } from "./local_cluster.ts";

/** What the fleet works with. */
export interface KubernetesFleetDeps {
  readonly clusters: readonly string[];
  /** Tells where the informers find the collector; asked when one starts. */
  readonly readCollectorUrl: () => string;
  readonly logs: ProcessLogs;
  /** Called with name and exit code of an informer that nobody has ended. */
  readonly onDeath: (name: string, exitCode: number) => void;
  /** Takes what must be ended in any case, once there are no informers any more. */
  readonly stack: AsyncDisposableStack;
}

/** What the API servers ask for. */
const TOKEN = "demo-informer";

/** Opens the clusters: frozen, without claims, and without informers. */
export async function openKubernetesFleet(deps: KubernetesFleetDeps): Promise<Fleet> {
  const { clusters: names, onDeath, stack } = deps;
  const tls = await createLocalCertificate();
  const clusters = new Map(names.map((name) => [
    name,
    new LocalCluster({
      api: { tls, token: TOKEN },
      onDeath: (exitCode) => onDeath(toProcessName(name), exitCode),
    }),
  ]));
  stack.defer(async () => {
    await Promise.all([...clusters.values()].map((cluster) => cluster.close()));
  });
  const folder = await Deno.makeTempDir({ prefix: "claims-demo-" });
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const kubeconfig = join(folder, "kubeconfig");
  const urls = new Map([...clusters].map(([name, { url }]) => [name, url]));
  await Deno.writeTextFile(kubeconfig, toKubeconfig({ urls, ca: tls.ca, token: TOKEN }));
  return new KubernetesFleet(deps, { clusters, kubeconfig });
}

class KubernetesFleet implements Fleet {
  readonly #deps: KubernetesFleetDeps;
  readonly #clusters: ReadonlyMap<string, LocalCluster>;
  readonly kubeconfig: string;

  constructor(
    deps: KubernetesFleetDeps,
    { clusters, kubeconfig }: {
      readonly clusters: ReadonlyMap<string, LocalCluster>;
      readonly kubeconfig: string;
    },
  ) {
    this.#deps = deps;
    this.#clusters = clusters;
    this.kubeconfig = kubeconfig;
  }

  get clusters(): readonly string[] {
    return this.#deps.clusters;
  }

  get claimCount(): number {
    return [...this.#clusters.values()].reduce((sum, { claimCount }) => sum + claimCount, 0);
  }

  apply(changes: readonly FleetChange[]): void {
    for (const change of changes) this.#get(change.claim.cluster).apply(change);
  }

  thaw(): void {
    for (const cluster of this.#clusters.values()) cluster.thaw();
  }

  async startInformer(cluster: string): Promise<void> {
    const log = this.#deps.logs.open(toProcessName(cluster));
    const collectorUrl = this.#deps.readCollectorUrl();
    const { kubeconfig } = this;
    // One of each, so that both ways are shown.
    const claims = cluster === this.clusters[0] ? "discovered" : "named";
    await this.#get(cluster).startInformer({ cluster, collectorUrl, kubeconfig, claims, log });
  }

  async killInformer(cluster: string): Promise<void> {
    await this.#get(cluster).killInformer();
  }

  async stopInformers(): Promise<void> {
    await Promise.all([...this.#clusters.values()].map((cluster) => cluster.stopInformer()));
  }

  #get(name: string): LocalCluster {
    const cluster = this.#clusters.get(name);
    if (cluster === undefined) throw new Error(`There is no cluster "${name}"`);
    return cluster;
  }
}

function toProcessName(cluster: string): string {
  return `informer of ${cluster}`;
}
