import assert from "node:assert/strict";
import { BAD, createBatchWorld, GROUP, OK, SCOPE } from "./batch_world.ts";

const MINUTE_MS = 60_000;
const OLD = "2026-01-31T10:00:00Z";
const NEW = "2026-01-31T11:00:00Z";

Deno.test("a first synchronisation fills the store and is told to a session that was not known", async () => {
  const { session, show } = createBatchWorld();
  const informer = session("a");
  assert.deepEqual(await informer.sync(["x/one", "x/two"]), {
    protocol: 1,
    instance: "instance-1",
    accepted: 2,
    rejected: [],
    resync: true,
  });
  assert.deepEqual(await show(), ["x/one Ready", "x/two Ready"]);
  assert.deepEqual(await informer.send(), {
    protocol: 1,
    instance: "instance-1",
    accepted: 0,
    rejected: [],
  });
});

Deno.test("a deletion leaves a tombstone for 24 hours, also of a claim that was not known", async () => {
  const { session, show, clock } = createBatchWorld();
  const informer = session("a");
  await informer.sync(["x/one"]);
  await informer.send({ deletions: [informer.deletion("x/one"), informer.deletion("x/never")] });
  assert.deepEqual(await show(), ["x/never Gone", "x/one Gone"]);
  clock.now += 24 * 60 * MINUTE_MS - 1;
  assert.deepEqual(await show(), ["x/never Gone", "x/one Gone"]);
  clock.now += 1;
  assert.deepEqual(await show(), []);
});

Deno.test("a claim that comes back under its name replaces its tombstone, and its times restart", async () => {
  const { session, show, get } = createBatchWorld();
  const informer = session("a");
  await informer.sync([], { fields: { upserts: [informer.upsert("x/one", { uid: "u1" })] } });
  await informer.send({ deletions: [informer.deletion("x/one", { uid: "u1" })] });
  await informer.send({ upserts: [informer.upsert("x/one", { uid: "u2" })] });
  assert.deepEqual(await show(), ["x/one Ready"]);
  const [row] = await (await get("/api/v1/status")).json();
  assert.deepEqual([row.uid, row.changedAt], ["u2", row.observedAt]);
});

Deno.test("a new object of the same name with the same text is news", async () => {
  const { session, get, store } = createBatchWorld();
  const informer = session("a");
  await informer.send({ upserts: [informer.upsert("x/one", { uid: "u1" })] });
  const { revision } = store;
  await informer.send({ upserts: [informer.upsert("x/one", { uid: "u1" })] });
  assert.equal(store.revision, revision);
  await informer.send({ upserts: [informer.upsert("x/one", { uid: "u2" })] });
  assert.equal(store.revision, revision + 1);
  const [row] = await (await get("/api/v1/status")).json();
  assert.equal(row.changedAt, row.observedAt);
});

Deno.test("a batch is one revision, and a batch sent twice changes nothing", async () => {
  const { session, store } = createBatchWorld();
  const informer = session("a");
  const body = informer.compose({ upserts: [informer.upsert("x/one"), informer.upsert("x/two")] });
  const first = await informer.post(body);
  const { revision, version } = store;
  assert.deepEqual([revision, version], [1, 1]);
  assert.deepEqual(await informer.post(body), first);
  assert.deepEqual([store.revision, store.version], [revision, version]);
});

Deno.test("a late batch is answered and not applied", async () => {
  const { session, show } = createBatchWorld();
  const informer = session("a");
  const late = informer.compose({
    upserts: [informer.upsert("x/one", { statusMessage: BAD, phase: "Error" })],
    sync: { id: "late", scope: SCOPE, part: 1, last: true },
  });
  await informer.send({ upserts: [informer.upsert("x/one"), informer.upsert("x/two")] });
  assert.deepEqual(await informer.post(late), {
    protocol: 1,
    instance: "instance-1",
    accepted: 0,
    rejected: [],
  });
  assert.deepEqual(await show(), ["x/one Ready", "x/two Ready"]);
});

