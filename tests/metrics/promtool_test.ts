/** The tool of Prometheus reads pages on which everything is told, in whatever words of strangers. */
import assert from "node:assert/strict";
import { NOON, PASS_REPORT, POST } from "../http/test_app.ts";
import { CLAIM_COUNTS, REPORT } from "../http/informer_report_sample.ts";
import { renderInformerMetrics } from "../../src/metrics/informer_metrics.ts";
import { HOSTILE_TEXTS, isClusterName } from "../testing/hostile_texts.ts";
import { checkMetrics, testPrometheus } from "../testing/prometheus/prometheus_command.ts";
import { createMetricsApp } from "./metrics_app.ts";
import { BUILD, PROCESS, toText } from "./metrics_text.ts";

testPrometheus("promtool has nothing against a page of the collector", async () => {
  const { test, state, endPass, scrape } = createMetricsApp();
  for (const { text: cluster } of HOSTILE_TEXTS.filter(isClusterName)) {
    await test.post("/api/v1/status", { ...POST, cluster });
  }
  state.quotas = [{ resource: "core", limit: 5_000, remaining: 1, resetAt: NOON }];
  endPass({ ...PASS_REPORT, oldestChangeAt: NOON });
  assert.equal(await checkMetrics(await scrape()), "");
});

testPrometheus("promtool has nothing against a page of an informer", async () => {
  const claims = HOSTILE_TEXTS.map(({ text }) => ({
    group: text,
    kind: text,
    phase: "Ready" as const,
    count: 1,
  }));
  const page = await renderInformerMetrics({
    report: REPORT,
    claims: [...CLAIM_COUNTS, ...claims],
    build: BUILD,
    process: PROCESS,
  });
  assert.equal(await checkMetrics(toText(page)), "");
});

testPrometheus("promtool would say it", async () => {
  const page = "# HELP a_total b\n# TYPE a_total gauge\na_total 1\n";
  assert.match(await checkMetrics(page), /a_total .*exit code 3/s);
});
