import assert from "node:assert/strict";
import { HOLD_CODES, PASS_OUTCOMES } from "../../src/collector/pass_report.ts";
import { COLLECTOR_REASON_CODES } from "../../src/collector/reason_code.ts";
import { TOMBSTONE_MS } from "../../src/collector/status_store.ts";
import { UNLIMITED } from "../../src/collector/store_limits.ts";
import { createBatch } from "../collector/cluster_batch_sample.ts";
import { NOON, PASS_REPORT, POST, STALE_AFTER_MS } from "../http/test_app.ts";
import { HOSTILE_TEXTS, isClusterName } from "../testing/hostile_texts.ts";
import { createMetricsApp } from "./metrics_app.ts";
import { parseSamples } from "./metrics_text.ts";

const SCOPE = { group: "example.org", resource: "volumes", kind: "Volume", namespace: null };

Deno.test("the page is text for Prometheus, and no cache keeps it", async () => {
  const response = await createMetricsApp().test.get("/metrics");
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  assert.equal(response.headers.get("cache-control"), "no-cache");
  assert.match(await response.text(), /^# HELP machinery_collector_clusters \S.*\n# TYPE /m);
});

Deno.test("before anything has happened the page says so, and names no time", async () => {
  const { scrape } = createMetricsApp();
  const samples = parseSamples(await scrape());
  const names = new Set(samples.map(({ name }) => name));
  const value = (name: string) => samples.find((sample) => sample.name === name)?.value;
  assert.equal(value("machinery_collector_clusters"), 0);
  assert.equal(value("machinery_collector_store_claims"), 0);
  assert.equal(value("machinery_collector_http_connections"), 0);
  for (const name of ["last_pass_timestamp_seconds", "pull_request_open", "changed_entries"]) {
    assert.ok(!names.has(`machinery_collector_${name}`), name);
  }
});

Deno.test("claims are counted by cluster and phase, as the API shows them", async () => {
  const { test, read } = createMetricsApp();
  await test.post("/api/v1/status", POST);
  await test.post("/api/v1/status", { ...POST, claimRef: "team-a/web" });
  await test.post("/api/v1/status", {
    ...POST,
    cluster: "lab",
    statusMessage: "whatever",
  });
  const session = { id: "s", startedAt: NOON };
  const item = { type: { group: "example.org", kind: "Volume" }, uid: null, observedAt: NOON };
  test.store.applyBatch(createBatch({
    cluster: "far",
    session,
    sequence: 1,
    scopes: [SCOPE],
    upserts: [{
      ...item,
      claimRef: "a/b",
      statusMessage: "Ready: True",
      phase: "Ready",
      isOutdated: false,
    }],
    deletions: [{ ...item, claimRef: "a/c" }],
  }));
  assert.deepEqual(await read("claims"), {
    "prod Ready": 2,
    "lab Unknown": 1,
    "far Ready": 1,
    "far Gone": 1,
  });
  assert.deepEqual(await read("cluster_stale"), { far: 0, lab: 0, prod: 0 });
  test.clock.now += STALE_AFTER_MS + 1;
  assert.deepEqual(await read("cluster_stale"), { far: 1, lab: 0, prod: 0 });
  const { "far Stale": stale, "far Ready": ready } = await read("claims");
  assert.deepEqual([stale, ready], [1, undefined]);
  assert.deepEqual(await read("clusters"), { "": 3 });
  assert.equal((await read("cluster_last_contact_timestamp_seconds"))["far"], NOON / 1_000);
});

Deno.test("the store tells how full it is; tombstones would give way", async () => {
  const limits = { ...UNLIMITED, claimsMax: 5, memoryBudgetMb: 2 };
  const { test, read } = createMetricsApp({ limits });
  await test.post("/api/v1/status", POST);
  const { "": bytes = 0 } = await read("store_bytes");
  test.store.applyBatch(createBatch({
    cluster: POST.cluster,
    session: { id: "s", startedAt: NOON },
    sequence: 1,
    deletions: [{ type: SCOPE, uid: null, observedAt: NOON, claimRef: "a/c" }],
  }));
  assert.deepEqual(await read("store_claims"), { "": 1 });
  assert.deepEqual(await read("store_claims_limit"), { "": 5 });
  assert.deepEqual(await read("store_bytes_limit"), { "": 2_097_152 });
  const { "": later = 0 } = await read("store_bytes");
  assert.ok(bytes > 400 && later > bytes, `${bytes}, ${later}`);
  test.clock.now += TOMBSTONE_MS;
  assert.deepEqual(await read("store_bytes"), { "": later });
});

Deno.test("passes are counted by outcome, each of which is there from the start", async () => {
  const { endPass, read } = createMetricsApp();
  const none = Object.fromEntries(PASS_OUTCOMES.map((outcome) => [outcome, 0]));
  assert.deepEqual(await read("pass_duration_seconds_count"), none);
  endPass(PASS_REPORT);
  endPass({ ...PASS_REPORT, outcome: "held" });
  endPass({ ...PASS_REPORT, outcome: "held", finishedAt: NOON - 5_000 });
  assert.deepEqual(await read("pass_duration_seconds_count"), { ...none, proposed: 1, held: 2 });
  const { proposed, held } = await read("pass_duration_seconds_sum");
  // A clock that was set back adds nothing.
  assert.deepEqual([proposed, held], [1.5, 1.5]);
});

Deno.test("the last pass that did its work is told apart from the last one", async () => {
  const { endPass, read } = createMetricsApp();
  const at = (finishedAt: number) => ({ ...PASS_REPORT, finishedAt });
  const times = async () => {
    const { "": last } = await read("last_pass_timestamp_seconds");
    const { "": succeeded } = await read("last_successful_pass_timestamp_seconds");
    return [last, succeeded];
  };
  const error = { code: "access", message: "No" } as const;
  endPass({ ...at(1_000), outcome: "failed", error });
  assert.deepEqual(await times(), [1, undefined]);
  endPass({ ...at(2_500), outcome: "held" });
  assert.deepEqual(await times(), [2.5, 2.5]);
  endPass({ ...at(3_000), outcome: "waiting" });
  endPass({ ...at(4_000), outcome: "failed", error });
  assert.deepEqual(await times(), [4, 2.5]);
  endPass({ ...at(5_000), outcome: "clean" });
  assert.deepEqual(await times(), [5, 5]);
});

Deno.test("what the last pass found is told, also why it keeps something back", async () => {
  const { endPass, read } = createMetricsApp();
  const listOf = (count: number) => ({ count, first: [] });
  endPass({
    ...PASS_REPORT,
    oldestChangeAt: NOON - 60_000,
    unmatchedEntries: listOf(1),
    unregisteredClaims: listOf(2),
    ambiguousEntries: listOf(3),
    strippedEntries: listOf(4),
    awaitedClusters: ["a", "b", "c", "d", "e"],
    held: [{ code: "mass-change", message: "Many", until: null, id: "x" }],
  });
  const names = ["changed_entries", "unmatched_entries", "unregistered_claims"];
  names.push("ambiguous_entries", "stripped_entries", "awaited_clusters", "pull_request_open");
  const values = await Promise.all(names.map(async (name) => (await read(name))[""]));
  assert.deepEqual(values, [2, 1, 2, 3, 4, 5, 1]);
  const held = Object.fromEntries(HOLD_CODES.map((code) => [code, Number(code === "mass-change")]));
  assert.deepEqual(await read("held_changes"), held);
  const { "": oldest } = await read("oldest_unmerged_change_timestamp_seconds");
  assert.equal(oldest, NOON / 1_000 - 60);
  const { "": created } = await read("pull_request_created_timestamp_seconds");
  assert.equal(created, (PASS_REPORT.pullRequest?.createdAt ?? 0) / 1_000);
  endPass({ ...PASS_REPORT, pullRequest: null, oldestChangeAt: null });
  assert.deepEqual(await read("pull_request_open"), { "": 0 });
  assert.deepEqual(await read("pull_request_created_timestamp_seconds"), {});
  assert.deepEqual(await read("oldest_unmerged_change_timestamp_seconds"), {});
});

Deno.test("every reason of the readiness is a number, whether it holds or not", async () => {
  const { test, read } = createMetricsApp();
  const reasons = [{ code: "store-full", message: "Full" } as const];
  test.readiness.current = { state: "degraded", reasons };
  const expected = COLLECTOR_REASON_CODES.map((code) => [code, Number(code === "store-full")]);
  assert.deepEqual(await read("degraded"), Object.fromEntries(expected));
});

Deno.test("GitHub's quota is told for each budget that is known", async () => {
  const { state, read } = createMetricsApp();
  assert.deepEqual(await read("github_rate_limit_remaining"), {});
  state.quotas = [{ resource: "core", limit: 5_000, remaining: 4_321, resetAt: NOON }];
  assert.deepEqual(await read("github_rate_limit"), { core: 5_000 });
  assert.deepEqual(await read("github_rate_limit_remaining"), { core: 4_321 });
  const resets = await read("github_rate_limit_reset_timestamp_seconds");
  assert.deepEqual(resets, { core: NOON / 1_000 });
});

Deno.test("whatever a cluster is called, a sample is one line, and its label says just that", async () => {
  const names = HOSTILE_TEXTS.filter(isClusterName).map(({ text }) => text)
    .filter((text) => [...text].length <= 253);
  const { test, scrape } = createMetricsApp();
  for (const cluster of names) {
    assert.equal((await test.post("/api/v1/status", { ...POST, cluster })).status, 201, cluster);
  }
  const samples = parseSamples(await scrape());
  for (const name of ["claims", "cluster_stale", "cluster_last_contact_timestamp_seconds"]) {
    const shown = samples.filter((sample) => sample.name === `machinery_collector_${name}`)
      .map(({ labels }) => labels["cluster"]);
    assert.deepEqual(shown.toSorted(), names.toSorted(), name);
  }
});