Deno.test("an item with an older observedAt of its own session is skipped, and still counts as named", async () => {
  const { session, show, clock } = createBatchWorld();
  const informer = session("a");
  const old = informer.upsert("x/one", { statusMessage: BAD, phase: "Error" });
  clock.now += 1;
  await informer.sync(["x/one"]);
  const answer = await informer.sync([], { id: "sync-2", fields: { upserts: [old] } });
  assert.deepEqual([answer.accepted, answer.superseded], [0, undefined]);
  assert.deepEqual(await show(), ["x/one Ready"]);
});

Deno.test("what no part of a synchronisation named is gone; other kinds and namespaces stay", async () => {
  const { session, show } = createBatchWorld();
  const informer = session("a");
  await informer.send({
    upserts: [
      informer.upsert("x/one"),
      informer.upsert("x/two"),
      informer.upsert("y/three"),
      informer.upsert("x/bucket", { kind: "BucketClaim" }),
      informer.upsert("x/foreign", { group: "other.example.org" }),
    ],
  });
  await informer.sync(["x/one"], { scope: { ...SCOPE, namespace: "x" } });
  assert.deepEqual(await show(), [
    "x/bucket Ready",
    "x/foreign Ready",
    "x/one Ready",
    "x/two Gone",
    "y/three Ready",
  ]);
  await informer.sync([], { id: "sync-2" });
  assert.deepEqual(await show(), [
    "x/bucket Ready",
    "x/foreign Ready",
    "x/one Gone",
    "x/two Gone",
    "y/three Gone",
  ]);
});

Deno.test("without a kind in the scope, the kinds that its parts brought are synchronised", async () => {
  const { session, show } = createBatchWorld();
  const scope = { group: GROUP, resource: "volumeclaims" };
  const informer = session("a");
  await informer.send({
    upserts: [informer.upsert("x/one"), informer.upsert("x/b", { kind: "BucketClaim" })],
  });
  await informer.sync([], { scope });
  assert.deepEqual(await show(), ["x/b Ready", "x/one Ready"]);
  await informer.sync(["x/two"], { id: "sync-2", scope });
  assert.deepEqual(await show(), ["x/b Ready", "x/one Gone", "x/two Ready"]);
});

Deno.test("a namespace is not the start of another one's name", async () => {
  const { session, show } = createBatchWorld();
  const informer = session("a");
  await informer.send({ upserts: [informer.upsert("team/a"), informer.upsert("team-b/a")] });
  await informer.sync([], { scope: { ...SCOPE, namespace: "team" } });
  assert.deepEqual(await show(), ["team-b/a Ready", "team/a Gone"]);
});

Deno.test("a claim created or deleted between list and last is what it is at last", async () => {
  const { session, show } = createBatchWorld();
  const informer = session("a");
  await informer.sync(["x/old", "x/doomed"]);
  await informer.sync(["x/old"], { id: "sync-2", last: false });
  await informer.send({ upserts: [informer.upsert("x/new")] });
  await informer.sync(["x/doomed"], { id: "sync-2", part: 2, last: false });
  await informer.send({ deletions: [informer.deletion("x/doomed")] });
  await informer.sync([], { id: "sync-2", part: 3 });
  assert.deepEqual(await show(), ["x/doomed Gone", "x/new Ready", "x/old Ready"]);
});

Deno.test("a missing part deletes nothing and asks for a synchronisation", async () => {
  const { session, show } = createBatchWorld();
  const informer = session("a");
  await informer.sync(["x/one", "x/two", "x/three"]);
  await informer.sync(["x/one"], { id: "sync-2", last: false });
  const answer = await informer.sync(["x/three"], { id: "sync-2", part: 3 });
  assert.ok(answer.resync);
  assert.deepEqual(await show(), ["x/one Ready", "x/three Ready", "x/two Ready"]);
  assert.ok((await informer.send()).resync, "until another one begins");
  assert.equal((await informer.sync(["x/one"], { id: "sync-3" })).resync, undefined);
  assert.deepEqual(await show(), ["x/one Ready", "x/three Gone", "x/two Gone"]);
});

Deno.test("parts that reached two instances delete nothing in either", async () => {
  const [first, second] = [createBatchWorld(), createBatchWorld()];
  await first.session("a").sync(["x/one", "x/two"], { last: false });
  const informer = second.session("a");
  informer.sequence = 1;
  const answer = await informer.sync(["x/three"], { part: 2 });
  assert.ok(answer.resync);
  assert.deepEqual(await first.show(), ["x/one Ready", "x/two Ready"]);
  assert.deepEqual(await second.show(), ["x/three Ready"]);
  assert.deepEqual(second.store.snapshot().coverage, []);
});

