/** How often one may ask, at the app: who is counted as whom, and what a refusal is. */
import assert from "node:assert/strict";
import type { Caller } from "../../src/collector/caller.ts";
import { BURST_S } from "../../src/http/request_buckets.ts";
import type { Access } from "../../src/http/access.ts";
import { OPERATIONS, requestOperation } from "./operation_table.ts";
import { createTestApp, OPEN_ACCESS, POST, readError, type TestApp } from "./test_app.ts";

const RATE = 2;
const BURST = RATE * BURST_S;
const ALWAYS_OPEN = ["/healthz", "/readyz", "/version"];
const READ = { method: "GET", path: "/api/v1/clusters", needs: "credential" } as const;

/** Credentials by their token; two have the same name for people. */
const CALLERS: ReadonlyMap<string, Caller> = new Map([
  ["Bearer one", { id: "1", name: "token of prod", clusters: "all" }],
  ["Bearer renewed", { id: "1", name: "token of prod", clusters: "all" }],
  ["Bearer two", { id: "2", name: "token of prod", clusters: "all" }],
]);

const RESTRICTED: Access = {
  isRestricted: true,
  isReadingPublic: false,
  authenticate: (header) => Promise.resolve(CALLERS.get(header ?? "") ?? null),
};

/** Who asks. */
interface Who {
  readonly authorization?: string;
  readonly remoteAddress?: string;
}

async function ask(world: TestApp, { authorization, remoteAddress }: Who): Promise<number> {
  const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
  return (await requestOperation(world.app, READ, { headers, env: { remoteAddress } })).status;
}

/** Asks until the bucket is empty, and says what the next one is answered. */
async function exhaust(world: TestApp, who: Who): Promise<number> {
  for (let count = 0; count < BURST; count++) assert.notEqual(await ask(world, who), 429);
  return await ask(world, who);
}

for (const operation of OPERATIONS) {
  const { method, path } = operation;
  const isLimited = !ALWAYS_OPEN.includes(path);
  Deno.test(`${method} ${path} is ${isLimited ? "answered 429 beyond" : "free of"} the rate`, async () => {
    const world = createTestApp({ requestsPerSecond: RATE });
    await world.post("/api/v1/status", POST);
    world.clock.now += BURST_S * 1_000;
    await exhaust(world, {});
    const { version } = world.store;
    const response = await requestOperation(world.app, operation);
    if (!isLimited) return assert.equal(response.status, 200);
    assert.equal(response.status, 429);
    assert.equal(response.headers.get("retry-after"), "1");
    assert.equal(
      (await readError(response)).error,
      "Too many requests: expected at most 2 a second, try again in 1 second",
    );
    assert.equal(world.store.version, version, "a refused request changes nothing");
    world.clock.now += 1_000;
    const { status } = await requestOperation(world.app, operation);
    assert.ok(status < 300, `after the time that was told: ${status}`);
  });
}

Deno.test("the API description has 429 with Retry-After for each operation that is limited", async () => {
  const { paths } = await (await createTestApp().get("/openapi.json")).json();
  for (const [path, operations] of Object.entries<Record<string, object>>(paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const { responses } = operation as { responses: Record<string, { headers?: object }> };
      const isLimited = !ALWAYS_OPEN.includes(path);
      assert.equal("429" in responses, isLimited, `${method} ${path}`);
      if (isLimited) assert.ok("Retry-After" in (responses["429"]?.headers ?? {}), path);
    }
  }
});

Deno.test("each credential is counted by itself, wherever it comes from", async () => {
  const world = createTestApp({ access: RESTRICTED, requestsPerSecond: RATE });
  const one = { authorization: "Bearer one", remoteAddress: "192.0.2.1" };
  assert.equal(await exhaust(world, one), 429);
  assert.equal(await ask(world, { ...one, remoteAddress: "192.0.2.2" }), 429);
  assert.equal(await ask(world, { ...one, authorization: "Bearer renewed" }), 429);
  assert.equal(await ask(world, { ...one, authorization: "Bearer two" }), 200);
});

Deno.test("refused credentials are counted by address, and cost known ones nothing", async () => {
  const world = createTestApp({ access: RESTRICTED, requestsPerSecond: RATE });
  const remoteAddress = "2001:db8::1";
  for (let count = 0; count < BURST; count++) {
    assert.equal(await ask(world, { authorization: `Bearer guess ${count}`, remoteAddress }), 401);
  }
  assert.equal(await ask(world, { authorization: "Bearer guess", remoteAddress }), 429);
  assert.equal(await ask(world, { remoteAddress: "2001:db8::2" }), 429, "the same network");
  assert.equal(await ask(world, { remoteAddress: "2001:db8:0:1::1" }), 401);
  assert.equal(await ask(world, { authorization: "Bearer one", remoteAddress }), 200);
});

const OPEN_TO_ALL: Readonly<Record<string, Access>> = {
  "no credentials are configured": OPEN_ACCESS,
  "reading is public": { ...RESTRICTED, isReadingPublic: true },
};

for (const [name, access] of Object.entries(OPEN_TO_ALL)) {
  Deno.test(`where ${name}, an address is counted`, async () => {
    const world = createTestApp({ access, requestsPerSecond: RATE });
    assert.equal(await exhaust(world, { remoteAddress: "192.0.2.1" }), 429);
    assert.equal(await ask(world, { remoteAddress: "::ffff:192.0.2.1" }), 429);
    assert.equal(await ask(world, { remoteAddress: "192.0.2.2" }), 200);
    assert.equal(await exhaust(world, {}), 429, "connections without an address are one");
  });
}

Deno.test("0 is no limit", async () => {
  const world = createTestApp({ requestsPerSecond: 0 });
  for (let count = 0; count < 1_000; count++) assert.equal(await ask(world, {}), 200);
});

Deno.test("a body that comes too often is not read", async () => {
  const world = createTestApp({ requestsPerSecond: RATE });
  await exhaust(world, {});
  let isRead = false;
  const body = new ReadableStream({
    pull: (controller) => {
      isRead = true;
      controller.close();
    },
  }, { highWaterMark: 0 });
  const response = await world.app.request("/api/v1/status", { method: "POST", body });
  assert.equal(response.status, 429);
  assert.ok(!isRead);
});

Deno.test("refusals are told together, once a minute, and never one by one", async () => {
  const world = createTestApp({ access: RESTRICTED, requestsPerSecond: RATE });
  const told = () => world.logger.records.filter(({ level }) => level === "warn");
  const one = { authorization: "Bearer one", remoteAddress: "192.0.2.1" };
  await exhaust(world, one);
  for (let count = 0; count < 5; count++) await ask(world, one);
  world.clock.now += 60_000;
  await exhaust(world, { remoteAddress: "192.0.2.9" });
  const message = "Too many requests are refused";
  assert.deepEqual(told().map(({ message, fields }) => ({ message, ...fields })), [
    { message, last: "token of prod", count: 1, requestsPerSecond: RATE },
    { message, last: "192.0.2.9", count: 6, requestsPerSecond: RATE },
  ]);
  const single = world.logger.records.filter(({ fields }) => fields["status"] === 429);
  assert.equal(single.length, 7);
  assert.ok(single.every(({ level }) => level === "debug"));
});
