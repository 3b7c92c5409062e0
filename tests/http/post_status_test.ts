import assert from "node:assert/strict";
import { BODY_LIMIT_BYTES, createTestApp, NOON, POST, readError } from "./test_app.ts";

const PATH = "/api/v1/status";

Deno.test("a post is answered 201 and kept", async () => {
  const { post, store } = createTestApp();
  const response = await post(PATH, POST);
  assert.equal(response.status, 201);
  assert.equal(response.headers.get("content-type"), "application/json");
  assert.deepEqual(await response.json(), { status: "created" });
  const [status] = store.list();
  assert.equal(status?.statusMessage, POST.statusMessage);
  assert.equal(status?.phase, "Ready");
  assert.equal(status?.observedAt, NOON);
});

Deno.test("a post may name type, phase and time", async () => {
  const { post, store } = createTestApp();
  const more = {
    group: "storage.example.org",
    kind: "VolumeClaim",
    phase: "Paused",
    observedAt: "2026-01-31T12:00:00.25+02:00",
  };
  assert.equal((await post(PATH, { ...POST, ...more, future: { field: [1] } })).status, 201);
  const [status] = store.list();
  assert.deepEqual(status?.type, { group: "storage.example.org", kind: "VolumeClaim" });
  assert.equal(status?.phase, "Paused");
  assert.equal(status?.observedAt, Date.UTC(2026, 0, 31, 10, 0, 0, 250));
});

Deno.test("the core group is the empty one", async () => {
  const { post, store } = createTestApp();
  assert.equal((await post(PATH, { ...POST, group: "", kind: "ConfigMap" })).status, 201);
  assert.deepEqual(store.list()[0]?.type, { group: "", kind: "ConfigMap" });
});

Deno.test("everything printable up to the limits is taken as it is", async () => {
  const { post, store } = createTestApp();
  const body = {
    cluster: "ü".repeat(252) + "🙂",
    claimRef: " <a href='x'>/\"; drop table " + "x".repeat(480),
    statusMessage: "\u0000\n\t\u202e" + "🙂".repeat(8_188),
  };
  assert.equal((await post(PATH, body)).status, 201);
  const [status] = store.list();
  assert.equal(status?.cluster, body.cluster);
  assert.equal(status?.claimRef, body.claimRef);
  assert.equal(status?.statusMessage, body.statusMessage);
});

const NO_TEXT = [undefined, "", "  \t ", null, 5, true, ["x"], { x: 1 }];
const NO_NAME = ["a\u0000", "a\nb", "a\u0085", "a\u2028b", "a\u202eb", "a\ud800"];
const INVALID: Readonly<Record<string, readonly unknown[]>> = {
  cluster: [...NO_TEXT, ...NO_NAME, "x".repeat(254), "🙂".repeat(254)],
  claimRef: [...NO_TEXT, ...NO_NAME, "x".repeat(513)],
  statusMessage: [...NO_TEXT, "x".repeat(8_193)],
  phase: ["", "ready", "Broken", null, 5],
  observedAt: [
    "",
    "yesterday",
    "2026-01-31",
    "2026-01-31T12:00:00",
    "2026-02-30T12:00:00Z",
    "2026-01-31T12:00Z",
    "9999-12-31T23:59:59-10:00",
    "0000-01-01T00:00:00+10:00",
    1_769_860_800_000,
    null,
  ],
};

for (const [field, values] of Object.entries(INVALID)) {
  Deno.test(`a post with a wrong ${field} is answered 400 that names it`, async () => {
    for (const value of values) {
      const { post, store } = createTestApp();
      const response = await post(PATH, { ...POST, [field]: value });
      const label = JSON.stringify(value)?.slice(0, 60);
      assert.equal(response.status, 400, label);
      const { error, details, requestId } = await readError(response);
      assert.equal(error, `Cannot accept the request: invalid values for "${field}"`);
      assert.equal(requestId, "made-1");
      assert.deepEqual(details?.map((detail) => detail.field), [field], label);
      for (const { message } of details ?? []) {
        assert.match(message, /^(?:Required, expected|Expected) .+[^.]$/u);
        assert.ok(message.length < 300, message);
        // deno-lint-ignore no-control-regex -- that is what must not come back
        assert.doesNotMatch(message, /[\u0000-\u001f\u007f-\u009f\u2028\u202e]/);
      }
      assert.equal(store.list().length, 0);
    }
  });
}