Deno.test("a part that comes again under a new sequence counts once", async () => {
  const { session, show } = createBatchWorld();
  const informer = session("a");
  await informer.sync(["x/one", "x/two", "x/three"]);
  await informer.sync(["x/one"], { id: "sync-2", last: false });
  await informer.sync(["x/one"], { id: "sync-2", last: false });
  await informer.sync(["x/two"], { id: "sync-2", part: 2 });
  const again = await informer.sync(["x/two"], { id: "sync-2", part: 2 });
  assert.equal(again.resync, undefined);
  assert.deepEqual(await show(), ["x/one Ready", "x/three Gone", "x/two Ready"]);
});

Deno.test("a rejected item of a synchronisation counts as named where its key is readable", async () => {
  const { session, show } = createBatchWorld();
  const informer = session("a");
  await informer.sync(["x/bare", "x/long", "x/unnamed", "x/fine"]);
  const answer = await informer.sync([], {
    id: "sync-2",
    fields: {
      upserts: [
        { claimRef: "x/bare", group: GROUP, kind: "VolumeClaim" },
        informer.upsert("x/long", { statusMessage: "a".repeat(9_000) }),
        informer.upsert("x/fine", { phase: "Wonderful" }),
        "nonsense",
      ],
      deletions: [{ claimRef: "x/fine" }],
    },
  });
  assert.deepEqual(answer.rejected.map(({ index }) => index), [0, 1, 2, 3, 4]);
  assert.match(
    answer.rejected[0]?.error ?? "",
    /^statusMessage: Required, .*; phase: .*; observed/,
  );
  assert.match(answer.rejected[1]?.error ?? "", /got 9000 characters$/);
  assert.deepEqual(await show(), [
    "x/bare Ready",
    "x/fine Ready",
    "x/long Ready",
    "x/unnamed Gone",
  ]);
});

Deno.test("while a claim cannot be read, its scope proves nothing, and no tombstone stands for it", async () => {
  const { session, show, store } = createBatchWorld();
  const informer = session("a");
  const isProven = () => store.snapshot().coverage.map((one) => one.synchronisedAt !== null);
  const bare = (claimRef: string) => ({ claimRef, group: GROUP, kind: "VolumeClaim" });
  await informer.sync([], { fields: { upserts: [bare("x/one")] } });
  assert.deepEqual(isProven(), [false]);
  await informer.send({ upserts: [informer.upsert("x/one")] });
  assert.deepEqual(isProven(), [true]);
  await informer.send({ upserts: [bare("x/two")] });
  assert.deepEqual(isProven(), [false]);
  await informer.send({ deletions: [informer.deletion("x/two")] });
  assert.deepEqual(isProven(), [true]);
  assert.deepEqual(await show(), ["x/one Ready", "x/two Gone"]);
  await informer.send({ upserts: [bare("x/two")] });
  assert.deepEqual(await show(), ["x/one Ready"]);
  await informer.sync(["x/one"], { id: "sync-2" });
  assert.deepEqual(isProven(), [true]);
});

Deno.test("good items are applied, bad ones are told with all that is wrong, a key stands once", async () => {
  const { session, show } = createBatchWorld();
  const informer = session("a");
  const answer = await informer.send({
    upserts: [informer.upsert("x/one"), informer.upsert("x/one", { phase: "Error" })],
    deletions: [informer.deletion("x/one"), informer.deletion("x/two", { observedAt: "soon" })],
  });
  assert.equal(answer.accepted, 1);
  assert.deepEqual(answer.rejected.map(({ index, error }) => `${index} ${error}`), [
    "1 Expected each claim once in a batch, got it again",
    "2 Expected each claim once in a batch, got it again",
    '3 observedAt: Expected an RFC 3339 time with seconds and offset, such as "2026-01-31T12:00:00Z", got "soon"',
  ]);
  assert.deepEqual(await show(), ["x/one Ready"]);
});

