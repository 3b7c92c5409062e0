/** The collector's app with its metrics, as a test may turn them; all is asked for by request. */
import assert from "node:assert/strict";
import { isGoodPass, type PassReport } from "../../src/collector/pass_report.ts";
import type { Quota } from "../../src/collector/registry_repository.ts";
import { CollectorMetrics } from "../../src/metrics/collector_metrics.ts";
import { ListenerCounts } from "../../src/transport/listener_counts.ts";
import { PAGE_MS } from "../../src/http/shared_page.ts";
import { createTestApp, type TestApp, type TestAppOptions } from "../http/test_app.ts";
import { BUILD, type ParsedSample, parseSamples, PROCESS } from "./metrics_text.ts";

/** Who scrapes, where a test asks for credentials. */
const SCRAPER = { authorization: "Bearer operator" };

const PREFIX = /^machinery_collector_/;

/** What stands behind a page. */
export interface MetricsApp {
  readonly test: TestApp;
  readonly connections: ListenerCounts;
  readonly state: { quotas: readonly Quota[] };
  /** A pass ends. */
  endPass(report: PassReport): void;
  /** The page as it is. */
  scrape(): Promise<string>;
  /** Values of one metric by its labels in JSON; names without the collector's prefix. */
  read(name: string): Promise<Readonly<Record<string, number>>>;
}

/** Makes an app of its own for a test. */
export function createMetricsApp(options: TestAppOptions = {}): MetricsApp {
  const metrics = new CollectorMetrics(BUILD);
  const connections = new ListenerCounts();
  const state: {
    quotas: readonly Quota[];
    last: PassReport | null;
    lastSuccessAt: number | null;
  } = { quotas: [], last: null, lastSuccessAt: null };
  const steady = { now: 0 };
  const test: TestApp = createTestApp({
    renderMetrics: () =>
      metrics.render({
        reasons: test.readiness.current.reasons.map(({ code }) => code),
        reconciliation: { runningSince: null, nextAt: null, ...state },
        clusters: test.store.summarizeClusters(),
        size: test.store.size,
        connections,
        process: PROCESS,
      }),
    noteRequest: (request) => metrics.noteRequest(request),
    steadyNow: () => steady.now,
    ...options,
  });
  const scrape = async () => {
    // Later than the last page is shown.
    steady.now += PAGE_MS;
    const response = await test.get("/metrics", SCRAPER);
    assert.equal(response.status, 200);
    return await response.text();
  };
  return {
    test,
    connections,
    state,
    endPass: (report) => {
      state.last = report;
      if (isGoodPass(report)) state.lastSuccessAt = report.finishedAt;
      metrics.notePass(report);
    },
    scrape,
    read: async (name) => toValues(parseSamples(await scrape()), name),
  };
}

function toValues(samples: readonly ParsedSample[], name: string): Record<string, number> {
  const found = samples.filter((sample) => sample.name.replace(PREFIX, "") === name);
  return Object.fromEntries(
    found.map(({ labels, value }) => [Object.values(labels).join(" "), value]),
  );
}
