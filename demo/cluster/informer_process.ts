/** The real informer of one cluster as a process of its own: its rights and its settings. */
import { INFORMER_SETTINGS } from "../../src/config/informer_settings.ts";
import { PLATFORM_GROUP, PLATFORM_KINDS } from "../kubernetes/platform_resources.ts";
import type { LogTail } from "../program/log_tail.ts";
import { launchProgram, listVariables, type ProgramProcess } from "../program/program_process.ts";

/** Where the process finds things, and who hears of it. */
export interface InformerOptions {
  readonly cluster: string;
  readonly collectorUrl: string;
  /** Path of a file with a context for the cluster. */
  readonly kubeconfig: string;
  /** Whether it is told which resources are claims, or finds out by itself. */
  readonly claims: "named" | "discovered";
  readonly log: LogTail;
}

/** Launches it; nothing is awaited, so that whoever launched it can end it at any time. */
export function launchInformer(options: InformerOptions): ProgramProcess {
  const { cluster, collectorUrl, kubeconfig, claims, log } = options;
  return launchProgram({
    command: "informer",
    upMessage: "Watching",
    // The library that understands kubeconfigs reads the whole environment.
    rights: [`--allow-read=${kubeconfig}`, "--allow-env"],
    variables: listVariables(INFORMER_SETTINGS),
    settings: {
      CLUSTER_NAME: cluster,
      COLLECTOR_URL: collectorUrl,
      CLAIM_GROUP: PLATFORM_GROUP,
      CLAIM_RESOURCE: claims === "discovered"
        ? "*"
        : PLATFORM_KINDS.map(({ plural }) => plural).join(","),
      KUBECONFIG: kubeconfig,
      KUBE_CONTEXT: cluster,
      INFORMER_HEARTBEAT: "1s",
      INFORMER_PORT: "0",
      LOG_FORMAT: "json",
    },
    log,
  });
}
