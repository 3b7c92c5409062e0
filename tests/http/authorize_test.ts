/** Who may do what, asked at each operation of the API description. */
import assert from "node:assert/strict";
import type { Caller } from "../../src/collector/caller.ts";
import type { Access } from "../../src/http/access.ts";
import { type Operation, OPERATIONS, requestOperation } from "./operation_table.ts";
import { createTestApp, POST, readError, type TestApp } from "./test_app.ts";

const CALLERS: ReadonlyMap<string, Caller> = new Map([
  ["Bearer prod", { id: "1", name: "prod's", clusters: new Set(["prod"]) }],
  ["Bearer both", { id: "2", name: "both", clusters: new Set(["prod", "lab"]) }],
  ["Bearer admin", { id: "3", name: "admin", clusters: "all" }],
]);

function createAccess(options: Partial<Access> = {}): Access {
  return {
    isRestricted: true,
    isReadingPublic: false,
    authenticate: (header) => Promise.resolve(CALLERS.get(header ?? "") ?? null),
    ...options,
  };
}

const LAB: Caller = { id: "4", name: "lab's", clusters: new Set(["lab"]) };

/** Credentials by what they are good for. */
const SHOWN: Readonly<
  Record<Operation["needs"], { good: readonly string[]; bad: readonly string[] }>
> = {
  nothing: { good: ["", "Bearer unknown", "Bearer lab"], bad: [] },
  credential: { good: ["Bearer lab", "Bearer prod", "Bearer admin"], bad: [] },
  prod: { good: ["Bearer prod", "Bearer both", "Bearer admin"], bad: ["Bearer lab"] },
  everything: { good: ["Bearer admin"], bad: ["Bearer lab", "Bearer prod", "Bearer both"] },
};

function authenticateAll(header: string | null): Promise<Caller | null> {
  return Promise.resolve(header === "Bearer lab" ? LAB : CALLERS.get(header ?? "") ?? null);
}

async function ask(world: TestApp, operation: Operation, authorization: string) {
  return await requestOperation(world.app, operation, {
    headers: authorization === "" ? {} : { authorization },
  });
}

for (const operation of OPERATIONS) {
  const { method, path, needs } = operation;
  Deno.test(`${method} ${path} needs ${needs}`, async () => {
    const access = createAccess({ authenticate: authenticateAll });
    for (const shown of SHOWN[needs].good) {
      const world = createTestApp({ access });
      await world.post("/api/v1/status", POST, { authorization: "Bearer admin" });
      const { status } = await ask(world, operation, shown);
      assert.ok(status < 300, `${shown}: ${status}`);
    }
    const world = createTestApp({ access });
    const unknown = needs === "nothing" ? [] : ["", "Bearer unknown", "Basic prod"];
    for (const shown of unknown) {
      const response = await ask(world, operation, shown);
      assert.equal(response.status, 401, shown);
      assert.equal(response.headers.get("www-authenticate"), "Bearer");
      assert.doesNotMatch(JSON.stringify(await readError(response)), /prod|lab/);
    }
    for (const shown of SHOWN[needs].bad) {
      const response = await ask(world, operation, shown);
      assert.equal(response.status, 403, shown);
      assert.equal((await readError(response)).error, "This credential does not allow that");
    }
    assert.equal(world.store.version, 0, "refused requests change nothing");
  });
}

Deno.test("each operation of the API description is in the table", async () => {
  const world = createTestApp();
  const { paths } = await (await world.get("/openapi.json")).json();
  const described = Object.entries(paths as Record<string, object>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`)
  );
  const tried = OPERATIONS.map(({ method, path }) =>
    `${method} ${path.replace(/\/(?:prod|%70rod)(?=\/|$)/, "/{cluster}")}`
  );
  assert.deepEqual(new Set(tried), new Set(described));
});

Deno.test("a credential shows the rows of its own clusters, and its own entity tag", async () => {
  const world = createTestApp({ access: createAccess() });
  for (const cluster of ["prod", "lab", "other"]) {
    await world.post("/api/v1/status", { ...POST, cluster }, { authorization: "Bearer admin" });
  }
  const read = async (path: string, authorization: string) => {
    const response = await world.get(path, { authorization });
    const rows: { cluster: string }[] = await response.json();
    return { clusters: rows.map(({ cluster }) => cluster), tag: response.headers.get("etag") };
  };
  const all = await read("/api/v1/status", "Bearer admin");
  const both = await read("/api/v1/status", "Bearer both");
  const one = await read("/api/v1/status", "Bearer prod");
  assert.deepEqual(all.clusters, ["lab", "other", "prod"]);
  assert.deepEqual(both.clusters, ["lab", "prod"]);
  assert.deepEqual(one.clusters, ["prod"]);
  assert.equal(new Set([all.tag, both.tag, one.tag]).size, 3);
  assert.deepEqual((await read("/api/v1/clusters", "Bearer both")).clusters, ["lab", "prod"]);
});

Deno.test("where reading is public, writing still needs a credential", async () => {
  const world = createTestApp({ access: createAccess({ isReadingPublic: true }) });
  for (const operation of OPERATIONS) {
    const { status } = await ask(world, operation, "");
    assert.equal(status === 401, operation.method !== "GET", `${operation.path}: ${status}`);
  }
});

Deno.test("a body that nobody may send is not read", async () => {
  const world = createTestApp({ access: createAccess() });
  let isRead = false;
  const body = new ReadableStream({
    pull: (controller) => {
      isRead = true;
      controller.enqueue(new Uint8Array(1_000));
      controller.close();
    },
  }, { highWaterMark: 0 });
  const response = await world.app.request("/api/v1/status", { method: "POST", body });
  assert.equal(response.status, 401);
  assert.ok(!isRead);
});
