/**
 * What an informer counts, as text for Prometheus. Nothing is kept between two requests: the numbers
 * are the informer's own.
 */
import type { ClaimCount } from "../informer/claim_counts.ts";
import { INFORMER_REASON_CODES } from "../informer/informer_reason.ts";
import type { InformerReport, TargetReport } from "../informer/informer_report.ts";
import { type Labels, type Metric, type Sample, toCounter, toGauge } from "./metric.ts";
import { type MetricsPage, renderPage } from "./metrics_page.ts";
import {
  type Build,
  listProgramMetrics,
  type ProcessFacts,
  toDegraded,
  toProcessGroup,
} from "./process_metrics.ts";

/** What the metrics are made of. */
export interface InformerNumbers {
  readonly report: InformerReport;
  readonly claims: readonly ClaimCount[];
  readonly build: Build;
  readonly process: ProcessFacts;
}

/** Makes the page. */
export function renderInformerMetrics(numbers: InformerNumbers): Promise<MetricsPage> {
  const { build, process, report } = numbers;
  const metrics = [
    ...listGauges(numbers),
    ...listCounters(numbers),
    toDegraded(INFORMER_REASON_CODES, report.reasons.map(({ code }) => code)),
    ...listProgramMetrics(build, process),
  ];
  return renderPage([{ prefix: "machinery_informer_", metrics }, toProcessGroup(process)]);
}

function listGauges({ report, claims }: InformerNumbers): readonly Metric[] {
  const { counts, targets, collectorContactAgeMs } = report;
  const perTarget = (toValue: (target: TargetReport) => number) =>
    targets.map((target): Sample => [toTargetLabels(target), toValue(target)]);
  return [
    toGauge(
      "claims",
      "Claims in the cluster by kind and phase",
      claims.map(({ count, ...labels }) => [labels, count]),
    ),
    toGauge(
      "synchronised",
      "Whether the collector was told all claims of a resource",
      perTarget(({ isSynchronised }) => Number(isSynchronised)),
    ),
    toGauge(
      "api_server_contact_age_seconds",
      "Time since the API server last showed a resource",
      perTarget(({ contactAgeMs }) => contactAgeMs / 1_000),
    ),
    toGauge(
      "collector_contact_age_seconds",
      "Time since the collector last took something; missing before the first time",
      collectorContactAgeMs === null ? [] : [[{}, collectorContactAgeMs / 1_000]],
    ),
    toGauge("queue_claims", "Claims that wait to be sent", [[{}, counts.pending]]),
    toGauge("rejected_claims", "Claims whose status the collector does not take", [
      [{}, counts.rejectedClaims],
    ]),
    toGauge("composite_kinds", "Kinds of composites that are watched", [
      [{}, counts.compositeKinds],
    ]),
    toGauge(
      "refused_composite_kinds",
      "Kinds of composites that may not be watched, or are not served",
      [[{}, counts.refusedCompositeKinds]],
    ),
    toGauge(
      "unwatched_composite_kinds",
      "Kinds of composites that claims name and that cannot be watched, for whatever reason",
      [[{}, counts.unwatchedCompositeKinds]],
    ),
  ];
}

function listCounters({ report: { counts, events } }: InformerNumbers): readonly Metric[] {
  return [
    toCounter(
      "events_total",
      "Objects shown and deleted, lists completed, and troubles of the API server",
      [
        [{ type: "applied" }, events.applied],
        [{ type: "deleted" }, events.deleted],
        [{ type: "list" }, events.lists],
        [{ type: "trouble" }, events.troubles],
      ],
    ),
    toCounter("posts_total", "Requests that the collector took", [
      [{}, counts.deliveredRequests],
    ]),
    toCounter(
      "retries_total",
      "Requests that the collector did not take, and that were made again",
      [[{}, counts.failedRequests]],
    ),
  ];
}

function toTargetLabels({ group, resource }: TargetReport): Labels {
  return { group, resource };
}
