/** An informer for measuring: as in a pod, with a service account that is mounted in a folder. */
import { PLATFORM_GROUP } from "../../demo/kubernetes/platform_resources.ts";
import { ProgramProcess } from "../testing/program_process.ts";

/** As the tasks and executables have it: with the runtime's own 16 MB much more is only garbage. */
const RUN_FLAGS = ["--v8-flags=--max-semi-space-size=4"];

/** Where an informer finds everything. */
export interface InformerChildOptions {
  /** Holds `ca.crt` and `token`. */
  readonly folder: string;
  readonly apiUrl: string;
  readonly collectorUrl: string;
  /** Plural name of what is watched. */
  readonly resource: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts an informer for the cluster `lab`. */
export function startInformerChild(options: InformerChildOptions): ProgramProcess {
  const { hostname, port } = new URL(options.apiUrl);
  return new ProgramProcess({
    entry: new URL("../modes/in_cluster_main.ts", import.meta.url),
    args: [options.folder],
    runFlags: RUN_FLAGS,
    env: {
      CLUSTER_NAME: "lab",
      COLLECTOR_URL: options.collectorUrl,
      CLAIM_GROUP: PLATFORM_GROUP,
      CLAIM_RESOURCE: options.resource,
      INFORMER_PORT: "0",
      KUBERNETES_SERVICE_HOST: hostname,
      KUBERNETES_SERVICE_PORT: port,
      ...options.env,
    },
  });
}

/** The middle one of some figures. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
