import assert from "node:assert/strict";
import { createTestApp } from "./test_app.ts";

Deno.test("healthz says ok whatever the readiness", async () => {
  const { get, readiness } = createTestApp();
  for (const state of ["starting", "ready", "degraded", "draining"] as const) {
    readiness.current = { state, reasons: [] };
    const response = await get("/healthz");
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-type"), "application/json");
    assert.deepEqual(await response.json(), { status: "ok" });
  }
});

Deno.test("readyz says what the readiness is", async () => {
  const { get, readiness } = createTestApp();
  const reason = { code: "access", message: "Cannot read the registry", secret: "hidden" };
  const cases = [
    { state: "starting", status: 503, body: { status: "starting" } },
    { state: "ready", status: 200, body: { status: "ready" } },
    {
      state: "degraded",
      status: 200,
      body: { status: "degraded", reasons: [{ code: reason.code, message: reason.message }] },
    },
    { state: "draining", status: 503, body: { status: "draining" } },
  ] as const;
  for (const { state, status, body } of cases) {
    readiness.current = { state, reasons: [reason] };
    const response = await get("/readyz");
    assert.equal(response.status, status);
    assert.deepEqual(await response.json(), body);
  }
});

Deno.test("version says which build this is", async () => {
  const { get } = createTestApp();
  const response = await get("/version");
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), {
    version: "1.2.3",
    commit: "c0ffee",
    date: "unknown",
    deno: "2",
    platform: "test",
  });
});