Deno.test("an old pod beside a new one overwrites nothing, and is told so", async () => {
  const { session, show } = createBatchWorld();
  const [oldPod, newPod] = [session("old", OLD), session("new", NEW)];
  await oldPod.sync(["x/one", "x/two"]);
  await newPod.sync(["x/one"]);
  const bad = { statusMessage: BAD, phase: "Error" };
  const answer = await oldPod.send({
    upserts: [oldPod.upsert("x/one", bad), oldPod.upsert("x/three", bad)],
    deletions: [oldPod.deletion("x/two")],
  });
  assert.deepEqual([answer.accepted, answer.superseded], [1, true]);
  assert.deepEqual(await show(), ["x/one Ready", "x/three Error", "x/two Gone"]);
  const sync = await oldPod.sync([], { id: "sync-2" });
  assert.equal(sync.superseded, undefined);
  assert.deepEqual(await show(), ["x/one Ready", "x/three Gone", "x/two Gone"]);
});

Deno.test("of two sessions that started together the greater id is newer", async () => {
  const { session, show } = createBatchWorld();
  const [a, b] = [session("a", NEW), session("b", NEW)];
  await b.sync(["x/one"]);
  const bad = { statusMessage: BAD, phase: "Error" };
  assert.ok((await a.send({ upserts: [a.upsert("x/one", bad)] })).superseded);
  assert.deepEqual(await show(), ["x/one Ready"]);
  assert.equal((await b.send({ upserts: [b.upsert("x/one", bad)] })).superseded, undefined);
  assert.deepEqual(await show(), ["x/one Error"]);
});

Deno.test("a new pod without rights beside an old one takes nothing away and makes nothing stale", async () => {
  const { session, show } = createBatchWorld();
  const [oldPod, newPod] = [session("old", OLD), session("new", NEW)];
  await oldPod.sync(["x/one"]);
  await newPod.send({ silent: [SCOPE], scopes: [SCOPE] });
  assert.deepEqual(await show(), ["x/one Ready"]);
  const bad = { statusMessage: BAD, phase: "Error" };
  assert.equal((await oldPod.send({ upserts: [oldPod.upsert("x/one", bad)] })).accepted, 1);
  assert.deepEqual(await show(), ["x/one Error"]);
});

Deno.test("a session that is silent for three minutes loses its precedence, and gets it back", async () => {
  const { session, show, clock } = createBatchWorld();
  const [oldPod, newPod] = [session("old", OLD), session("new", NEW)];
  await oldPod.send();
  await newPod.sync(["x/one", "x/gone-meanwhile"]);
  const bad = { statusMessage: BAD, phase: "Error" };
  clock.now += 3 * MINUTE_MS - 1_000;
  assert.ok((await oldPod.send({ upserts: [oldPod.upsert("x/one", bad)] })).superseded);
  assert.equal(
    (await oldPod.send({ upserts: [oldPod.upsert("x/one", bad)] })).superseded,
    undefined,
  );
  await oldPod.sync(["x/one"]);
  assert.deepEqual(await show(), ["x/gone-meanwhile Gone", "x/one Ready"]);
  await newPod.send({ upserts: [newPod.upsert("x/one", bad)] });
  assert.deepEqual(await show(), ["x/gone-meanwhile Gone", "x/one Error"]);
  assert.ok((await oldPod.send({ upserts: [oldPod.upsert("x/one")] })).superseded);
});

Deno.test("two informers of one cluster with different scopes delete nothing of each other", async () => {
  const { session, show } = createBatchWorld();
  const bucket = { group: GROUP, resource: "bucketclaims", kind: "BucketClaim" };
  const [volumes, buckets] = [session("a", OLD), session("b", NEW)];
  await volumes.sync(["x/one"]);
  await buckets.sync([], {
    scope: bucket,
    fields: { upserts: [buckets.upsert("x/one", { kind: "BucketClaim" })] },
  });
  await volumes.sync(["x/two"], { id: "sync-2" });
  await buckets.sync([], { id: "sync-2", scope: bucket });
  assert.deepEqual(await show(), ["x/one Gone", "x/one Gone", "x/two Ready"]);
});

