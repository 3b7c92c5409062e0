/** Bodies under way: many at once are sent away unread, and every way out gives the room back. */
import assert from "node:assert/strict";
import { BODY_ROOM, ByteRoom } from "../../src/http/byte_room.ts";
import type { PassReport } from "../../src/collector/pass_report.ts";
import {
  BATCH_LIMIT_BYTES,
  BODY_LIMIT_BYTES,
  createTestApp,
  PASS_REPORT,
  POST,
  readError,
  RESTING,
  type TestApp,
} from "./test_app.ts";

const { totalBytes: BODIES_BYTES_MAX, shareBytes: SHARE_BYTES_MAX } = BODY_ROOM;

/** A post whose body comes when the test says so. */
class SlowPost {
  readonly answered: Promise<Response>;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;

  constructor(
    world: TestApp,
    path: string,
    headers: Record<string, string> = {},
    origin: { readonly remoteAddress?: string } = {},
  ) {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
      },
    });
    const request = new Request(`http://localhost${path}`, {
      method: "POST",
      body,
      headers: {
        "content-type": "application/json",
        ...("content-length" in headers ? {} : { "transfer-encoding": "chunked" }),
        ...headers,
      },
    });
    this.answered = Promise.resolve(world.app.fetch(request, origin));
  }

  /** The body ends with this text. */
  finish(text: string): void {
    this.#controller?.enqueue(new TextEncoder().encode(text));
    this.#controller?.close();
  }

  /** The sender hangs up. */
  cut(): void {
    this.#controller?.error(new TypeError("connection reset"));
  }
}

const batchPath = (cluster: string) => `/api/v1/clusters/${cluster}/batch`;
const BATCH = JSON.stringify({
  protocol: 1,
  session: { id: "a", startedAt: "2026-01-31T11:00:00Z" },
  sequence: 1,
});
const FULL_BATCH = { "content-length": String(BATCH_LIMIT_BYTES) };
const SHARE_COUNT = SHARE_BYTES_MAX / BATCH_LIMIT_BYTES;

/** A sender without a credential is one by its address. */
const from = (index: number) => ({ remoteAddress: `192.0.2.${index}` });

Deno.test("too many bodies of one sender at once are answered 503 unread, others are taken", async () => {
  const world = createTestApp();
  const slow = Array.from(
    { length: SHARE_COUNT },
    (_, index) => new SlowPost(world, batchPath(`c${index}`), FULL_BATCH, from(1)),
  );
  const refused = await new SlowPost(world, batchPath("prod"), FULL_BATCH, from(1)).answered;
  assert.equal(refused.status, 503);
  assert.equal(refused.headers.get("retry-after"), "1");
  assert.match((await readError(refused)).error, /too many are under way/);
  assert.equal((await world.post(batchPath("prod"), BATCH)).status, 200);
  assert.equal((await world.post("/api/v1/status", POST)).status, 201);
  for (const post of slow) post.finish(BATCH);
  for (const post of slow) assert.equal((await post.answered).status, 200);
  const again = new SlowPost(world, batchPath("prod"), FULL_BATCH, from(1));
  again.finish(BATCH);
  assert.equal((await again.answered).status, 200);
});

Deno.test("all bodies together have a limit, and a body in chunks counts as large as it may be", async () => {
  const world = createTestApp();
  const slow: SlowPost[] = [];
  for (let index = 0; index < BODIES_BYTES_MAX / BATCH_LIMIT_BYTES; index++) {
    const sender = from(index % (BODIES_BYTES_MAX / SHARE_BYTES_MAX));
    slow.push(new SlowPost(world, batchPath("prod"), {}, sender));
  }
  assert.equal((await world.post(batchPath("late"), BATCH)).status, 503);
  assert.equal((await world.post("/api/v1/status", POST)).status, 503);
  assert.equal((await world.get("/api/v1/status")).status, 200);
  for (const post of slow) post.cut();
  for (const post of slow) assert.equal((await post.answered).status, 400);
  assert.equal((await world.post(batchPath("late"), BATCH)).status, 200);
});

