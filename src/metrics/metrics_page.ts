/**
 * Makes text for Prometheus of metrics: the format and its escapes are the library's. Nothing is kept
 * between two pages.
 */
import { Counter, Gauge, Registry } from "prom-client";
import type { Metric } from "./metric.ts";

/** A text and what it is. */
export interface MetricsPage {
  readonly contentType: string;
  readonly text: string;
}

/** Metrics whose names begin alike. */
export interface MetricGroup {
  readonly prefix: string;
  readonly metrics: readonly Metric[];
}

/** Makes the page: the groups in their order, then what a registry of the library holds by itself. */
export async function renderPage(
  groups: readonly MetricGroup[],
  kept: Registry | null = null,
): Promise<MetricsPage> {
  const register = new Registry();
  for (const { prefix, metrics } of groups) {
    for (const metric of metrics) addMetric(register, { ...metric, name: prefix + metric.name });
  }
  const texts = await Promise.all([register.metrics(), kept?.metrics() ?? ""]);
  return { contentType: register.contentType, text: texts.join("") };
}

/** One without samples would be shown as 0. */
function addMetric(register: Registry, { name, help, type, samples }: Metric): void {
  const [first] = samples;
  if (first === undefined) return;
  const options = { name, help, labelNames: Object.keys(first[0]), registers: [register] };
  if (type === "gauge") {
    const gauge = new Gauge(options);
    for (const [labels, value] of samples) gauge.set(labels, value);
  } else {
    const counter = new Counter(options);
    for (const [labels, value] of samples) counter.inc(labels, value);
  }
}
