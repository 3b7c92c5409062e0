/** What the server counts and measures while it runs, and the page that it makes of that. */
import type { ClusterSummary } from "../collector/cluster_summary.ts";
import type { StatusStore } from "../collector/status_store.ts";
import type { Readiness, Reconciliation } from "../http/app_deps.ts";
import { CollectorMetrics } from "../metrics/collector_metrics.ts";
import type { MetricsPage } from "../metrics/metrics_page.ts";
import { LoopLag } from "../runtime/loop_lag.ts";
import { yieldTurn } from "../runtime/turn.ts";
import { ListenerCounts } from "../transport/listener_counts.ts";
import type { VersionInfo } from "../version.ts";
import { readProcessFacts } from "./process_facts.ts";

/** Counting 100,000 claims takes some 15 ms; posts have their turn after so much of it. */
const TURN_MS = 4;

/** Who counts what. */
export interface ServerMeters {
  readonly metrics: CollectorMetrics;
  readonly connections: ListenerCounts;
  readonly lag: LoopLag;
}

/** Makes them; they measure nothing by themselves. */
export function createServerMeters(build: VersionInfo): ServerMeters {
  return {
    metrics: new CollectorMetrics(build),
    connections: new ListenerCounts(),
    lag: new LoopLag(() => performance.now()),
  };
}

/** Reads everything that is kept elsewhere, and makes the page. */
export async function renderServerMetrics(
  { metrics, connections, lag }: ServerMeters,
  { store, loop, readiness }: {
    readonly store: StatusStore;
    readonly loop: Pick<Reconciliation, "describe">;
    readonly readiness: () => Readiness;
  },
): Promise<MetricsPage> {
  const clusters = await summarizeInTurns(store);
  return await metrics.render({
    reasons: readiness().reasons.map(({ code }) => code),
    reconciliation: loop.describe(),
    clusters,
    size: store.size,
    connections,
    process: readProcessFacts(lag),
  });
}

async function summarizeInTurns(store: StatusStore): Promise<readonly ClusterSummary[]> {
  const summaries: ClusterSummary[] = [];
  let startedAt = performance.now();
  for (const summary of store.eachSummary()) {
    summaries.push(summary);
    if (performance.now() - startedAt < TURN_MS) continue;
    await yieldTurn();
    startedAt = performance.now();
  }
  return summaries;
}