Deno.test("claims outside of a scope that shrank stay, and go stale with the session that told them", async () => {
  const { session, show, clock } = createBatchWorld();
  const [wide, narrow] = [session("old", OLD), session("new", NEW)];
  await wide.sync(["x/one", "y/two", "x/three"]);
  const scope = { ...SCOPE, namespace: "x" };
  await narrow.sync(["x/one"], { scope });
  assert.deepEqual(await show(), ["x/one Ready", "x/three Gone", "y/two Ready"]);
  clock.now += 14 * MINUTE_MS;
  await narrow.send();
  clock.now += MINUTE_MS;
  assert.deepEqual(await show(), ["x/one Ready", "x/three Gone", "y/two Stale"]);
});

Deno.test("claims are stale while their informer is silent for too long; a plain sender's never are", async () => {
  const { session, show, clock, post, get } = createBatchWorld();
  const informer = session("a");
  await informer.sync(["x/one"], { fields: { deletions: [informer.deletion("x/dead")] } });
  await post("/api/v1/status", { cluster: "prod", claimRef: "x/plain", statusMessage: OK });
  await post("/api/v1/status", { cluster: "old", claimRef: "x/plain", statusMessage: OK });
  const etag = (await get("/api/v1/status")).headers.get("etag") ?? "";
  assert.equal((await get("/api/v1/status", { "if-none-match": etag })).status, 304);
  clock.now += 15 * MINUTE_MS;
  assert.equal((await get("/api/v1/status", { "if-none-match": etag })).status, 304);
  clock.now += 1;
  assert.equal((await get("/api/v1/status", { "if-none-match": etag })).status, 200);
  assert.deepEqual(await show(), ["x/dead Gone", "x/one Stale", "?x/plain Ready"]);
  const [row] = await (await get("/api/v1/status?phase=Stale")).json();
  assert.deepEqual([row.claimRef, row.phase, row.lastPhase], ["x/one", "Stale", "Ready"]);
  const clusters = await (await get("/api/v1/clusters")).json();
  assert.deepEqual(
    clusters.map(({ cluster, stale, phases }: Record<string, unknown>) => [cluster, stale, phases]),
    [["old", false, { Ready: 1 }], ["prod", true, { Gone: 1, Ready: 1, Stale: 1 }]],
  );
  await informer.send();
  assert.deepEqual(await show(), ["x/dead Gone", "x/one Ready", "?x/plain Ready"]);
});

Deno.test("claims of a silent scope are stale until it is heard of again", async () => {
  const { session, show, get } = createBatchWorld();
  const informer = session("a");
  await informer.sync(["x/one"]);
  await informer.send({ upserts: [informer.upsert("x/b", { kind: "BucketClaim" })] });
  const etag = (await get("/api/v1/status")).headers.get("etag") ?? "";
  await informer.send({ silent: [SCOPE] });
  assert.equal((await get("/api/v1/status", { "if-none-match": etag })).status, 200);
  assert.deepEqual(await show(), ["x/b Ready", "x/one Stale"]);
  const [{ sessions, stale }] = await (await get("/api/v1/clusters")).json();
  assert.deepEqual(sessions[0].silent, [{ group: GROUP, resource: "volumeclaims" }]);
  assert.ok(stale, "the informer sees nothing of its cluster");
  const other = { group: GROUP, resource: "bucketclaims" };
  await informer.send({ silent: [SCOPE], scopes: [SCOPE, other] });
  assert.ok(!(await (await get("/api/v1/clusters")).json())[0].stale, "it sees some of it");
  await informer.send({});
  assert.deepEqual(await show(), ["x/b Ready", "x/one Ready"]);
});

Deno.test("claims of a kind that its informer watches no longer are stale, until it does again", async () => {
  const { session, show, get } = createBatchWorld();
  const informer = session("a");
  const bucket = { group: GROUP, resource: "bucketclaims", kind: "BucketClaim" };
  const scopes = [SCOPE, bucket];
  await informer.sync(["x/one"], { fields: { scopes, upserts: [informer.upsert("x/one")] } });
  await informer.send({ scopes, upserts: [informer.upsert("x/b", { kind: "BucketClaim" })] });
  const etag = (await get("/api/v1/status")).headers.get("etag") ?? "";
  await informer.send({ scopes });
  assert.equal((await get("/api/v1/status", { "if-none-match": etag })).status, 304);
  await informer.send({ scopes: [SCOPE] });
  assert.equal((await get("/api/v1/status", { "if-none-match": etag })).status, 200);
  assert.deepEqual(await show(), ["x/b Stale", "x/one Ready"]);
  await informer.send({ scopes: [{ ...SCOPE, namespace: "y" }, bucket] });
  assert.deepEqual(await show(), ["x/b Ready", "x/one Stale"]);
  await informer.send({ scopes });
  assert.deepEqual(await show(), ["x/b Ready", "x/one Ready"]);
});

