/** The pages of metrics as both programs make them, with everything on them that can be there. */
import { PASS_REPORT, POST } from "../http/test_app.ts";
import { CLAIM_COUNTS, REPORT } from "../http/informer_report_sample.ts";
import { createMetricsApp } from "../metrics/metrics_app.ts";
import {
  BUILD,
  type ParsedSample,
  parseSamples,
  PROCESS,
  toText,
} from "../metrics/metrics_text.ts";
import { renderInformerMetrics } from "../../src/metrics/informer_metrics.ts";

/** The page of the collector and that of an informer. */
export async function readMetricsPages(): Promise<readonly string[]> {
  const numbers = { report: REPORT, claims: CLAIM_COUNTS, build: BUILD, process: PROCESS };
  return [await scrapeCollector(), toText(await renderInformerMetrics(numbers))];
}

/** Every sample of both. */
export async function readMetricsSamples(): Promise<readonly ParsedSample[]> {
  return (await readMetricsPages()).flatMap(parseSamples);
}

/** After a pass, and requests that were taken, sent away, and failed. */
async function scrapeCollector(): Promise<string> {
  const { test, state, endPass, scrape } = createMetricsApp({ requestsPerSecond: 1 });
  endPass(PASS_REPORT);
  state.quotas = [{ resource: "core", limit: 5_000, remaining: 4_321, resetAt: 0 }];
  const statuses = new Set<number>();
  while (!statuses.has(429)) statuses.add((await test.post("/api/v1/status", POST)).status);
  test.readiness.current = { state: "draining", reasons: [] };
  await test.get("/readyz");
  test.clock.now += 60_000;
  return await scrape();
}
