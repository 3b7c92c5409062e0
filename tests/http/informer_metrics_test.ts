import assert from "node:assert/strict";
import { type InformerNumbers, renderInformerMetrics } from "../../src/http/informer_metrics.ts";
import { CLAIM_COUNTS, REPORT } from "./informer_report_sample.ts";
import { HOSTILE_TEXTS } from "../testing/hostile_texts.ts";

async function readSamples(numbers: InformerNumbers): Promise<readonly string[]> {
  const { text } = await renderInformerMetrics(numbers);
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.replace(/^machinery_informer_/, ""));
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
  ]);
});

Deno.test("what an informer does not know yet is no number", async () => {
  const report = { ...REPORT, targets: [], collectorContactAgeMs: null };
  const samples = await readSamples({ report, claims: [] });
  assert.deepEqual(samples.slice(0, 2), ["queue_claims 1", "rejected_claims 0"]);
});

Deno.test("two pages of metrics have nothing in common", async () => {
  const numbers = { report: REPORT, claims: CLAIM_COUNTS };
  assert.deepEqual(await renderInformerMetrics(numbers), await renderInformerMetrics(numbers));
});

/** A sample after the rules of the format: labels in quotes, with three escapes. */
const SAMPLE = /^\w+(?:\{((?:\w+="(?:[^"\\\n]|\\["\\n])*",?)*)\})? -?[\d.e+-]+$/;
const LABEL = /(\w+)="((?:[^"\\\n]|\\["\\n])*)"/g;

Deno.test("whatever a kind is called, a sample is one line, and its labels say just that", async () => {
  for (const { name, text } of HOSTILE_TEXTS) {
    const target = { ...REPORT.targets[0], group: text, resource: text };
    const samples = await readSamples({
      report: { ...REPORT, targets: [target as typeof REPORT.targets[0]] },
      claims: [{ group: text, kind: text, phase: "Ready", count: 1 }],
    });
    assert.equal(samples.length, 15, name);
    for (const sample of samples) {
      const [, labels] = SAMPLE.exec(sample) ?? assert.fail(`${name}: ${sample}`);
      for (const [, label = "", value = ""] of (labels ?? "").matchAll(LABEL)) {
        if (label === "type" || label === "phase") continue;
        assert.equal(value.replace(/\\(.)/g, (_, next) => next === "n" ? "\n" : next), text, name);
      }
    }
  }
});