Deno.test("a claim whose status is of an older generation is stale until it is not", async () => {
  const { session, show } = createBatchWorld();
  const informer = session("a");
  await informer.send({ upserts: [informer.upsert("x/one", { outdated: true })] });
  assert.deepEqual(await show(), ["x/one Stale"]);
  await informer.send({ upserts: [informer.upsert("x/one", { outdated: false })] });
  assert.deepEqual(await show(), ["x/one Ready"]);
});

Deno.test("a forgotten cluster whose informer lives is asked for everything and comes back", async () => {
  const { session, show, app } = createBatchWorld();
  const informer = session("a");
  await informer.sync(["x/one"]);
  await app.request("/api/v1/clusters/prod", { method: "DELETE" });
  assert.deepEqual(await show(), []);
  assert.ok((await informer.send()).resync);
  await informer.sync(["x/one"], { id: "sync-2" });
  assert.deepEqual(await show(), ["x/one Ready"]);
  assert.equal((await informer.send()).resync, undefined);
});

Deno.test("a plain post over a session's status asks it to synchronise, once a minute, and is replaced", async () => {
  const { session, show, post, clock } = createBatchWorld();
  const informer = session("a");
  const told = informer.upsert("x/one");
  await informer.sync([], { fields: { upserts: [told] } });
  const plain = { cluster: "prod", claimRef: "x/one", statusMessage: BAD };
  await post("/api/v1/status", plain);
  assert.deepEqual(await show(), ["x/one Error"]);
  assert.ok((await informer.send()).resync);
  assert.equal((await informer.send()).resync, undefined);
  await informer.sync([], { id: "sync-2", fields: { upserts: [told] } });
  assert.deepEqual(await show(), ["x/one Ready"], "although it was observed earlier");
  clock.now += MINUTE_MS;
  assert.equal((await informer.send()).resync, undefined, "it has synchronised since");
  await post("/api/v1/status", { ...plain, statusMessage: OK });
  assert.equal((await informer.send()).resync, undefined, "it told nothing new");
  await post("/api/v1/status", plain);
  assert.ok((await informer.send()).resync);
  await post("/api/v1/status", { ...plain, statusMessage: OK });
  assert.equal((await informer.send()).resync, undefined, "too soon");
  clock.now += MINUTE_MS;
  assert.ok((await informer.send()).resync);
});

Deno.test("a plain post between the parts of a synchronisation is neither lost nor kept for ever", async () => {
  const { session, show, post } = createBatchWorld();
  const informer = session("a");
  await informer.sync(["x/one", "x/two"], { last: false });
  const typed = { cluster: "prod", group: GROUP, kind: "VolumeClaim", statusMessage: BAD };
  await post("/api/v1/status", { ...typed, claimRef: "x/just-made" });
  await post("/api/v1/status", { cluster: "prod", claimRef: "x/untyped", statusMessage: BAD });
  await informer.sync([], { part: 2 });
  assert.deepEqual(await show(), [
    "x/just-made Error",
    "x/one Ready",
    "x/two Ready",
    "?x/untyped Error",
  ]);
  await informer.sync(["x/one", "x/two"], { id: "sync-2" });
  assert.deepEqual(await show(), [
    "x/just-made Gone",
    "x/one Ready",
    "x/two Ready",
    "?x/untyped Error",
  ]);
});

Deno.test("a session's item ends the row that a plain post left, so an old agent leaves no double", async () => {
  const { session, show, post } = createBatchWorld();
  await post("/api/v1/status", { cluster: "prod", claimRef: "x/one", statusMessage: BAD });
  const informer = session("a");
  await informer.sync(["x/one"]);
  assert.deepEqual(await show(), ["x/one Ready"]);
});

