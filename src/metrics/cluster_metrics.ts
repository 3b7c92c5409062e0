/** What is told of the clusters: who reports, since when not, and what their claims are up to. */
import { SHOWN_PHASES } from "../claim/claim.ts";
import type { ClusterSummary } from "../collector/cluster_summary.ts";
import { type Metric, type Sample, toGauge } from "./metric.ts";

/** Lists them; phases without claims are left out, as everywhere. */
export function listClusterMetrics(clusters: readonly ClusterSummary[]): readonly Metric[] {
  function* perCluster(toValue: (summary: ClusterSummary) => number): Iterable<Sample> {
    for (const summary of clusters) yield [{ cluster: summary.cluster }, toValue(summary)];
  }
  return [
    toGauge("clusters", "Clusters that have reported", [[{}, clusters.length]]),
    toGauge("claims", "Claims by cluster and phase", listPhases(clusters)),
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

function* listPhases(clusters: readonly ClusterSummary[]): Iterable<Sample> {
  for (const { cluster, phases } of clusters) {
    for (const phase of SHOWN_PHASES) {
      const count = phases[phase];
      if (count !== undefined) yield [{ cluster, phase }, count];
    }
  }
}
