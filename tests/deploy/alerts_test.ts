/** The alerts: each fires when it shall, alone, and says what it shall; Prometheus' own tool decides. */
import assert from "node:assert/strict";
import { COLLECTOR_REASON_CODES } from "../../src/collector/reason_code.ts";
import { INFORMER_REASON_CODES } from "../../src/informer/informer_reason.ts";
import { MarkdownPage } from "../docs/markdown_page.ts";
import { testPrometheus } from "../testing/prometheus/prometheus_command.ts";
import { runPromtool } from "../testing/prometheus/promtool_run.ts";
import { type AlertRule, readAlertRules, readAlertText } from "./alert_rules.ts";
import { constant, reasonOf, SERIES, type SeriesChanges, toSeries } from "./alert_world.ts";
import type { FiringCase } from "./firing_case.ts";
import { FIRING_CASES } from "./firing_cases.ts";
import { assertKnown } from "./known_metrics.ts";
import { readMetricsSamples } from "./metrics_pages.ts";
import { listSelectors } from "./promql.ts";
import { SILENT_CASES } from "./silent_cases.ts";

/** What else is so while a reason holds, if anything. */
const WITH_REASON: Readonly<Record<string, SeriesChanges>> = {
  "first-pass-pending": { [SERIES.passed]: null, [SERIES.succeeded]: null },
  "pass-overdue": { [SERIES.passed]: constant(0), [SERIES.succeeded]: constant(0) },
  "clusters-stale": { [SERIES.stale]: constant(1) },
  ...Object.fromEntries(
    [
      "repository-access",
      "settings-refused",
      "registry-refused",
      "repository-unavailable",
      "repository-conflict",
      "pass-stopped",
      "internal-error",
      "pass-waiting",
      "foreign-commit",
    ].map((code) => [code, { [SERIES.succeeded]: constant(0) }]),
  ),
};

/** Names of all alerts that fire. */
const FIRING_EXPR = 'count by (alertname) (ALERTS{alertstate="firing"})';

testPrometheus("the file of alerts is what Prometheus takes", async () => {
  const files = { "alerts.yaml": await readAlertText() };
  const { isSuccess, text } = await runPromtool(["check", "rules", "alerts.yaml"], files);
  assert.ok(isSuccess, text);
});

testPrometheus(
  "each alert fires after its time and not before, alone, in its own words",
  async () => {
    const rules = await readAlertRules();
    assertEach(rules, FIRING_CASES);
    await assertRules(FIRING_CASES.map((firing) => ({
      ...toWorld(firing.changes),
      alert_rule_test: [
        { eval_time: firing.quietAt, alertname: firing.alert, exp_alerts: [] },
        {
          eval_time: firing.firesAt,
          alertname: firing.alert,
          exp_alerts: [toExpectedAlert(findRule(rules, firing.alert), firing)],
        },
      ],
      promql_expr_test: [expectFiring(firing.firesAt, [firing.alert, ...firing.beside ?? []])],
    })));
  },
);

testPrometheus(
  "no alert fires for what only looks like a failure, or heals by itself",
  async () => {
    assertEach(await readAlertRules(), SILENT_CASES);
    await assertRules(SILENT_CASES.map(({ changes, at }) => ({
      ...toWorld(changes),
      promql_expr_test: [expectFiring(at, [])],
    })));
  },
);

testPrometheus(
  "each reason that needs somebody fires the one alert whose section names it",
  async () => {
    const page = await MarkdownPage.read("docs/operations.md");
    const rules = await readAlertRules();
    const sections = rules.map(({ alert }) => ({ alert, text: page.section(alert) }));
    const codes = [
      ...COLLECTOR_REASON_CODES.map((code) => ({ code, series: reasonOf("collector", code) })),
      ...INFORMER_REASON_CODES.map((code) => ({ code, series: reasonOf("informer", code) })),
    ];
    await assertRules(codes.map(({ code, series }) => {
      const naming = sections.filter(({ text }) => text.includes(`(#${code})`));
      const names = naming.map(({ alert }) => alert);
      assert.equal(names.length, 1, `${code}: ${names}`);
      const changes = { [series]: constant(1), ...WITH_REASON[code] };
      return { ...toWorld(changes), promql_expr_test: [expectFiring("2h", names)] };
    }));
  },
);

