import assert from "node:assert/strict";
import { createTestApp, POST, RESTING } from "./test_app.ts";

Deno.test("each request is one record", async () => {
  // Asked for by the log, by the metrics within, and by the log again.
  const times = [1_000, 1_000.1, 1_001.2, 1_001.254];
  const { post, logger } = createTestApp({ steadyNow: () => times.shift() ?? 0 });
  await post("/api/v1/status", POST, { "x-request-id": "abc" });
  assert.deepEqual(logger.records, [{
    level: "info",
    message: "Request answered",
    fields: {
      requestId: "abc",
      method: "POST",
      route: "/api/v1/status",
      path: "/api/v1/status",
      status: 201,
      durationMs: 1.25,
      bytes: JSON.stringify(POST).length,
    },
  }]);
});

Deno.test("a record names route and path, without the query", async () => {
  const { app, get, logger } = createTestApp();
  await get("/api/v1/status/a%2Fb?phase=Ready");
  await get("/nope?token=secret");
  await app.request("/version", { method: "PUT" });
  await app.request("/version", { method: "HEAD" });
  const seen = logger.records.map(({ fields }) => [
    fields["method"],
    fields["route"],
    fields["path"],
    fields["status"],
  ]);
  assert.deepEqual(seen, [
    ["GET", "/api/v1/status/:cluster", "/api/v1/status/a%2Fb", 200],
    ["GET", "unmatched", "/nope", 404],
    ["PUT", "unmatched", "/version", 405],
    ["HEAD", "/version", "/version", 200],
  ]);
  assert.doesNotMatch(JSON.stringify(logger.records), /secret/);
});

Deno.test("hostile paths and methods are cut and cleaned", async () => {
  const { app, get, logger } = createTestApp();
  await get(`/${"x".repeat(5_000)}`);
  await get("/a%0a%1b[31m%00");
  // A server hands on bytes as they came; a URL that is parsed first would hide them.
  const raw = new Request("http://localhost/");
  Object.defineProperty(raw, "url", { value: "http://localhost/a\n\u001b\u009b\u202ez" });
  await app.fetch(raw);
  await app.request("/", { method: "M".repeat(300) });
  const paths = logger.records.map((record) => String(record.fields["path"]));
  assert.equal(paths[0]?.length, 200);
  assert.equal(paths[1], "/a%0a%1b[31m%00");
  assert.equal(paths[2], "/a\ufffd\ufffd\ufffd\ufffdz");
  assert.equal(String(logger.records[3]?.fields["method"]).length, 20);
});

Deno.test("probes are quiet, failures are loud", async () => {
  const { get, post, logger, readiness } = createTestApp({
    reconciliation: {
      ...RESTING,
      describe: () => assert.fail("broken"),
      runNow: () => Promise.reject(new Error("broken")),
    },
  });
  const levelOf = async (response: Promise<Response>) => {
    const { status } = await response;
    return [status, logger.records.at(-1)?.level];
  };
  assert.deepEqual(await levelOf(get("/healthz")), [200, "debug"]);
  assert.deepEqual(await levelOf(get("/readyz")), [200, "debug"]);
  assert.deepEqual(await levelOf(get("/nope")), [404, "info"]);
  assert.deepEqual(await levelOf(post("/api/v1/status", {})), [400, "info"]);
  assert.deepEqual(await levelOf(get("/api/v1/reconcile")), [500, "error"]);
  readiness.current = { state: "draining", reasons: [] };
  assert.deepEqual(await levelOf(get("/readyz")), [503, "debug"]);
  assert.deepEqual(await levelOf(post("/api/v1/status", POST)), [503, "info"]);
});

Deno.test("a scrape is quiet, unless it is refused or finds no page", async () => {
  const states = [
    { options: {}, status: 200, level: "debug" },
    {
      options: {
        access: {
          isRestricted: true,
          isReadingPublic: false,
          authenticate: () => Promise.resolve(null),
        },
      },
      status: 401,
      level: "info",
    },
  ];
  for (const { options, status, level } of states) {
    const { get, logger } = createTestApp(options);
    assert.equal((await get("/metrics")).status, status);
    assert.equal(logger.records.at(-1)?.level, level);
  }
});

Deno.test("a probe that breaks is loud", async () => {
  const { get, logger } = createTestApp({ readiness: () => assert.fail("broken") });
  assert.equal((await get("/readyz")).status, 500);
  assert.deepEqual(logger.records.map((record) => record.level), ["error", "error"]);
});

Deno.test("the log says from where refused requests come", async () => {
  const caller = { id: "1", name: 'token 1 of "lab"', clusters: new Set(["lab"]) };
  const { app, logger } = createTestApp({
    access: {
      isRestricted: true,
      isReadingPublic: false,
      authenticate: (shown) => Promise.resolve(shown === "lab" ? caller : null),
    },
  });
  const ask = async (authorization: string) => {
    await app.request("/api/v1/status/prod", { headers: { authorization } }, {
      remoteAddress: "2001:db8::1",
    });
    const { status, from } = logger.records.at(-1)?.fields ?? {};
    return [status, from];
  };
  assert.deepEqual(await ask("nobody"), [401, "2001:db8:0:0::/64"]);
  assert.deepEqual(await ask("lab"), [403, 'token 1 of "lab"']);
});
