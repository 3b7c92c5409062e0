/**
 * The metrics of the collector: what happens is counted here, passes and requests; all else is read
 * when somebody asks, and kept nowhere twice.
 */
import { Histogram, Registry } from "prom-client";
import { PASS_OUTCOMES, type PassReport } from "../collector/pass_report.ts";
import type { ClusterSummary } from "../collector/cluster_summary.ts";
import { COLLECTOR_REASON_CODES } from "../collector/reason_code.ts";
import type { ReconcileStatus } from "../collector/reconcile_loop.ts";
import type { StoreSize } from "../collector/store_ledger.ts";
import { listClusterMetrics } from "./cluster_metrics.ts";
import { toGauge } from "./metric.ts";
import { type MetricsPage, renderPage } from "./metrics_page.ts";
import { listPassMetrics } from "./pass_metrics.ts";
import {
  type Build,
  listProgramMetrics,
  type ProcessFacts,
  toDegraded,
  toProcessGroup,
} from "./process_metrics.ts";
import { type ConnectionFacts, listConnectionMetrics } from "./connection_metrics.ts";

/** What is read for a page. */
export interface CollectorFacts {
  /** Codes of the reasons why it is degraded now. */
  readonly reasons: readonly string[];
  readonly reconciliation: ReconcileStatus;
  readonly clusters: readonly ClusterSummary[];
  readonly size: StoreSize;
  readonly connections: ConnectionFacts;
  readonly process: ProcessFacts;
}

/** What one request came to; none of it is a sender's own text. */
export interface MeasuredRequest {
  readonly method: string;
  /** The pattern of the path. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
}

const PREFIX = "machinery_collector_";

/** Upper bounds in seconds: a pass is some calls of GitHub, or hundreds. */
const PASS_BUCKETS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];
/** Upper bounds in seconds: most requests take less than a millisecond. */
const REQUEST_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Owns the counts of one process. */
export class CollectorMetrics {
  readonly #build: Build;
  readonly #register = new Registry();
  readonly #passes: Histogram<"outcome">;
  readonly #requests: Histogram<"method" | "route" | "status">;

  constructor(build: Build) {
    this.#build = build;
    const registers = [this.#register];
    this.#passes = new Histogram({
      name: `${PREFIX}pass_duration_seconds`,
      help: "How long passes took, by how they ended",
      labelNames: ["outcome"],
      buckets: PASS_BUCKETS,
      registers,
    });
    for (const outcome of PASS_OUTCOMES) this.#passes.zero({ outcome });
    this.#requests = new Histogram({
      name: `${PREFIX}http_request_duration_seconds`,
      help: "How long requests took until their answer was made",
      labelNames: ["method", "route", "status"],
      buckets: REQUEST_BUCKETS,
      registers,
    });
  }

  /** Counts a pass that has ended. */
  notePass({ outcome, startedAt, finishedAt }: PassReport): void {
    // A clock that was set back would make the sum fall.
    this.#passes.observe({ outcome }, Math.max(0, finishedAt - startedAt) / 1_000);
  }

  /** Counts a request that was answered. */
  noteRequest({ method, route, status, durationMs }: MeasuredRequest): void {
    this.#requests.observe({ method, route, status }, Math.max(0, durationMs) / 1_000);
  }

  /** Makes the page of now. */
  render(facts: CollectorFacts): Promise<MetricsPage> {
    const { reasons, reconciliation, clusters, size, connections, process } = facts;
    const metrics = [
      toDegraded(COLLECTOR_REASON_CODES, reasons),
      ...listPassMetrics(reconciliation),
      ...listClusterMetrics(clusters),
      toGauge("store_claims", "Claims in the store, tombstones that would give way left out", [
        [{}, size.claimCount],
      ]),
      toGauge("store_claims_limit", "Claims for which the store has room", [
        [{}, size.claimCountMax],
      ]),
      toGauge("store_bytes", "Estimated size of the store, tombstones left out", [
        [{}, size.bytes],
      ]),
      toGauge("store_bytes_limit", "Estimated size for which the store has room", [
        [{}, size.bytesMax],
      ]),
      ...listConnectionMetrics(connections),
      ...listProgramMetrics(this.#build, process),
    ];
    return renderPage([{ prefix: PREFIX, metrics }, toProcessGroup(process)], this.#register);
  }
}
