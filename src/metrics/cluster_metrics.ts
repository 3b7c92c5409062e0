/** What is told of the clusters: who reports, since when not, and what their claims are up to. */
import { SHOWN_PHASES } from "../claim/claim.ts";
import type { ClusterSummary } from "../collector/cluster_summary.ts";
import { type Metric, type Sample, toGauge } from "./metric.ts";

/** Lists them; phases without claims are left out, as everywhere. */
export function listClusterMetrics(clusters: readonly ClusterSummary[]): readonly Metric[] {
  const perCluster = (toValue: (summary: ClusterSummary) => number) =>
    clusters.map((summary): Sample => [{ cluster: summary.cluster }, toValue(summary)]);
  return [
    toGauge("clusters", "Clusters that have reported", [[{}, clusters.length]]),
    toGauge("claims", "Claims by cluster and phase", clusters.flatMap(listPhases)),
    toGauge(
      "cluster_stale",
      "Whether nobody knows any more what a cluster is up to",
      perCluster(({ isStale }) => Number(isStale)),
    ),
    toGauge(
      "cluster_last_contact_timestamp_seconds",
      "When a cluster last reported",
      perCluster(({ lastContact }) => lastContact / 1_000),
    ),
  ];
}

function listPhases({ cluster, phases }: ClusterSummary): readonly Sample[] {
  return SHOWN_PHASES.flatMap((phase): readonly Sample[] => {
    const count = phases[phase];
    return count === undefined ? [] : [[{ cluster, phase }, count]];
  });
}
