/** Compares queries with what is on the pages of both programs. */
import assert from "node:assert/strict";
import type { ParsedSample } from "../metrics/metrics_text.ts";
import { listGroupingLabels, listSelectors, type Matcher } from "./promql.ts";

/** What Prometheus adds to each sample, or keeps itself. */
const TARGET_LABELS: readonly string[] = ["job", "instance"];
const OWN_METRICS: readonly string[] = ["up", "ALERTS"];

/** Fails where a query names a metric, a label or a value of a label that is on no page. */
export function assertKnown(
  query: string,
  samples: readonly ParsedSample[],
): void {
  const selectors = listSelectors(query);
  assert.ok(selectors.length > 0, query);
  for (const { metric, matchers } of selectors) {
    if (OWN_METRICS.includes(metric)) continue;
    const found = samples.filter(({ name }) => name === metric);
    assert.ok(found.length > 0, `${metric} is on no page: ${query}`);
    for (const matcher of matchers) assertMatcher(matcher, found);
  }
  for (const label of listGroupingLabels(query)) assertLabel(label, { query, samples });
}

/** Fails where no metric of the query has the label. */
export function assertLabel(
  label: string,
  { query, samples }: { readonly query: string; readonly samples: readonly ParsedSample[] },
): void {
  if (TARGET_LABELS.includes(label)) return;
  const names = listSelectors(query).map(({ metric }) => metric);
  const known = samples.filter(({ name }) => names.includes(name));
  assert.ok(known.some(({ labels }) => label in labels), `No label ${label}: ${query}`);
}

function assertMatcher({ label, operator, values }: Matcher, found: readonly ParsedSample[]): void {
  if (TARGET_LABELS.includes(label)) return;
  const present = found.flatMap(({ labels }) => labels[label] ?? []);
  for (const value of values) {
    const pattern = new RegExp(`^(?:${value})$`);
    const isPresent = operator.endsWith("~")
      ? present.some((one) => pattern.test(one))
      : present.includes(value);
    assert.ok(
      isPresent,
      `No ${found[0]?.name} with ${label}="${value}", got ${present.join(", ")}`,
    );
  }
}
