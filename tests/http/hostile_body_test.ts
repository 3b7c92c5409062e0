/** Bodies that are JSON, and meant to do harm: nested without end, or with names that objects have. */
import assert from "node:assert/strict";
import { JSON_DEPTH_MAX } from "../../src/http/json_depth.ts";
import { createTestApp, POST } from "./test_app.ts";

const SESSION = { id: "s", startedAt: "2026-01-31T11:00:00Z" };

function nest(depth: number): string {
  return "[".repeat(depth) + "]".repeat(depth);
}

Deno.test("bodies that are nested a million levels deep are refused like any other", async () => {
  const world = createTestApp();
  const deep = nest(1_000_000);
  const bodies: readonly (readonly [path: string, body: string, status: number])[] = [
    ["/api/v1/status", nest(32_000), 400],
    ["/api/v1/status", `{"cluster":${nest(32_000)}}`, 400],
    ["/api/v1/clusters/prod/batch", deep, 400],
    ["/api/v1/clusters/prod/batch", `{"protocol":1,"session":${deep}}`, 400],
  ];
  for (const [path, body, status] of bodies) {
    assert.equal((await world.post(path, body)).status, status);
  }
  assert.equal(world.store.version, 0);
});

Deno.test("a batch may be nested as deep as the limit, and no deeper", async () => {
  const world = createTestApp();
  const { cluster: _cluster, ...item } = POST;
  const good = { ...item, group: "", kind: "A", phase: "Ready", observedAt: SESSION.startedAt };
  const head = `{"protocol":1,"session":${JSON.stringify(SESSION)},"sequence":1,"upserts":[`;
  const send = (odd: string) =>
    world.post("/api/v1/clusters/prod/batch", `${head}${odd},${JSON.stringify(good)}]}`);
  const refused = await send(nest(JSON_DEPTH_MAX - 1));
  assert.equal(refused.status, 400);
  assert.match(await refused.text(), /at most 32 arrays and objects inside each other/);
  assert.equal(world.store.version, 0);
  const { accepted, rejected } = await (await send(nest(JSON_DEPTH_MAX - 2))).json();
  assert.deepEqual([accepted, rejected.length], [1, 1]);
});

Deno.test("others have their turn while thousands of wrong items are told one by one", async () => {
  const world = createTestApp();
  const { cluster: _cluster, ...item } = POST;
  const good = { ...item, group: "", kind: "A", phase: "Ready", observedAt: SESSION.startedAt };
  const upserts = [...Array(5_000).fill({}), good];
  const body = { protocol: 1, session: SESSION, sequence: 1, upserts };
  const answered: string[] = [];
  const note = (name: string) => () => void answered.push(name);
  const large = world.post("/api/v1/clusters/prod/batch", body);
  await Promise.all([
    large.then(note("batch")),
    world.post("/api/v1/status", POST).then(note("post")),
  ]);
  const { accepted, rejected } = await (await large).json();
  assert.deepEqual([accepted, rejected.length, answered], [1, 5_000, ["post", "batch"]]);
});

Deno.test("names that objects have are names like any other", async () => {
  const world = createTestApp();
  for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
    const post = { cluster: name, claimRef: name, statusMessage: name };
    assert.equal((await world.post("/api/v1/status", post)).status, 201);
    const rows = await (await world.get(`/api/v1/status/${name}`)).json();
    assert.deepEqual(rows.map(({ claimRef }: { claimRef: string }) => claimRef), [name]);
  }
  assert.equal((await (await world.get("/api/v1/clusters")).json()).length, 4);
});

Deno.test("what a prototype would add is not read", async () => {
  const world = createTestApp();
  const body = '{"__proto__":{"cluster":"prod"},"claimRef":"a","statusMessage":"b"}';
  const response = await world.post("/api/v1/status", body);
  assert.equal(response.status, 400);
  assert.match(await response.text(), /"field":"cluster"/);
  assert.equal(({} as Record<string, unknown>)["cluster"], undefined);
});
