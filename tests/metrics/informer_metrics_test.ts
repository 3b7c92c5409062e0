import assert from "node:assert/strict";
import { type InformerNumbers, renderInformerMetrics } from "../../src/metrics/informer_metrics.ts";
import { CLAIM_COUNTS, REPORT } from "../http/informer_report_sample.ts";
import { INFORMER_REASON_CODES, toReason } from "../../src/informer/informer_reason.ts";
import { HOSTILE_TEXTS } from "../testing/hostile_texts.ts";
import { BUILD, listSamples, parseSamples, PROCESS, toText } from "./metrics_text.ts";

type Numbers = Pick<InformerNumbers, "report" | "claims">;

async function renderText(numbers: Numbers): Promise<string> {
  return toText(await renderInformerMetrics({ ...numbers, build: BUILD, process: PROCESS }));
}

/** What is the informer's own. */
async function readSamples(numbers: Numbers): Promise<readonly string[]> {
  const samples = listSamples(await renderText(numbers));
  return samples.flatMap((line) => /^machinery_informer_(?!degraded)(.*)$/.exec(line)?.[1] ?? []);
}

Deno.test("an informer's metrics tell claims by kind and phase, and all that it counts", async () => {
  assert.deepEqual(await readSamples({ report: REPORT, claims: CLAIM_COUNTS }), [
    'claims{group="platform.example.org",kind="Volume",phase="Ready"} 2',
    'claims{group="platform.example.org",kind="Volume",phase="Error"} 1',
    'synchronised{group="platform.example.org",resource="volumes"} 1',
    'synchronised{group="platform.example.org",resource="buckets"} 0',
    'api_server_contact_age_seconds{group="platform.example.org",resource="volumes"} 4.5',
    'api_server_contact_age_seconds{group="platform.example.org",resource="buckets"} 90',
    "collector_contact_age_seconds 2.25",
    "queue_claims 1",
    "rejected_claims 0",
    "composite_kinds 1",
    "refused_composite_kinds 0",
    "unwatched_composite_kinds 1",
    'events_total{type="applied"} 20',
    'events_total{type="deleted"} 4',
    'events_total{type="list"} 3',
    'events_total{type="trouble"} 5',
    "posts_total 7",
    "retries_total 2",
    'build_info{version="1.2.3",commit="c0ffee",deno="2.0.0"} 1',
    "event_loop_lag_max_seconds 0.25",
  ]);
});

Deno.test("what an informer does not know yet is no number", async () => {
  const report = { ...REPORT, targets: [], collectorContactAgeMs: null };
  const samples = await readSamples({ report, claims: [] });
  assert.deepEqual(samples.slice(0, 2), ["queue_claims 1", "rejected_claims 0"]);
});

Deno.test("two pages of metrics have nothing in common", async () => {
  const numbers = { report: REPORT, claims: CLAIM_COUNTS };
  assert.equal(await renderText(numbers), await renderText(numbers));
});

Deno.test("every reason of an informer is a number, whether it holds or not", async () => {
  const reasons = [
    toReason("superseded", "Newer"),
    toReason("collector-refused", "It answers 401"),
  ];
  const text = await renderText({ report: { ...REPORT, reasons }, claims: [] });
  const degraded = listSamples(text).filter((line) => line.includes("_degraded{"));
  assert.equal(degraded.length, INFORMER_REASON_CODES.length);
  assert.deepEqual(degraded.filter((line) => line.endsWith(" 1")), [
    'machinery_informer_degraded{reason="collector-refused"} 1',
    'machinery_informer_degraded{reason="superseded"} 1',
  ]);
});

Deno.test("an informer tells of its process under the names that all clients use", async () => {
  const text = await renderText({ report: REPORT, claims: [] });
  assert.deepEqual(listSamples(text).filter((line) => line.startsWith("process_")), [
    "process_resident_memory_bytes 1000000",
    "process_cpu_seconds_total 1.5",
    "process_start_time_seconds 1700000000",
  ]);
});

Deno.test("whatever a kind is called, a sample is one line, and its labels say just that", async () => {
  for (const { name, text } of HOSTILE_TEXTS) {
    const target = { ...REPORT.targets[0], group: text, resource: text };
    const page = await renderText({
      report: { ...REPORT, targets: [target as typeof REPORT.targets[0]] },
      claims: [{ group: text, kind: text, phase: "Ready", count: 1 }],
    });
    const labels = parseSamples(page).filter((sample) => "group" in sample.labels)
      .map((sample) => sample.labels);
    // UTF-8 has no half characters.
    const shown = text.toWellFormed();
    const ofTarget = { group: shown, resource: shown };
    assert.deepEqual(
      labels,
      [{ group: shown, kind: shown, phase: "Ready" }, ofTarget, ofTarget],
      name,
    );
  }
});