Deno.test("a tombstone of a synchronisation does not stand against an informer whose clock is behind", async () => {
  const { session, show, clock } = createBatchWorld();
  const informer = session("a");
  const behind = { observedAt: "2026-01-31T09:00:00Z" };
  await informer.sync([], { fields: { upserts: [informer.upsert("x/one", behind)] } });
  await informer.sync([], { id: "sync-2" });
  assert.deepEqual(await show(), ["x/one Gone"]);
  clock.now += 1_000;
  await informer.send({
    upserts: [informer.upsert("x/one", { observedAt: "2026-01-31T09:00:05Z" })],
  });
  assert.deepEqual(await show(), ["x/one Ready"]);
});

Deno.test("nor does the tombstone of a claim that another session had told", async () => {
  const { session, show } = createBatchWorld();
  const [oldPod, newPod] = [session("old", OLD), session("new", NEW)];
  await oldPod.sync(["x/one"]);
  await newPod.sync([]);
  assert.deepEqual(await show(), ["x/one Gone"]);
  const behind = { observedAt: "2026-01-31T09:00:00Z" };
  await newPod.send({ upserts: [newPod.upsert("x/one", behind)] });
  assert.deepEqual(await show(), ["x/one Ready"]);
});

Deno.test("a deletion does not end a later object that another session has seen", async () => {
  const { session, show } = createBatchWorld();
  const [oldPod, newPod] = [session("old", OLD), session("new", NEW)];
  const deletion = newPod.deletion("x/one", { uid: "u1" });
  await oldPod.send();
  await oldPod.send({ upserts: [oldPod.upsert("x/one", { uid: "u2" })] });
  assert.equal((await newPod.send({ deletions: [deletion] })).accepted, 0);
  assert.deepEqual(await show(), ["x/one Ready"]);
  const later = newPod.deletion("x/one", { uid: "u2" });
  assert.equal((await newPod.send({ deletions: [later] })).accepted, 1);
  assert.deepEqual(await show(), ["x/one Gone"]);
});

Deno.test("a plain post means the living one of two typed claims", async () => {
  const { session, show, post } = createBatchWorld();
  const informer = session("a");
  await informer.send({
    upserts: [informer.upsert("x/one")],
    deletions: [informer.deletion("x/one", { kind: "BucketClaim" })],
  });
  await post("/api/v1/status", { cluster: "prod", claimRef: "x/one", statusMessage: BAD });
  assert.deepEqual(await show(), ["x/one Gone", "x/one Error"]);
});

Deno.test("a cluster counts as synchronised when all that its informer watches is", async () => {
  const { session, store, post } = createBatchWorld();
  const bucket = { group: GROUP, resource: "bucketclaims", kind: "BucketClaim" };
  const scopes = [SCOPE, bucket];
  const informer = session("a");
  await informer.send({ scopes });
  await post("/api/v1/status", { cluster: "old", claimRef: "x/plain", statusMessage: OK });
  assert.deepEqual(store.snapshot().synchronised, ["old"]);
  await informer.sync(["x/one"], { fields: { scopes, upserts: [informer.upsert("x/one")] } });
  assert.deepEqual(store.snapshot().synchronised, ["old"]);
  await informer.sync([], { scope: bucket, fields: { scopes } });
  assert.deepEqual(store.snapshot().synchronised, ["old", "prod"]);
});

Deno.test("a session that died before it told everything is waited for no longer than it counts", async () => {
  const { session, store, clock } = createBatchWorld();
  await session("dead").send({ scopes: [SCOPE] });
  const informer = session("next", "2026-01-31T11:30:00Z");
  await informer.sync(["x/one"], {
    fields: { scopes: [SCOPE], upserts: [informer.upsert("x/one")] },
  });
  assert.deepEqual(store.snapshot().synchronised, []);
  clock.now += 3 * MINUTE_MS;
  await informer.send({ scopes: [SCOPE] });
  assert.deepEqual(store.snapshot().synchronised, ["prod"]);
});

