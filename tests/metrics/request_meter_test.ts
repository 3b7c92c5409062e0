import assert from "node:assert/strict";
import type { Caller } from "../../src/collector/caller.ts";
import { POST } from "../http/test_app.ts";
import { createMetricsApp } from "./metrics_app.ts";

const CALLERS: Readonly<Record<string, Caller>> = {
  "Bearer operator": { id: "1", name: "operator", clusters: "all" },
  "Bearer lab": { id: "2", name: "lab", clusters: new Set(["lab"]) },
};

const COUNT = "http_request_duration_seconds_count";

Deno.test("requests are counted by method, pattern and status, refused ones as well", async () => {
  const { test, read } = createMetricsApp({ bodyLimitBytes: 200 });
  await test.post("/api/v1/status", POST);
  await test.post("/api/v1/status", POST);
  await test.post("/api/v1/status", "{");
  await test.post("/api/v1/status", { ...POST, statusMessage: "x".repeat(300) });
  await test.get("/api/v1/status/prod");
  await test.app.request("/api/v1/clusters/lab", { method: "DELETE" });
  await test.app.request("/api/v1/status", { method: "PUT" });
  assert.deepEqual(await read(COUNT), {
    "POST /api/v1/status 201": 2,
    "POST /api/v1/status 400": 1,
    "POST /api/v1/status 413": 1,
    "GET /api/v1/status/:cluster 200": 1,
    "DELETE /api/v1/clusters/:cluster 404": 1,
    "PUT unmatched 405": 1,
  });
});

Deno.test("who is not let in, asks too often or meets a bug is counted", async () => {
  const { test, read } = createMetricsApp({
    access: {
      isRestricted: true,
      isReadingPublic: false,
      authenticate: (header) => Promise.resolve(CALLERS[header ?? ""] ?? null),
    },
    requestsPerSecond: 1,
    isDraining: () => {
      throw new Error("broken");
    },
  });
  await test.post("/api/v1/status", POST);
  await test.get("/metrics", { authorization: "Bearer lab" });
  await test.post("/api/v1/status", POST, { authorization: "Bearer operator" });
  for (let count = 0; count < 12; count++) await test.get("/api/v1/clusters");
  const values = await read(COUNT);
  assert.equal(values["POST /api/v1/status 401"], 1);
  assert.equal(values["GET /metrics 403"], 1);
  assert.equal(values["POST /api/v1/status 500"], 1);
  assert.ok((values["GET /api/v1/clusters 429"] ?? 0) > 0, JSON.stringify(values));
});

Deno.test("methods and paths that anybody may make up add nothing to the page", async () => {
  const { test, read } = createMetricsApp();
  for (let count = 0; count < 20; count++) {
    await test.app.request(`/made/up/${count}`, { method: `MADE${count}` });
  }
  assert.deepEqual(await read(COUNT), { "other unmatched 404": 20 });
});

Deno.test("how long a request took is told in seconds", async () => {
  const times = [1_000, 1_000, 1_003, 1_003];
  const { test, read } = createMetricsApp({ steadyNow: () => times.shift() ?? 0 });
  await test.get("/healthz");
  const name = "GET /healthz 200";
  assert.equal((await read("http_request_duration_seconds_sum"))[name], 0.003);
  const buckets = await read("http_request_duration_seconds_bucket");
  assert.equal(buckets[`0.0025 ${name}`], 0);
  assert.equal(buckets[`0.005 ${name}`], 1);
});
