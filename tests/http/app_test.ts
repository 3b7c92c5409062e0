import assert from "node:assert/strict";
import { createTestApp, POST, readError, RESTING } from "./test_app.ts";

Deno.test("unknown paths are answered 404", async () => {
  const { app } = createTestApp();
  const paths = [
    "/",
    "/nope",
    "/api",
    "/api/v1/status/",
    "/api/v1/status/a/b",
    "/API/v1/status",
    "/healthz/",
    "/%",
    "/%0a%zz",
    `/${"x".repeat(4_000)}`,
  ];
  for (const path of paths) {
    for (const method of ["GET", "POST", "DELETE"]) {
      const response = await app.request(path, { method });
      assert.equal(response.status, 404, `${method} ${path}`);
      assert.equal(response.headers.get("content-type"), "application/json");
      const { error, requestId, details } = await readError(response);
      assert.match(error, /^Nothing is at "\/.*", see "\/openapi\.json" for what there is$/);
      assert.ok(error.length < 180);
      assert.equal(requestId, response.headers.get("x-request-id"));
      assert.equal(details, undefined);
    }
  }
});

Deno.test("known paths answer 405 to other methods and say which they take", async () => {
  const { app } = createTestApp();
  const allowed = {
    "/api/v1/status": "GET, HEAD, POST",
    "/api/v1/status/prod": "GET, HEAD",
    "/api/v1/clusters": "GET, HEAD",
    "/api/v1/clusters/a%2Fb": "DELETE",
    "/api/v1/reconcile": "GET, HEAD, POST",
    "/healthz": "GET, HEAD",
    "/readyz": "GET, HEAD",
    "/version": "GET, HEAD",
    "/openapi.json": "GET, HEAD",
    "/docs": "GET, HEAD",
  };
  for (const [path, allow] of Object.entries(allowed)) {
    for (const method of ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"]) {
      if (allow.split(", ").includes(method)) continue;
      const response = await app.request(path, { method });
      assert.equal(response.status, 405, `${method} ${path}`);
      assert.equal(response.headers.get("allow"), allow);
      assert.match(response.headers.get("x-request-id") ?? "", /^made-/);
      if (method === "HEAD") continue;
      assert.equal(response.headers.get("content-type"), "application/json");
      const { error } = await readError(response);
      assert.equal(error, `Method "${method}" is not allowed here, expected ${allow}`);
    }
  }
});

Deno.test("a well-formed request id is kept, another replaced", async () => {
  const { get } = createTestApp();
  const kept = ["a", "0b6e9d5c-5bb8-4f4e-8d6c-8f0f6d3c1a2b", "A.b_c~d=1-2", "x".repeat(128)];
  for (const id of kept) {
    const response = await get("/nope", { "x-request-id": id });
    assert.equal(response.headers.get("x-request-id"), id);
    assert.equal((await readError(response)).requestId, id);
  }
  for (const id of ["", "a b", "a\tb", "é", "a,b", "<a>", '"', "x".repeat(129), "a/b", "a\u007f"]) {
    const response = await get("/healthz", { "x-request-id": id });
    assert.match(response.headers.get("x-request-id") ?? "", /^made-\d+$/, JSON.stringify(id));
  }
});

Deno.test("each answer has an id and the default headers", async () => {
  const { app, get, post, readiness } = createTestApp({
    reconciliation: {
      ...RESTING,
      describe: () => assert.fail("broken"),
      runNow: () => Promise.reject(new Error("broken")),
    },
  });
  await post("/api/v1/status", POST);
  const tag = (await get("/api/v1/status")).headers.get("etag") ?? "";
  const answers = [
    await get("/api/v1/status", { "if-none-match": tag }),
    await post("/api/v1/status", POST),
    await get("/api/v1/status"),
    await app.request("/api/v1/clusters/prod", { method: "DELETE" }),
    await post("/api/v1/status", {}),
    await get("/nope"),
    await app.request("/healthz", { method: "PUT" }),
    await post("/api/v1/status", "x".repeat(100_000)),
    await post("/api/v1/status", POST, { "content-type": "text/plain" }),
    await get("/api/v1/reconcile"),
    await app.request("/version", { method: "HEAD" }),
    await get("/openapi.json"),
  ];
  readiness.current = { state: "draining", reasons: [] };
  answers.push(await post("/api/v1/status", POST), await get("/readyz"));
  const statuses = answers.map((answer) => answer.status);
  assert.deepEqual(
    statuses,
    [304, 201, 200, 204, 400, 404, 405, 413, 415, 500, 200, 200, 503, 503],
  );
  for (const { status, headers } of answers) {
    assert.match(headers.get("x-request-id") ?? "", /^made-\d+$/, String(status));
    assert.equal(headers.get("x-content-type-options"), "nosniff", String(status));
    assert.equal(headers.get("cache-control"), "no-cache", String(status));
  }
});

Deno.test("a handler that throws is a 500 that tells nothing, and the app lives on", async () => {
  const thrown: readonly unknown[] = [
    new Error("secret 1"),
    new TypeError("secret 2"),
    "secret 3",
    undefined,
    { secret: 4 },
  ];
  for (const value of thrown) {
    const { get, logger } = createTestApp({
      reconciliation: {
        ...RESTING,
        describe: () => {
          throw value;
        },
        runNow: () => Promise.reject(value),
      },
    });
    for (const method of ["GET", "POST"]) {
      const response = await get("/api/v1/reconcile", { "x-request-id": method });
      assert.equal(response.status, 500);
      assert.deepEqual(await readError(response), { error: "Internal error", requestId: method });
    }
    assert.equal((await get("/healthz")).status, 200);
    const failures = logger.records.filter((record) => record.message === "Request failed");
    assert.equal(failures.length, 2);
    assert.equal(failures[0]?.level, "error");
    assert.equal(failures[0]?.fields["requestId"], "GET");
    assert.match(String(failures[0]?.fields["stack"]), /^\w*Error: .+\n\s+at /);
  }
});
