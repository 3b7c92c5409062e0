/** A cluster, a collector, and an informer between them, each as it is in life. */
import {
  type KubernetesObject,
  type KubernetesStandIn,
  type KubernetesStandInOptions,
  startKubernetesStandIn,
} from "../../demo/kubernetes/kubernetes_stand_in.ts";
import type { ServerCertificate } from "../client/collector_stub.ts";
import { BatchRecorder } from "./batch_recorder.ts";
import { ProgramProcess } from "../testing/program_process.ts";
import { toLabKubeconfig } from "../testing/lab_kubeconfig.ts";

/** What a test may want otherwise. */
export interface InformerWorldOptions {
  readonly kubernetes?: KubernetesStandInOptions;
  readonly certificate?: ServerCertificate;
}

/** Everything around an informer; what it starts ends with it. */
export class InformerWorld implements AsyncDisposable {
  readonly cluster: KubernetesStandIn;
  readonly collector: BatchRecorder;
  /** For files; removed at the end. */
  readonly folder: string;
  readonly probePort: number;

  private constructor(options: InformerWorldOptions, folder: string) {
    this.folder = folder;
    this.probePort = findFreePort();
    this.cluster = startKubernetesStandIn(options.kubernetes);
    this.collector = new BatchRecorder(options.certificate);
    this.cluster.defineResource({
      group: "storage.example.org",
      versions: ["v1alpha1"],
      plural: "volumeclaims",
      kind: "VolumeClaim",
      scope: "Namespaced",
    });
  }

  /** A cluster with these claims, all of them ready. */
  static async create(
    names: readonly string[],
    options: InformerWorldOptions = {},
  ): Promise<InformerWorld> {
    const world = new InformerWorld(options, await Deno.makeTempDir());
    world.cluster.load(names.map((name) => toClaim(name, "True")));
    await world.#writeKubeconfig();
    return world;
  }

  /** What every informer here is started with. */
  get env(): Readonly<Record<string, string>> {
    return {
      CLUSTER_NAME: "production-eu",
      COLLECTOR_URL: this.collector.url,
      CLAIM_GROUP: "storage.example.org",
      CLAIM_RESOURCE: "volumeclaims",
      INFORMER_PORT: String(this.probePort),
      KUBECONFIG: `${this.folder}/kubeconfig`,
    };
  }

  /** Starts an informer; an empty text takes a variable away. */
  start(env: Readonly<Record<string, string>> = {}): ProgramProcess {
    return new ProgramProcess({ args: ["informer"], env: { ...this.env, ...env } });
  }

  /** Asks the informer's own endpoint. */
  async probe(path: string): Promise<{ readonly status: number; readonly body: unknown }> {
    const response = await fetch(`http://127.0.0.1:${this.probePort}${path}`);
    return { status: response.status, body: await response.json() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cluster.close();
    await this.collector[Symbol.asyncDispose]();
    await Deno.remove(this.folder, { recursive: true });
  }

  async #writeKubeconfig(): Promise<void> {
    await Deno.writeTextFile(`${this.folder}/kubeconfig`, toLabKubeconfig(this.cluster.url));
  }
}

/** A claim in the namespace `team-a`. */
export function toClaim(name: string, ready: "True" | "False"): KubernetesObject {
  const condition = (type: string, status: string, reason: string) => ({ type, status, reason });
  return {
    apiVersion: "storage.example.org/v1alpha1",
    kind: "VolumeClaim",
    metadata: { name, namespace: "team-a" },
    spec: {},
    status: {
      conditions: [
        condition("Synced", "True", "ReconcileSuccess"),
        condition("Ready", ready, ready === "True" ? "Available" : "Unavailable"),
      ],
    },
  };
}

/** A port of 127.0.0.1 that nobody listens on now. */
export function findFreePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
