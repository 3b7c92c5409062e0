/** The dashboard: what it asks for is there, and Prometheus understands it. */
import assert from "node:assert/strict";
import dashboard from "../../deploy/dashboard.json" with { type: "json" };
import { testPrometheus } from "../testing/prometheus/prometheus_command.ts";
import { runPromtool } from "../testing/prometheus/promtool_run.ts";
import { assertKnown, assertLabel } from "./known_metrics.ts";
import { readMetricsSamples } from "./metrics_pages.ts";
import { listSelectors } from "./promql.ts";

/** What Grafana puts in the place of its variables. */
const VARIABLES: Readonly<Record<string, string>> = {
  $__rate_interval: "5m",
  $job: ".*",
  $cluster: ".*",
};

/** One query and how its lines are called. */
interface PanelQuery {
  readonly title: string;
  readonly expr: string;
  readonly legend: string;
}

/** Metrics that need no panel: what the alerts and other panels say already, or a time of a reset. */
const UNSHOWN: readonly string[] = [
  "machinery_collector_github_rate_limit_reset_timestamp_seconds",
  "machinery_informer_composite_kinds",
  "machinery_informer_refused_composite_kinds",
  "machinery_informer_unwatched_composite_kinds",
  "process_start_time_seconds",
];

Deno.test("every metric and label that the dashboard asks for is on the pages", async () => {
  const samples = await readMetricsSamples();
  for (const { expr, legend } of listQueries()) {
    assertKnown(expr, samples);
    for (const [, label = ""] of legend.matchAll(/\{\{(\w+)\}\}/g)) {
      assertLabel(label, { query: expr, samples });
    }
  }
  for (const { query } of listVariableQueries()) {
    const [, expr = "", label = ""] = /^label_values\((.*), (\w+)\)$/.exec(query) ?? [];
    assertKnown(expand(expr), samples);
    assertLabel(label, { query: expr, samples });
  }
});

Deno.test("the dashboard shows every metric, but for few that it names elsewhere", async () => {
  const samples = await readMetricsSamples();
  const shown = new Set(
    listQueries().flatMap(({ expr }) => listSelectors(expr).map(({ metric }) => toFamily(metric))),
  );
  const known = new Set(samples.map(({ name }) => toFamily(name)));
  assert.deepEqual([...known].filter((name) => !shown.has(name)).toSorted(), UNSHOWN);
});

testPrometheus("Prometheus understands every query of the dashboard", async () => {
  const rules = listQueries().map(({ expr }, index) => ({ record: `panel:${index}`, expr }));
  assert.ok(rules.length > 30, `only ${rules.length} queries were looked at`);
  // JSON is YAML.
  const files = { "rules.yaml": JSON.stringify({ groups: [{ name: "dashboard", rules }] }) };
  const { isSuccess, text } = await runPromtool(["check", "rules", "rules.yaml"], files);
  assert.ok(isSuccess, text);
});

Deno.test("each panel has its number and its place, and asks the chosen Prometheus", () => {
  const ids = dashboard.panels.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  const cells = new Set<string>();
  for (const { title, gridPos: { x, y, w, h } } of dashboard.panels) {
    assert.ok(x + w <= 24, title);
    for (let row = y; row < y + h; row += 1) {
      for (let column = x; column < x + w; column += 1) {
        const cell = `${row} ${column}`;
        assert.ok(!cells.has(cell), `${title} lies over another panel at ${cell}`);
        cells.add(cell);
      }
    }
  }
  for (const { datasource, targets = [] } of dashboard.panels) {
    for (
      const source of [
        ...datasource === undefined ? [] : [datasource],
        ...targets.map((one) => one.datasource),
      ]
    ) {
      assert.deepEqual(source, { type: "prometheus", uid: "${datasource}" });
    }
  }
  const names = dashboard.templating.list.map(({ name }) => name);
  assert.deepEqual(names, ["datasource", "job", "cluster"]);
});

function listQueries(): readonly PanelQuery[] {
  return dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr, legendFormat }) => ({ title, expr: expand(expr), legend: legendFormat }))
  );
}

function listVariableQueries(): readonly { readonly query: string }[] {
  const queries = dashboard.templating.list.flatMap(({ query }) =>
    typeof query === "string" ? [] : [{ query: query.query }]
  );
  assert.equal(queries.length, 2);
  return queries;
}

/** Puts a value in the place of each variable; one that nobody knows stays, and is no query. */
function expand(expr: string): string {
  return expr.replace(/\$\w+/g, (name) => VARIABLES[name] ?? name);
}

/** A histogram is three metrics on the page. */
function toFamily(metric: string): string {
  return metric.replace(/_(?:bucket|count|sum)$/, "");
}
