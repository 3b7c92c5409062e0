/**
 * What an informer counts, as text for Prometheus. Nothing is kept between two requests: the numbers
 * are the informer's own, and a registry is made for each answer.
 */
import { Counter, Gauge, Registry } from "prom-client";
import type { ClaimCount } from "../informer/claim_counts.ts";
import type { InformerReport, TargetReport } from "../informer/informer_report.ts";

/** What the metrics are made of. */
export interface InformerNumbers {
  readonly report: InformerReport;
  readonly claims: readonly ClaimCount[];
}

/** A text and what it is. */
export interface MetricsPage {
  readonly contentType: string;
  readonly text: string;
}

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number];

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

const PREFIX = "machinery_informer_";

/** Makes the page. */
export async function renderInformerMetrics(numbers: InformerNumbers): Promise<MetricsPage> {
  const register = new Registry();
  const registers = [register];
  for (const metric of listGauges(numbers).filter(hasSamples)) {
    const gauge = new Gauge({ ...toConfiguration(metric), registers });
    for (const [labels, value] of metric.samples) gauge.set(labels, value);
  }
  for (const metric of listCounters(numbers)) {
    const counter = new Counter({ ...toConfiguration(metric), registers });
    for (const [labels, value] of metric.samples) counter.inc(labels, value);
  }
  return { contentType: register.contentType, text: await register.metrics() };
}

/** A gauge without any would be shown as 0. */
function hasSamples({ samples }: Metric): boolean {
  return samples.length > 0;
}

function listGauges({ report, claims }: InformerNumbers): readonly Metric[] {
  const { counts, targets, collectorContactAgeMs } = report;
  const perTarget = (toValue: (target: TargetReport) => number) =>
    targets.map((target): Sample => [toTargetLabels(target), toValue(target)]);
  return [
    {
      name: "claims",
      help: "Claims in the cluster by kind and phase",
      samples: claims.map(({ count, ...labels }) => [labels, count]),
    },
    {
      name: "synchronised",
      help: "Whether the collector was told all claims of a resource",
      samples: perTarget(({ isSynchronised }) => Number(isSynchronised)),
    },
    {
      name: "api_server_contact_age_seconds",
      help: "Time since the API server last showed a resource",
      samples: perTarget(({ contactAgeMs }) => contactAgeMs / 1_000),
    },
    {
      name: "collector_contact_age_seconds",
      help: "Time since the collector last took something; missing before the first time",
      samples: collectorContactAgeMs === null ? [] : [[{}, collectorContactAgeMs / 1_000]],
    },
    toSingle("queue_claims", { help: "Claims that wait to be sent", value: counts.pending }),
    toSingle("rejected_claims", {
      help: "Claims whose status the collector does not take",
      value: counts.rejectedClaims,
    }),
    toSingle("composite_kinds", {
      help: "Kinds of composites that are watched",
      value: counts.compositeKinds,
    }),
    toSingle("refused_composite_kinds", {
      help: "Kinds of composites that may not be watched, or are not served",
      value: counts.refusedCompositeKinds,
    }),
    toSingle("unwatched_composite_kinds", {
      help: "Kinds of composites that claims name and that cannot be watched, for whatever reason",
      value: counts.unwatchedCompositeKinds,
    }),
  ];
}

function listCounters({ report: { counts, events } }: InformerNumbers): readonly Metric[] {
  return [
    {
      name: "events_total",
      help: "Objects shown and deleted, lists completed, and troubles of the API server",
      samples: [
        [{ type: "applied" }, events.applied],
        [{ type: "deleted" }, events.deleted],
        [{ type: "list" }, events.lists],
        [{ type: "trouble" }, events.troubles],
      ],
    },
    toSingle("posts_total", {
      help: "Requests that the collector took",
      value: counts.deliveredRequests,
    }),
    toSingle("retries_total", {
      help: "Requests that the collector did not take, and that were made again",
      value: counts.failedRequests,
    }),
  ];
}

function toSingle(
  name: string,
  { help, value }: { readonly help: string; readonly value: number },
): Metric {
  return { name, help, samples: [[{}, value]] };
}

function toConfiguration({ name, help, samples }: Metric) {
  return { name: `${PREFIX}${name}`, help, labelNames: Object.keys(samples[0]?.[0] ?? {}) };
}

function toTargetLabels({ group, resource }: TargetReport): Labels {
  return { group, resource };
}
