import assert from "node:assert/strict";
import { createInformerApp, type InformerReadiness } from "../../src/http/informer_app.ts";
import { createMemoryLogger } from "../testing/memory_logger.ts";
import { REPORT } from "./informer_report_sample.ts";
import { createTestApp } from "./test_app.ts";

const VERSION = {
  version: "1.2.3",
  commit: "c0ffee",
  date: "unknown",
  deno: "2",
  platform: "test",
};

function createTestInformerApp(
  readiness: () => InformerReadiness = () => ({ state: "ready", reasons: [] }),
) {
  const logger = createMemoryLogger();
  let requestCount = 0;
  const app = createInformerApp({
    readiness,
    report: () => REPORT,
    renderMetrics: () =>
      Promise.resolve({
        contentType: "text/plain; version=0.0.4",
        bytes: new TextEncoder().encode("a 1\n"),
      }),
    version: VERSION,
    logger,
    steadyNow: () => 0,
    createRequestId: () => `made-${++requestCount}`,
  });
  const ask = async (path: string, init?: RequestInit): Promise<Response> =>
    await app.request(path, init);
  return { ask, logger };
}

Deno.test("the informer's healthz says ok whatever the readiness", async () => {
  for (const state of ["starting", "ready", "degraded", "draining"] as const) {
    const { ask } = createTestInformerApp(() => ({ state, reasons: [] }));
    const response = await ask("/healthz");
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-type"), "application/json");
    assert.deepEqual(await response.json(), { status: "ok" });
  }
});

Deno.test("the informer's readyz says what the readiness is, and why", async () => {
  const code = "collector-refused" as const;
  const reason = { code, message: "It answered 401", secret: "hidden" };
  const reasons = [{ code: reason.code, message: reason.message }];
  const cases = [
    { state: "ready", given: [], status: 200, body: { status: "ready" } },
    { state: "degraded", given: [reason], status: 200, body: { status: "degraded", reasons } },
    { state: "starting", given: [], status: 503, body: { status: "starting" } },
    { state: "starting", given: [reason], status: 503, body: { status: "starting", reasons } },
    { state: "superseded", given: [reason], status: 503, body: { status: "superseded", reasons } },
    { state: "draining", given: [], status: 503, body: { status: "draining" } },
  ] as const;
  for (const { state, given, status, body } of cases) {
    const { ask } = createTestInformerApp(() => ({ state, reasons: given }));
    const response = await ask("/readyz");
    assert.equal(response.status, status);
    assert.deepEqual(await response.json(), body);
  }
});

Deno.test("the informer's readyz tells of each kind when it is asked for more", async () => {
  for (const reasons of [[], [{ code: "not-synchronised" as const, message: "Not yet" }]]) {
    const { ask } = createTestInformerApp(() => ({ state: "degraded", reasons }));
    const body = await (await ask("/readyz?verbose")).json();
    assert.deepEqual(body, {
      status: "degraded",
      ...(reasons.length === 0 ? {} : { reasons }),
      kinds: [{
        group: "platform.example.org",
        resource: "volumes",
        kind: "Volume",
        claims: 3,
        synchronised: true,
        lastContactSecondsAgo: 4,
        error: null,
      }, {
        group: "platform.example.org",
        resource: "buckets",
        kind: null,
        claims: 0,
        synchronised: false,
        lastContactSecondsAgo: 90,
        error: "Not served",
      }],
      compositeKinds: [{
        group: "platform.example.org",
        version: "v1",
        kind: "XVolume",
        composites: 2,
        listed: false,
        lastContactSecondsAgo: 61,
        error: "Not reachable",
      }],
      collector: { lastAcknowledgedSecondsAgo: 2 },
    });
  }
});

Deno.test("the informer's metrics are text for Prometheus", async () => {
  const { ask } = createTestInformerApp();
  const response = await ask("/metrics");
  assert.equal(response.status, 200);
  assert.match(response.headers.get("content-type") ?? "", /^text\/plain; version=0\.0\.4/);
  assert.equal(await response.text(), "a 1\n");
});

Deno.test("the informer's version says which build this is", async () => {
  const response = await createTestInformerApp().ask("/version");
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), VERSION);
});

Deno.test("the informer answers errors in the collector's form, and names what there is", async () => {
  const { ask } = createTestInformerApp();
  const missing = await ask("/api/v1/status");
  assert.equal(missing.status, 404);
  assert.deepEqual(await missing.json(), {
    error: 'Nothing is at "/api/v1/status", expected /healthz, /readyz, /metrics or /version',
    requestId: "made-1",
  });
  const refused = await ask("/readyz", { method: "POST" });
  assert.equal(refused.status, 405);
  assert.equal(refused.headers.get("allow"), "GET, HEAD");
  assert.deepEqual(await refused.json(), {
    error: 'Method "POST" is not allowed here, expected GET, HEAD',
    requestId: "made-2",
  });
});

Deno.test("the informer's answers have the headers of the collector's", async () => {
  const { ask } = createTestInformerApp();
  const init = { headers: { "x-request-id": "probe-1" } };
  for (const path of ["/healthz", "/readyz", "/version", "/nowhere"]) {
    const mine = await ask(path, init);
    const theirs = await createTestApp().app.request(path, init);
    assert.deepEqual([...mine.headers], [...theirs.headers], path);
    assert.equal(mine.headers.get("x-request-id"), "probe-1");
  }
});

Deno.test("a HEAD is answered without a body", async () => {
  const response = await createTestInformerApp().ask("/healthz", { method: "HEAD" });
  assert.deepEqual([response.status, await response.text()], [200, ""]);
});

Deno.test("a readiness that throws is a 500 with an id, and the log tells more", async () => {
  const { ask, logger } = createTestInformerApp(() => {
    throw new TypeError("Oops");
  });
  const response = await ask("/readyz");
  assert.equal(response.status, 500);
  assert.deepEqual(await response.json(), { error: "Internal error", requestId: "made-1" });
  const [failure] = logger.records.filter(({ level }) => level === "error");
  assert.equal(failure?.fields["error"], "Oops");
  assert.match(String(failure?.fields["stack"]), /TypeError: Oops/);
});

Deno.test("probes of the informer are logged for debugging only, other requests always", async () => {
  const { ask, logger } = createTestInformerApp(() => ({ state: "starting", reasons: [] }));
  for (const path of ["/healthz", "/readyz", "/metrics", "/version", "/a"]) await ask(path);
  assert.deepEqual(logger.records.map(({ level, fields }) => [level, fields["route"]]), [
    ["debug", "/healthz"],
    ["debug", "/readyz"],
    ["debug", "/metrics"],
    ["info", "/version"],
    ["info", "unmatched"],
  ]);
});
