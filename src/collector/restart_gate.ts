/**
 * After a restart the store knows only what the clusters have told since. Until all of them had
 * their chance, one early cluster must not look like the only one: this says how long to wait.
 */
import { compareText } from "../claim/claim.ts";
import type { ProposalMarker } from "./proposal_marker.ts";

/** Whether the clusters can be trusted to be complete, and which to remember. */
export interface RestartGate {
  readonly isOpen: boolean;
  /** Clusters to name in the next marker, sorted. */
  readonly clusters: readonly string[];
  /** Those that are still waited for, sorted. */
  readonly awaited: readonly string[];
}

/** Clusters that a text names, and whether there may be more. */
export type NamedClusters = Pick<ProposalMarker, "clusters" | "isCut">;

/** Compares the clusters that have synchronised with those that the newest pull request names. */
export function checkRestartGate(
  facts: {
    /** What the newest pull request names, or `null` where there is none. */
    readonly named: NamedClusters | null;
    /** Clusters that have reported since the start. */
    readonly clusters: readonly string[];
    /** Those of them that have told everything they know. */
    readonly synchronised: readonly string[];
    /** Milliseconds since the start. */
    readonly uptimeMs: number;
    readonly staleAfterMs: number;
  },
): RestartGate {
  const { named } = facts;
  if (named === null || facts.uptimeMs >= facts.staleAfterMs) {
    return { isOpen: true, clusters: facts.clusters, awaited: [] };
  }
  const synchronised = new Set(facts.synchronised);
  const missing = named.clusters.filter((cluster) => !synchronised.has(cluster));
  if (missing.length === 0 && !named.isCut) {
    return { isOpen: true, clusters: facts.clusters, awaited: [] };
  }
  const clusters = [...new Set([...facts.clusters, ...missing])].sort(compareText);
  return { isOpen: false, clusters, awaited: missing };
}
