/** Pages of many clusters: they are made in pieces, and nobody can tell from the text. */
import assert from "node:assert/strict";
import { POST } from "../http/test_app.ts";
import { HOSTILE_TEXTS, isClusterName } from "../testing/hostile_texts.ts";
import { checkMetrics, testPrometheus } from "../testing/prometheus/prometheus_command.ts";
import { createMetricsApp, type MetricsApp } from "./metrics_app.ts";
import { parseSamples } from "./metrics_text.ts";

const CLUSTER_COUNT = 5_000;
const PER_CLUSTER = ["claims", "cluster_stale", "cluster_last_contact_timestamp_seconds"];

/** Many clusters, among them some with names that stand for something in the format. */
function fillStore({ test }: MetricsApp): readonly string[] {
  const hostile = HOSTILE_TEXTS.filter(isClusterName).map(({ text }) => text);
  const plain = Array.from({ length: CLUSTER_COUNT }, (_, index) => `cluster-${index}`);
  // They stand in several pieces.
  const names = plain.flatMap((name, index) =>
    index % 500 === 250 ? [name, ...hostile.splice(0, 5)] : [name]
  );
  for (const cluster of names) test.store.apply({ ...POST, cluster });
  return names;
}

Deno.test("others have their turn while a large page is made", async () => {
  const world = createMetricsApp();
  fillStore(world);
  let turnCount = 0;
  const timer = setInterval(() => turnCount += 1, 0);
  await world.scrape();
  clearInterval(timer);
  assert.ok(turnCount >= PER_CLUSTER.length * CLUSTER_COUNT / 2_000, `${turnCount} turns`);
});

Deno.test("a large page is whole: each metric has one head, each cluster its samples", async () => {
  const world = createMetricsApp();
  const names = fillStore(world).toSorted();
  const text = await world.scrape();
  const heads = text.split("\n").filter((line) => line.startsWith("#"))
    .map((line) => line.split(" ", 3).join(" "));
  assert.equal(new Set(heads).size, heads.length);
  const samples = parseSamples(text);
  for (const name of PER_CLUSTER) {
    const metric = `machinery_collector_${name}`;
    assert.ok(heads.includes(`# HELP ${metric}`) && heads.includes(`# TYPE ${metric}`));
    const shown = samples.filter((sample) => sample.name === metric);
    assert.deepEqual(shown.map(({ labels }) => labels["cluster"]).toSorted(), names, name);
  }
});

testPrometheus("promtool has nothing against a large page", async () => {
  const world = createMetricsApp();
  fillStore(world);
  assert.equal(await checkMetrics(await world.scrape()), "");
});