Deno.test("group and kind come together or not at all", async () => {
  const { post } = createTestApp();
  for (const [given, missing] of [["group", "kind"], ["kind", "group"]] as const) {
    const { details } = await readError(await post(PATH, { ...POST, [given]: "x" }));
    const message = `Required together with "${given}", expected both or neither`;
    assert.deepEqual(details, [{ field: missing, message }]);
  }
  for (const type of [{ group: "x", kind: "" }, { group: "x", kind: "x".repeat(64) }]) {
    const { details } = await readError(await post(PATH, { ...POST, ...type }));
    assert.deepEqual(details?.map((detail) => detail.field), ["kind"]);
  }
  for (const group of [" ", "a\n", "x".repeat(254)]) {
    const { details } = await readError(await post(PATH, { ...POST, group, kind: "x" }));
    assert.deepEqual(details?.map((detail) => detail.field), ["group"]);
  }
});

Deno.test("one answer tells all problems, each once", async () => {
  const { post } = createTestApp();
  const body = { cluster: "", statusMessage: 5, group: "x", phase: "x", observedAt: "x" };
  const { details } = await readError(await post(PATH, body));
  assert.deepEqual(details?.map((detail) => detail.field).sort(), [
    "claimRef",
    "cluster",
    "kind",
    "observedAt",
    "phase",
    "statusMessage",
  ]);
});

Deno.test("a body that is no JSON object is answered 400", async () => {
  const { post } = createTestApp();
  const bodies = ["", "{", "nope", "[]", "null", "5", '"text"', '{"cluster":"a",}', " "];
  for (const body of bodies) {
    const response = await post(PATH, body);
    assert.equal(response.status, 400, body);
    const { details } = await readError(response);
    assert.deepEqual(details?.map((detail) => detail.field), ["body"], body);
  }
});

Deno.test("a body that is no UTF-8 is answered 400", async () => {
  const { app, store } = createTestApp();
  const text = JSON.stringify({ ...POST, cluster: "caf\u00e9" });
  const body = Uint8Array.from(text, (character) => character.charCodeAt(0));
  const headers = { "content-type": "application/json" };
  const response = await app.request(PATH, { method: "POST", body, headers });
  assert.equal(response.status, 400);
  const { details } = await readError(response);
  assert.deepEqual(details, [{
    field: "body",
    message: "Expected UTF-8, got bytes that are none",
  }]);
  assert.equal(store.list().length, 0);
});

Deno.test("fields that nobody knows and odd keys do no harm", async () => {
  const { post, store } = createTestApp();
  const deep = "[".repeat(31) + "]".repeat(31);
  const body = JSON.stringify(POST).replace("{", `{"__proto__":{"phase":"Gone"},"deep":${deep},`);
  assert.equal((await post(PATH, body)).status, 201);
  assert.equal(store.list()[0]?.phase, "Ready");
});

Deno.test("JSON types with parameters and suffixes are taken", async () => {
  const { post } = createTestApp();
  const types = [
    "application/json; charset=utf-8",
    'Application/JSON;Charset="UTF-8"',
    "application/json ; version=1",
    "application/merge-patch+json",
    "application/vnd.acme.v2+json;charset=utf8",
  ];
  for (const type of types) {
    assert.equal((await post(PATH, POST, { "content-type": type })).status, 201, type);
  }
});

