/**
 * After a restart the store knows only what the clusters have told since. Until all of them had
 * their chance, one early cluster must not look like the only one: this says how long to wait.
 */
import { compareText } from "../claim/claim.ts";
import { parseMarker } from "./proposal_marker.ts";

/** Whether the clusters can be trusted to be complete, and which to remember. */
export interface RestartGate {
  readonly isOpen: boolean;
  /** Clusters to name in the next marker, sorted. */
  readonly clusters: readonly string[];
  /** Those that are still waited for, sorted. */
  readonly awaited: readonly string[];
}

/** Compares the clusters that have synchronised with those that the newest pull request names. */
export function checkRestartGate(
  facts: {
    /** Text of the newest pull request, or `null`. */
    readonly body: string | null;
    /** Clusters that have reported since the start. */
    readonly clusters: readonly string[];
    /** Those of them that have told everything they know. */
    readonly synchronised: readonly string[];
    /** Milliseconds since the start. */
    readonly uptimeMs: number;
    readonly staleAfterMs: number;
  },
): RestartGate {
  const marker = facts.body === null ? undefined : parseMarker(facts.body);
  if (marker === undefined || facts.uptimeMs >= facts.staleAfterMs) {
    return { isOpen: true, clusters: facts.clusters, awaited: [] };
  }
  const synchronised = new Set(facts.synchronised);
  const missing = marker.clusters.filter((cluster) => !synchronised.has(cluster));
  if (missing.length === 0 && !marker.isCut) {
    return { isOpen: true, clusters: facts.clusters, awaited: [] };
  }
  const clusters = [...new Set([...facts.clusters, ...missing])].sort(compareText);
  return { isOpen: false, clusters, awaited: missing };
}