Deno.test("each alert has its section of the operator's page, and each section its alert", async () => {
  const page = await MarkdownPage.read("docs/operations.md");
  const headings = [...page.section("Alerts").matchAll(/^### (.*)$/gm)].map(([, text]) => text);
  const rules = await readAlertRules();
  assert.deepEqual(headings, rules.map(({ alert }) => alert));
  const anchors = page.anchors();
  for (const { alert, annotations, labels } of rules) {
    assert.equal(annotations.runbook_url, `docs/operations.md#${alert.toLowerCase()}`);
    assert.ok(anchors.includes(alert.toLowerCase()), alert);
    assert.deepEqual(Object.keys(labels), ["severity"], alert);
    assert.match(labels["severity"] ?? "", /^(critical|warning)$/, alert);
  }
});

Deno.test("every metric, label and reason that an alert asks for is on the pages", async () => {
  const rules = await readAlertRules();
  const samples = await readMetricsSamples();
  for (const { expr } of rules) {
    assertKnown(expr, samples);
    for (const { metric, matchers } of listSelectors(expr)) {
      if (metric !== "ALERTS") continue;
      const names = matchers.filter(({ label }) => label === "alertname");
      for (const name of names.flatMap(({ values }) => values)) findRule(rules, name);
    }
  }
});

/** Each alert must have a case, and each case an alert. */
function assertEach(
  rules: readonly AlertRule[],
  cases: readonly { readonly alert: string }[],
): void {
  const names = new Set(cases.map(({ alert }) => alert));
  assert.deepEqual([...names].sort(), rules.map(({ alert }) => alert).sort());
}

function toWorld(changes: SeriesChanges) {
  return { interval: "1m", input_series: toSeries(changes) };
}

function expectFiring(at: string, alerts: readonly string[]) {
  const samples = alerts.map((alert) => ({ labels: `{alertname="${alert}"}`, value: 1 }));
  return { expr: FIRING_EXPR, eval_time: at, exp_samples: samples };
}

async function assertRules(tests: readonly unknown[]): Promise<void> {
  assert.ok(tests.length > 0);
  const files = {
    "alerts.yaml": await readAlertText(),
    // JSON is YAML.
    "test.yaml": JSON.stringify({
      rule_files: ["alerts.yaml"],
      evaluation_interval: "1m",
      tests,
    }),
  };
  const { isSuccess, text } = await runPromtool(["test", "rules", "test.yaml"], files);
  assert.ok(isSuccess, text);
}

function findRule(rules: readonly AlertRule[], name: string): AlertRule {
  return rules.find(({ alert }) => alert === name) ?? assert.fail(name);
}

function toExpectedAlert({ annotations, labels }: AlertRule, firing: FiringCase) {
  const texts = Object.entries(annotations).map(([name, text]) => [name, expand(text, firing)]);
  return {
    exp_labels: { ...labels, ...firing.labels },
    exp_annotations: Object.fromEntries(texts),
  };
}

/** Puts labels and value in their places; a label that is not there would leave a hole in the text. */
function expand(text: string, { labels, value }: FiringCase): string {
  return text
    .replace(
      /\{\{ with \$labels\.(\w+) \}\}(.*?)\{\{ \. \}\}(.*?)\{\{ end \}\}/g,
      (_, label, before, after) => {
        const word = labels[label];
        return word === undefined ? "" : `${before}${word}${after}`;
      },
    )
    .replace(/\{\{ \$labels\.(\w+) \}\}/g, (_, label) => labels[label] ?? assert.fail(label))
    .replace(/\{\{ \$value.*?\}\}/g, () => value ?? assert.fail(`no value for: ${text}`));
}
