import assert from "node:assert/strict";
import { UNLIMITED } from "../../src/collector/store_limits.ts";
import { createTestApp, readError, RESTING } from "./test_app.ts";

const PATH = "/api/v1/clusters";

Deno.test("clusters are listed with what is known of them", async () => {
  const { get, store, clock } = createTestApp();
  assert.deepEqual(await (await get(PATH)).json(), []);
  store.apply({ cluster: "prod", claimRef: "a", statusMessage: "Ready: True, Synced: True" });
  store.apply({ cluster: "prod", claimRef: "b", statusMessage: "Gone" });
  clock.now += 1_000;
  store.apply({ cluster: "alpha", claimRef: "a", statusMessage: "x" });
  const response = await get(PATH);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "application/json");
  assert.deepEqual(await response.json(), [{
    cluster: "alpha",
    lastContact: "2026-01-31T12:00:01.000Z",
    stale: false,
    sessions: [],
    claims: 1,
    phases: { Unknown: 1 },
  }, {
    cluster: "prod",
    lastContact: "2026-01-31T12:00:00.000Z",
    stale: false,
    sessions: [],
    claims: 2,
    phases: { Ready: 1, Gone: 1 },
  }]);
});

Deno.test("a cluster is forgotten once", async () => {
  const { app, store } = createTestApp();
  store.apply({ cluster: "a/b ü", claimRef: "a", statusMessage: "x" });
  store.apply({ cluster: "a", claimRef: "a", statusMessage: "x" });
  const path = `${PATH}/${encodeURIComponent("a/b ü")}`;
  const response = await app.request(path, { method: "DELETE" });
  assert.equal(response.status, 204);
  assert.equal(await response.text(), "");
  assert.deepEqual(store.summarizeClusters().map((summary) => summary.cluster), ["a"]);
  const again = await app.request(path, { method: "DELETE" });
  assert.equal(again.status, 404);
  assert.equal(
    (await readError(again)).error,
    'Cannot forget cluster "a/b ü": it has not reported',
  );
});

Deno.test("a cluster that found no room is forgotten, too", async () => {
  const { app, store } = createTestApp({ limits: { ...UNLIMITED, clustersMax: 1 } });
  store.apply({ cluster: "a", claimRef: "a", statusMessage: "x" });
  store.apply({ cluster: "b", claimRef: "a", statusMessage: "x" });
  assert.deepEqual(store.snapshot().clusters, ["a", "b"]);
  const forget = () => app.request(`${PATH}/b`, { method: "DELETE" });
  assert.equal((await forget()).status, 204);
  assert.deepEqual(store.snapshot().clusters, ["a"]);
  assert.equal((await forget()).status, 404);
});

Deno.test("a cluster that is awaited since the start is forgotten, too", async () => {
  const awaited = new Set(["b"]);
  const { app } = createTestApp({
    reconciliation: { ...RESTING, forget: (cluster) => awaited.delete(cluster) },
  });
  const forget = () => app.request(`${PATH}/b`, { method: "DELETE" });
  assert.equal((await forget()).status, 204);
  assert.equal((await forget()).status, 404);
});

Deno.test("long names are not repeated whole", async () => {
  const { app } = createTestApp();
  const response = await app.request(`${PATH}/${"x".repeat(253)}`, { method: "DELETE" });
  assert.equal(response.status, 404);
  assert.ok((await readError(response)).error.length < 160);
});