Deno.test("coverage is what live sessions have synchronised, are in contact with and still watch", async () => {
  const { session, store, clock } = createBatchWorld();
  const informer = session("a");
  const proven = () =>
    store.snapshot().coverage.map((one) => [one.kinds, one.synchronisedAt !== null]);
  await informer.sync(["x/one"], { last: false });
  assert.deepEqual(proven(), [[["VolumeClaim"], false]]);
  await informer.sync([], { part: 2 });
  assert.deepEqual(proven(), [[["VolumeClaim"], true]]);
  await informer.send({ silent: [SCOPE], scopes: [SCOPE] });
  assert.deepEqual(proven(), [[["VolumeClaim"], false]]);
  await informer.send({ scopes: [SCOPE] });
  assert.deepEqual(proven(), [[["VolumeClaim"], true]]);
  clock.now += 3 * MINUTE_MS;
  assert.deepEqual(proven(), [[["VolumeClaim"], true]]);
  clock.now += 1;
  assert.deepEqual(proven(), []);
  await informer.send({ scopes: [] });
  await informer.send({ scopes: [SCOPE] });
  assert.deepEqual(proven(), [[["VolumeClaim"], false]]);
});

Deno.test("a malformed envelope is refused with every problem, and nothing of it is applied", async () => {
  const world = createBatchWorld();
  const informer = world.session("a");
  const cases: readonly (readonly [Record<string, unknown>, readonly string[]])[] = [
    [{ protocol: undefined }, ["protocol"]],
    [{ session: { id: "" } }, ["session.id", "session.startedAt"]],
    [{ session: undefined, sequence: 0 }, ["session", "sequence"]],
    [{ sequence: 1.5 }, ["sequence"]],
    [{ sync: { id: "s", scope: { resource: "x" }, part: 0 } }, [
      "sync.scope.group",
      "sync.part",
      "sync.last",
    ]],
    [{ upserts: {} }, ["upserts"]],
    [{ deletions: "none" }, ["deletions"]],
    [{ silent: [{}] }, ["silent.0.group", "silent.0.resource"]],
    [{ upserts: Array(10_001).fill(0) }, ["upserts"]],
  ];
  for (const [fields, expected] of cases) {
    const body = { ...informer.compose({ upserts: [informer.upsert("x/one")] }), ...fields };
    const response = await world.post("/api/v1/clusters/prod/batch", body);
    const answer = await response.json();
    assert.equal(response.status, 400, JSON.stringify(fields).slice(0, 100));
    assert.deepEqual(answer.details.map(({ field }: { field: string }) => field), expected);
  }
  assert.deepEqual(await world.show(), []);
  for (const [body, details] of [["[]", "body"], ["{}", "protocol"], ["null", "body"]] as const) {
    const response = await world.post("/api/v1/clusters/prod/batch", body);
    assert.equal(response.status, 400, body);
    assert.equal((await response.json()).details[0].field, details);
  }
  const response = await world.post("/api/v1/clusters/%20/batch", informer.compose());
  assert.equal(response.status, 400);
  assert.equal((await response.json()).details[0].field, "cluster");
});

Deno.test("an unknown protocol is told which ones there are, however its batch looks", async () => {
  const world = createBatchWorld();
  for (const protocol of [0, 2]) {
    const response = await world.post("/api/v1/clusters/prod/batch", { protocol, future: true });
    assert.equal(response.status, 409);
    assert.equal(
      (await response.json()).error,
      `Protocol ${protocol} is not spoken here, expected 1 to 1`,
    );
  }
});

Deno.test("unknown fields of a batch are ignored", async () => {
  const { session, show } = createBatchWorld();
  const informer = session("a");
  const answer = await informer.send({
    upserts: [informer.upsert("x/one", { colour: "blue" })],
    weather: "fine",
  });
  assert.equal(answer.accepted, 1);
  assert.deepEqual(await show(), ["x/one Ready"]);
});

Deno.test("a batch may be larger than other bodies, up to its own limit", async () => {
  const world = createBatchWorld();
  const informer = world.session("a");
  const upserts = Array.from({ length: 400 }, (_, index) => {
    return informer.upsert(`x/claim-${index}`, { statusMessage: "a".repeat(200) });
  });
  assert.equal((await informer.send({ upserts })).accepted, 400);
  const body = JSON.stringify({ padding: "a".repeat(4_194_304) });
  const response = await world.post("/api/v1/clusters/prod/batch", body);
  assert.equal(response.status, 413);
  const post = await world.post("/api/v1/status", JSON.stringify({ padding: "a".repeat(70_000) }));
  assert.equal(post.status, 413);
});
