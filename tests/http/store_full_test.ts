/** A full store as senders meet it: answers, what is listed afterwards, and what goes on. */
import assert from "node:assert/strict";
import { type StoreLimits, UNLIMITED } from "../../src/collector/store_limits.ts";
import { type BatchWorld, createBatchWorld, GROUP } from "./batch_world.ts";
import { POST, readError } from "./test_app.ts";

function createFullWorld(limits: Partial<StoreLimits>): BatchWorld {
  return createBatchWorld({ limits: { ...UNLIMITED, ...limits } });
}

Deno.test("a new claim without room is answered 503 that names the limit, a known one 201", async () => {
  const world = createFullWorld({ claimsPerClusterMax: 1 });
  assert.equal((await world.post("/api/v1/status", POST)).status, 201);
  const refused = await world.post("/api/v1/status", { ...POST, claimRef: "team-a/new" });
  assert.equal(refused.status, 503);
  assert.equal(refused.headers.get("retry-after"), "60");
  assert.equal(
    (await readError(refused)).error,
    "Cannot accept a new claim: the collector holds 1 claims of a cluster, the most that " +
      "COLLECTOR_CLAIMS_PER_CLUSTER_MAX allows",
  );
  const update = await world.post("/api/v1/status", { ...POST, statusMessage: "Gone" });
  assert.equal(update.status, 201);
  assert.deepEqual(await world.show(), ["?team-a/db Gone"]);
  const again = await world.post("/api/v1/status", { ...POST, claimRef: "team-a/new" });
  assert.equal(again.status, 201);
  assert.deepEqual(await world.show(), ["?team-a/new Ready"]);
});

Deno.test("the limits of all claims and of memory are named as well", async () => {
  const all = createFullWorld({ claimsMax: 1 });
  await all.post("/api/v1/status", POST);
  const refused = await all.post("/api/v1/status", { ...POST, cluster: "other" });
  assert.match((await readError(refused)).error, /1 claims, the most that COLLECTOR_CLAIMS_MAX/);
  const small = createFullWorld({ memoryBudgetMb: 0.001 });
  const large = await small.post("/api/v1/status", POST);
  assert.equal(large.status, 503);
  assert.match((await readError(large)).error, /the most that COLLECTOR_MEMORY_BUDGET_MB allows/);
  assert.deepEqual(await small.show(), []);
});

Deno.test("a batch is answered 200 whatever finds no room; index and reason tell what", async () => {
  const world = createFullWorld({ claimsPerClusterMax: 2 });
  const informer = world.session("a");
  const bare = { claimRef: "x/bare", group: GROUP, kind: "VolumeClaim" };
  const answer = await informer.send({
    upserts: [
      informer.upsert("x/one"),
      bare,
      informer.upsert("x/two"),
      informer.upsert("x/three"),
      informer.upsert("x/three"),
      informer.upsert("x/four"),
    ],
    deletions: [informer.deletion("x/two"), informer.deletion("x/five")],
  });
  assert.equal(answer.accepted, 3);
  assert.deepEqual(answer.rejected.map(({ index }) => index), [1, 3, 4, 5, 6]);
  assert.match(answer.rejected[1]?.error ?? "", /COLLECTOR_CLAIMS_PER_CLUSTER_MAX/);
  assert.match(answer.rejected[2]?.error ?? "", /each claim once/);
  assert.deepEqual(await world.show(), ["x/one Ready", "x/two Ready"]);
  // Nothing but new claims, none of which finds room: the session is heard all the same.
  const next = await informer.send({ upserts: [informer.upsert("x/four")] });
  assert.deepEqual([next.accepted, next.rejected.length], [0, 1]);
  const clusters = await (await world.get("/api/v1/clusters")).json();
  assert.equal(clusters[0].lastContact, new Date(world.clock.now).toISOString());
});

Deno.test("a batch of a cluster that finds no room is answered 503, and nothing of it is known", async () => {
  const world = createFullWorld({ memoryBudgetMb: 0.001 });
  const response = await world.post("/api/v1/clusters/prod/batch", world.session("a").compose());
  assert.equal(response.status, 503);
  assert.equal(response.headers.get("retry-after"), "60");
  assert.match((await readError(response)).error, /COLLECTOR_MEMORY_BUDGET_MB/);
  assert.deepEqual(await (await world.get("/api/v1/clusters")).json(), []);
});

Deno.test("batches of hostile sizes leave the known claims, and nothing of the rest", async () => {
  const world = createFullWorld({ claimsPerClusterMax: 3, memoryBudgetMb: 8 });
  const informer = world.session("a");
  await informer.send({ upserts: ["x/a", "x/b", "x/c"].map((name) => informer.upsert(name)) });
  const answer = await informer.send({
    upserts: Array.from({ length: 10_000 }, (_, index) => informer.upsert(`y/${index}`)),
  });
  assert.equal(answer.rejected.length, 10_000);
  const kinds = await informer.send({
    upserts: Array.from(
      { length: 10_000 },
      (_, index) => informer.upsert("x/a", { kind: `K${index}` }),
    ),
  });
  assert.equal(kinds.rejected.length, 10_000);
  const long = "😀".repeat(8_192);
  await informer.send({ upserts: [informer.upsert("x/a", { statusMessage: long })] });
  assert.deepEqual(await world.show(), ["x/a Ready", "x/b Ready", "x/c Ready"]);
  assert.ok(world.store.estimatedBytes < 1_000_000);
});
