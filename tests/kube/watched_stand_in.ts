/** A stand-in of an API server with one resource, and a watcher of it in the hands of a manual clock. */
import {
  type KubernetesObject,
  type KubernetesStandIn,
  type KubernetesStandInOptions,
  startKubernetesStandIn,
} from "../../demo/kubernetes/kubernetes_stand_in.ts";
import type { ClaimWatcher } from "../../src/informer/claim_watcher.ts";
import type { KubeAccess } from "../../src/kube/kube_access.ts";
import { createKubeClaimWatcher } from "../../src/kube/kube_claim_watcher.ts";
import { ManualClock } from "../testing/manual_clock.ts";
import { createMemoryLogger, type MemoryLogger } from "../testing/memory_logger.ts";
import { createPlainAccess } from "./plain_access.ts";

/** Group and plural of what is watched. */
export const WIDGETS = { group: "example.org", plural: "widgets" } as const;

/** A server, a watcher, and the watcher's time. */
export interface WatchedStandIn extends AsyncDisposable {
  readonly api: KubernetesStandIn;
  readonly clock: ManualClock;
  readonly watcher: ClaimWatcher;
  /** Where the watcher leaves its lines. */
  readonly logger: MemoryLogger;
}

/** Starts the server with the resource `widgets.example.org`. */
export function startWatchedStandIn(
  options: KubernetesStandInOptions & { readonly createAccess?: (url: string) => KubeAccess } = {},
): WatchedStandIn {
  const { createAccess = createPlainAccess, ...standIn } = options;
  const api = startKubernetesStandIn(standIn);
  defineWidgets(api);
  const clock = new ManualClock("2026-01-01T00:00:00Z");
  const logger = createMemoryLogger();
  const access = createAccess(api.url);
  const watcher = createKubeClaimWatcher({ access, clock, random: () => 0, logger });
  return { api, clock, watcher, logger, [Symbol.asyncDispose]: () => api.close() };
}

/** Lets the server know the resource. */
export function defineWidgets(api: KubernetesStandIn): void {
  api.defineResource({ ...WIDGETS, versions: ["v1"], kind: "Widget", scope: "Namespaced" });
}

/** A widget in a namespace. */
export function toWidget(name: string, namespace = "default"): KubernetesObject {
  return { apiVersion: "example.org/v1", kind: "Widget", metadata: { name, namespace } };
}

/** The requests for objects, each as `list`, `list+continue`, `stream`, `watch`, or `version`. */
export function listRequests(api: KubernetesStandIn): readonly string[] {
  return api.requests.filter(({ path }) => path.endsWith("/widgets")).map(({ query }) => {
    if (query.includes("sendInitialEvents")) return "stream";
    if (query.includes("watch=true")) return "watch";
    if (/\blimit=1(?!\d)/.test(query)) return "version";
    return query.includes("continue=") ? "list+continue" : "list";
  });
}
