/** Looks at what the collector knows of the clusters. */
import type { ClusterRow } from "../collector/collector_api.ts";
import { found, missing, type Probe } from "./condition.ts";
import type { Stage } from "./stage.ts";

/** Each cluster has been heard of. */
export function probeClustersHeard({ collector, fleet }: Stage): Probe<void> {
  return async () => {
    const heard = new Set((await collector.api.listClusters()).map(({ cluster }) => cluster));
    const unheard = fleet.clusters.filter((name) => !heard.has(name));
    return unheard.length === 0 ? found(undefined) : missing(`nothing of ${unheard.join(", ")}`);
  };
}

/** Each cluster is heard of, and has told all its claims since the collector's start. */
export function probeClustersComplete({ collector, fleet }: Stage): Probe<readonly ClusterRow[]> {
  return async () => {
    const rows = await collector.api.listClusters();
    const claimCount = rows.reduce((sum, { claims }) => sum + claims, 0);
    if (claimCount !== fleet.claimCount) return missing(`${claimCount} claims`);
    const late = rows.find((row) => !isComplete(row));
    return late === undefined ? found(rows) : missing(`${late.cluster} is not complete`);
  };
}

/** How many claims each cluster has. */
export function describeCounts(rows: readonly ClusterRow[]): string {
  return `(${rows.map(({ cluster, claims }) => `${cluster} ${claims}`).join(", ")})`;
}

/** Sessions of informers that have ended are listed as well. */
function isComplete({ stale, sessions }: ClusterRow): boolean {
  return !stale && sessions.some((session) => !session.stale && session.synchronised);
}