Deno.test("every way out gives the room back", async () => {
  const world = createTestApp({
    access: {
      isRestricted: false,
      isReadingPublic: false,
      authenticate: () => Promise.resolve(null),
    },
  });
  const broken = new Error("broken");
  world.store.apply = () => {
    throw broken;
  };
  const headers = { "content-length": "65536" };
  for (let index = 0; index < 2 * SHARE_BYTES_MAX / 65_536; index++) {
    const thrown = await world.app.request("/api/v1/status", {
      method: "POST",
      body: JSON.stringify(POST),
      headers: { "content-type": "application/json", ...headers },
    });
    assert.equal(thrown.status, 500);
  }
  for (let index = 0; index < 2 * SHARE_COUNT; index++) {
    const post = new SlowPost(world, batchPath("prod"), FULL_BATCH);
    if (index % 2 === 0) post.cut();
    else post.finish("no JSON");
    assert.equal((await post.answered).status, 400);
  }
  assert.equal((await world.post(batchPath("prod"), BATCH)).status, 200);
});

Deno.test("what is larger than a share counts as one, and leaves room for others", () => {
  const room = new ByteRoom(BODY_ROOM);
  {
    using large = room.take("a", 2 * BODIES_BYTES_MAX);
    assert.ok(large !== undefined);
    assert.equal(room.take("a", 1), undefined);
    using nothing = room.take("a", 0);
    using other = room.take("b", 2 * BODIES_BYTES_MAX);
    assert.ok(nothing !== undefined && other !== undefined);
  }
  const shares = Array.from({ length: 4 }, (_, index) => room.take(`${index}`, SHARE_BYTES_MAX));
  assert.ok(shares.every((share) => share !== undefined));
  assert.equal(room.take("late", 1), undefined);
});

Deno.test("what takes long once it is read holds no room, and what has no body needs none", async () => {
  const pass = Promise.withResolvers<PassReport>();
  const world = createTestApp({
    reconciliation: {
      ...RESTING,
      describe: () => ({
        runningSince: 0,
        last: null,
        lastSuccessAt: null,
        nextAt: null,
        quotas: [],
      }),
      runNow: () => pass.promise,
      plan: () => Promise.reject(new Error("not asked for")),
    },
  });
  await world.post("/api/v1/status", POST);
  const waiting = Array.from(
    { length: 2 * SHARE_BYTES_MAX / BODY_LIMIT_BYTES },
    () => world.app.request("/api/v1/reconcile", { method: "POST" }),
  );
  const slow = Array.from(
    { length: SHARE_BYTES_MAX / BODY_LIMIT_BYTES },
    () => new SlowPost(world, "/api/v1/status"),
  );
  const cluster = `/api/v1/clusters/${POST.cluster}`;
  const large = { method: "DELETE", headers: { "content-length": "100000" } };
  assert.equal((await world.app.request(cluster, large)).status, 204);
  assert.equal((await world.post("/api/v1/status", POST)).status, 503);
  for (const post of slow) post.cut();
  for (const post of slow) await post.answered;
  assert.equal((await world.post("/api/v1/status", POST)).status, 201);
  pass.resolve(PASS_REPORT);
  for (const answer of waiting) assert.equal((await answer).status, 200);
});

Deno.test("each network has its own share where nobody shows a credential", async () => {
  const world = createTestApp();
  const slow = Array.from(
    { length: SHARE_BYTES_MAX / BODY_LIMIT_BYTES },
    () => new SlowPost(world, "/api/v1/status", {}, { remoteAddress: "192.0.2.1" }),
  );
  const post = async (remoteAddress: string) => {
    const quick = new SlowPost(world, "/api/v1/status", {}, { remoteAddress });
    quick.finish(JSON.stringify(POST));
    return (await quick.answered).status;
  };
  assert.deepEqual([await post("192.0.2.1"), await post("192.0.2.2")], [503, 201]);
  for (const one of slow) one.cut();
  for (const one of slow) await one.answered;
});