Deno.test("other types are answered 415", async () => {
  const { app, post } = createTestApp();
  const types = [
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/jsonp",
    "text/json",
    "application/json; charset=latin1",
    "x".repeat(500),
  ];
  for (const type of types) {
    const response = await post(PATH, POST, { "content-type": type });
    assert.equal(response.status, 415, type);
    const { error } = await readError(response);
    assert.match(error, /^Expected (?:content type "application\/json"|charset "utf-8"), got "/);
    assert.ok(error.length < 160);
  }
  const body = new TextEncoder().encode(JSON.stringify(POST));
  const untyped = await app.request(PATH, { method: "POST", body });
  assert.equal(untyped.status, 415);
  const { error } = await readError(untyped);
  assert.equal(error, 'Expected content type "application/json", got none');
});

Deno.test("a body that tells that it is too large is answered 413 unread", async () => {
  const { app } = createTestApp();
  const body = new ReadableStream<Uint8Array>({
    pull: () => assert.fail("The body was read"),
  }, { highWaterMark: 0 });
  const headers = {
    "content-type": "application/json",
    "content-length": String(BODY_LIMIT_BYTES + 1),
  };
  const response = await app.request(PATH, { method: "POST", body, headers });
  assert.equal(response.status, 413);
  const { error } = await readError(response);
  assert.equal(error, `Body is too large, expected at most ${BODY_LIMIT_BYTES} bytes`);
});

Deno.test("a body in chunks is answered 413 as soon as it is too large", async () => {
  const { app } = createTestApp();
  let chunkCount = 0;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      chunkCount += 1;
      controller.enqueue(new Uint8Array(4_096));
    },
  });
  const headers = { "content-type": "application/json" };
  const response = await app.request(PATH, { method: "POST", body, headers });
  assert.equal(response.status, 413);
  assert.ok(chunkCount <= BODY_LIMIT_BYTES / 4_096 + 3, `${chunkCount} chunks were read`);
});

Deno.test("a body of exactly the limit is taken, told or in chunks", async () => {
  const { app } = createTestApp();
  const text = JSON.stringify(POST);
  const body = text + " ".repeat(BODY_LIMIT_BYTES - text.length);
  const chunked = { "content-type": "application/json" };
  const told = { ...chunked, "content-length": String(BODY_LIMIT_BYTES) };
  for (const headers of [chunked, told]) {
    const response = await app.request(PATH, { method: "POST", body, headers });
    assert.equal(response.status, 201);
  }
});

Deno.test("a sender that hangs up is no failure of ours", async () => {
  for (const length of [undefined, "100"]) {
    const { app, logger } = createTestApp();
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error("gone")),
    });
    const headers = {
      "content-type": "application/json",
      ...(length === undefined ? {} : { "content-length": length }),
    };
    const response = await app.request(PATH, { method: "POST", body, headers });
    assert.equal(response.status, 400);
    const { error } = await readError(response);
    assert.equal(error, "Cannot read the body: the connection ended");
    assert.deepEqual(logger.records.map((record) => record.level), ["info"]);
  }
});

Deno.test("different keys never meet: a/b + c is not a + b/c", async () => {
  const { post, get } = createTestApp();
  await post(PATH, { ...POST, cluster: "a/b", claimRef: "c", statusMessage: "first" });
  await post(PATH, { ...POST, cluster: "a", claimRef: "b/c", statusMessage: "second" });
  const rows = await (await get(PATH)).json();
  assert.deepEqual(
    rows.map((row: Record<string, unknown>) => [row["cluster"], row["claimRef"]]),
    [["a", "b/c"], ["a/b", "c"]],
  );
  const first = await (await get(`${PATH}/a%2Fb`)).json();
  assert.deepEqual(first.map((row: Record<string, unknown>) => row["statusMessage"]), ["first"]);
});

Deno.test("posts are answered 503 while draining, other requests as always", async () => {
  const { post, get, readiness, store } = createTestApp();
  readiness.current = { state: "draining", reasons: [] };
  for (const path of [PATH, "/api/v1/reconcile"]) {
    const response = await post(path, POST);
    assert.equal(response.status, 503);
    assert.equal(response.headers.get("retry-after"), "5");
    assert.match((await readError(response)).error, /^Cannot accept posts: /);
  }
  assert.equal(store.list().length, 0);
  assert.equal((await get(PATH)).status, 200);
  for (const state of ["starting", "degraded", "ready"] as const) {
    readiness.current = { state, reasons: [] };
    assert.equal((await post(PATH, POST)).status, 201, state);
  }
});
