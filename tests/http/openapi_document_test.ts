import assert from "node:assert/strict";
import type { Access } from "../../src/http/access.ts";
import { JSON_DEPTH_MAX } from "../../src/http/json_depth.ts";
import { SOCKET_LIMITS } from "../../src/transport/socket_limits.ts";
import { OPERATIONS } from "./operation_table.ts";
import { BATCH_LIMIT_BYTES, BODY_LIMIT_BYTES, createTestApp, OPEN_ACCESS } from "./test_app.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

async function readDocument(): Promise<JsonObject> {
  const response = await createTestApp().get("/openapi.json");
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "application/json");
  return toObject(await response.json());
}

Deno.test("the document is OpenAPI 3.0.3 of all paths", async () => {
  const document = await readDocument();
  assert.equal(document["openapi"], "3.0.3");
  assert.equal(toObject(document["info"])["version"], "1.2.3");
  assert.match(String(toObject(document["info"])["description"]), /65536 bytes/);
  const operations = listOperations(document).map(({ name }) => name).sort();
  assert.deepEqual(operations, [
    "delete /api/v1/clusters/{cluster}",
    "get /api/v1/clusters",
    "get /api/v1/log-level",
    "get /api/v1/reconcile",
    "get /api/v1/reconcile/plan",
    "get /api/v1/status",
    "get /api/v1/status/{cluster}",
    "get /docs",
    "get /healthz",
    "get /metrics",
    "get /openapi.json",
    "get /readyz",
    "get /version",
    "post /api/v1/clusters/{cluster}/batch",
    "post /api/v1/reconcile",
    "post /api/v1/status",
    "put /api/v1/log-level",
  ]);
});

Deno.test("every path of the app is described", async () => {
  const { app } = createTestApp();
  const described = new Set(listOperations(await readDocument()).map(({ name }) => name));
  const routes = app.routes.filter((route) => route.method !== "ALL");
  for (const { method, path } of routes) {
    const name = `${method.toLowerCase()} ${path.replace(/:(\w+)/g, "{$1}")}`;
    assert.ok(described.has(name), `"${name}" is not described`);
  }
});

Deno.test("every operation tells what it does and how it fails", async () => {
  const document = await readDocument();
  const ids = new Set<string>();
  for (const { name, path, operation } of listOperations(document)) {
    assert.ok(String(operation["summary"] ?? "").length > 5, `${name} has no summary`);
    const id = String(operation["operationId"]);
    assert.match(id, /^[a-z][A-Za-z]+$/, name);
    assert.ok(!ids.has(id), `${id} is there twice`);
    ids.add(id);
    const responses = toObject(operation["responses"]);
    const expected = name.startsWith("post ") ? ["400", "413", "415", "500", "503"] : ["500"];
    for (const status of expected) assert.ok(status in responses, `${name} has no ${status}`);
    for (const [status, response] of Object.entries(responses)) {
      assert.match(status, /^[1-5]\d\d$/);
      const { description, content } = toObject(response);
      assert.ok(String(description ?? "").length > 5, `${name} ${status} has no description`);
      const mayBeEmpty = status === "204" || status === "304";
      assert.ok(mayBeEmpty || content !== undefined, `${name} ${status} has no content`);
      const isProbe = name === "get /readyz" && status === "503";
      if (Number(status) >= 400 && !isProbe) {
        const schema = toObject(toObject(toObject(content)["application/json"])["schema"]);
        assert.equal(schema["$ref"], "#/components/schemas/Error", `${name} ${status}`);
      }
    }
    const parameters = toArray(operation["parameters"] ?? []).map(toObject);
    const inPath = parameters.filter((parameter) => parameter["in"] === "path");
    const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    assert.deepEqual(inPath.map((parameter) => parameter["name"]), names, name);
    for (const parameter of parameters) {
      assert.ok(parameter["schema"] !== undefined && parameter["description"] !== undefined);
      assert.equal(parameter["required"], parameter["in"] === "path");
    }
  }
});

Deno.test("nothing in the document is of OpenAPI 3.1", async () => {
  const document = await readDocument();
  const newer = ["const", "$defs", "$schema", "prefixItems", "webhooks", "if", "then"];
  walk(document, (node, where) => {
    assert.ok(!Array.isArray(node["type"]) || where.endsWith("properties"), `${where} lists types`);
    assert.notEqual(node["type"], "null", where);
    for (const key of newer) assert.ok(!(key in node), `${where} has "${key}"`);
    assert.ok(!Array.isArray(node["examples"]), `${where} lists examples`);
    if ("exclusiveMinimum" in node) assert.equal(typeof node["exclusiveMinimum"], "boolean");
    // Version 3.0 reads nothing beside a reference, and knows no null without a type.
    if ("$ref" in node) assert.deepEqual(Object.keys(node), ["$ref"], where);
    if ("nullable" in node) assert.equal(typeof node["type"], "string", where);
  });
});

Deno.test("every reference leads somewhere, every component is in use", async () => {
  const document = await readDocument();
  const components = toObject(toObject(document["components"])["schemas"]);
  for (const [name, component] of Object.entries(components)) {
    assert.ok(!("nullable" in toObject(component)), `"${name}" would be null wherever it is used`);
  }
  const used = new Set<string>();
  walk(document, (node, where) => {
    const target = node["$ref"];
    if (target === undefined) return;
    const name = /^#\/components\/schemas\/(\w+)$/.exec(String(target))?.[1];
    assert.ok(name !== undefined && name in components, `${where} leads to ${String(target)}`);
    used.add(name);
  });
  assert.deepEqual([...used].sort(), Object.keys(components).sort());
});

Deno.test("every schema and every field is described", async () => {
  const document = await readDocument();
  const schemas = toObject(toObject(document["components"])["schemas"]);
  for (const [name, schema] of Object.entries(schemas)) {
    assert.ok("description" in toObject(schema), name);
  }
  let count = 0;
  walk(schemas, (node, where) => {
    // The fields of `phases` are the phases, and those below `not` are told above it.
    if (typeof node["properties"] !== "object" || /\/phases$|\/not\//.test(where)) return;
    for (const [name, field] of Object.entries(toObject(node["properties"]))) {
      count += 1;
      const hasWords = "description" in toObject(field) || "$ref" in toObject(field);
      assert.ok(hasWords, `${where} ${name} has no description`);
    }
  });
  assert.ok(count > 100, `${count}`);
});

Deno.test("the limits of a post are told", async () => {
  const document = await readDocument();
  const schemas = toObject(toObject(document["components"])["schemas"]);
  const post = toObject(schemas["StatusPost"]);
  assert.deepEqual(post["required"], ["cluster", "claimRef", "statusMessage"]);
  const lengths = Object.entries(toObject(post["properties"])).map(([name, property]) => {
    const { minLength, maxLength, description } = toObject(property);
    assert.ok(String(description ?? "").length > 5, `${name} has no description`);
    return [name, minLength, maxLength];
  });
  assert.deepEqual(lengths, [
    ["cluster", 1, 253],
    ["claimRef", 1, 512],
    ["statusMessage", 1, 8_192],
    ["group", 0, 253],
    ["kind", 1, 63],
    ["phase", undefined, undefined],
    ["observedAt", undefined, undefined],
  ]);
});

Deno.test("the description says which operations need a credential at this very server", async () => {
  const accesses = [
    { isRestricted: false, isReadingPublic: false },
    { isRestricted: true, isReadingPublic: false },
    { isRestricted: true, isReadingPublic: true },
  ].map((facts) => ({ ...OPEN_ACCESS, ...facts }));
  const needy = await Promise.all(accesses.map(async (access) => {
    const operator: Access = {
      ...access,
      authenticate: (shown) =>
        Promise.resolve(shown === null ? null : { id: "1", name: "admin", clusters: "all" }),
    };
    const { app } = createTestApp({ access: operator });
    const init = { headers: { authorization: "Bearer admin" } };
    const document = toObject(await (await app.request("/openapi.json", init)).json());
    const schemes = toObject(toObject(document["components"])["securitySchemes"]);
    for (const { name, operation } of listOperations(document)) {
      const [method = "", path = ""] = name.split(" ");
      const { status } = await app.request(path, { method: method.toUpperCase() });
      const names = toArray(operation["security"] ?? null).flatMap((each) =>
        Object.keys(toObject(each))
      );
      assert.deepEqual(names, status === 401 ? Object.keys(schemes) : [], name);
    }
    return listOperations(document).filter(({ operation }) =>
      toArray(operation["security"] ?? null).length > 0
    ).length;
  }));
  assert.deepEqual(needy, [0, 14, 5]);
});

Deno.test("each operation says who may ask, and says it to people, too", async () => {
  const words = {
    nothing: "anybody",
    credential: "known",
    prod: "cluster",
    everything: "operator",
  };
  const { app } = createTestApp({ access: { ...OPEN_ACCESS, isRestricted: true, authenticate } });
  const document = toObject(await (await app.request("/openapi.json")).json());
  for (const { method, path, needs } of OPERATIONS.filter(({ path }) => !path.includes("%"))) {
    const name = `${method.toLowerCase()} ${path.replace(/\/prod(?=\/|$)/, "/{cluster}")}`;
    const found = listOperations(document).find((each) => each.name === name);
    const operation = found?.operation ?? assert.fail(name);
    assert.equal(operation["x-caller"], words[needs], name);
    assert.match(String(operation["description"]), /\b(?:Takes .*credential|Open to everybody)/);
  }
  const open = listOperations(await readDocument());
  for (const { name, operation } of open) {
    const isProbe = operation["x-caller"] === "anybody";
    const sentence = isProbe ? /Open to everybody/ : /This server asks for no credential/;
    assert.match(String(operation["description"]), sentence, name);
  }
});

Deno.test("each body says how long it may be at this very server", async () => {
  const { get } = createTestApp({ bodyLimitBytes: 2_048, batchLimitBytes: 1_048_577 });
  for (const { name, operation } of listOperations(await (await get("/openapi.json")).json())) {
    if (operation["requestBody"] === undefined) continue;
    const limit = name.endsWith("/batch") ? "1048577" : "2048";
    const { description } = toObject(operation["requestBody"]);
    assert.ok(String(description).endsWith(`. At most ${limit} bytes.`), name);
  }
});

const authenticate: Access["authenticate"] = () =>
  Promise.resolve({ id: "1", name: "admin", clusters: "all" });

Deno.test("the id of the request is described for each answer", async () => {
  for (const { name, operation } of listOperations(await readDocument())) {
    for (const [status, response] of Object.entries(toObject(operation["responses"]))) {
      const headers = toObject(toObject(response)["headers"]);
      assert.ok("X-Request-ID" in headers, `${name} ${status}`);
    }
  }
});

Deno.test("each whole number that may be sent has its limits", async () => {
  const schemas = toObject(toObject((await readDocument())["components"])["schemas"]);
  let count = 0;
  walk(schemas["Batch"], (node, where) => {
    if (node["type"] !== "integer") return;
    count += 1;
    assert.ok("minimum" in node && "maximum" in node, where);
  });
  assert.equal(count, 3, "protocol, sequence, part");
});

Deno.test("links lead to operations, and name their parameters", async () => {
  const operations = listOperations(await readDocument());
  const links = operations.flatMap(({ operation }) =>
    Object.values(toObject(operation["responses"])).flatMap((response) =>
      Object.values(toObject(toObject(response)["links"] ?? {})).map(toObject)
    )
  );
  assert.equal(links.length, 4);
  for (const { operationId, parameters } of links) {
    const target = operations.find(({ operation }) => operation["operationId"] === operationId);
    assert.ok(target !== undefined, String(operationId));
    const [inPath] = toArray(target.operation["parameters"] ?? null).map(toObject)
      .filter((parameter) => parameter["in"] === "path");
    assert.deepEqual(Object.keys(toObject(parameters)), [inPath?.["name"]]);
  }
});

interface Operation {
  readonly name: string;
  readonly path: string;
  readonly operation: JsonObject;
}

function listOperations(document: JsonObject): readonly Operation[] {
  return Object.entries(toObject(document["paths"])).flatMap(([path, item]) =>
    Object.entries(toObject(item)).map(([method, operation]) => {
      assert.ok(METHODS.includes(method), method);
      return { name: `${method} ${path}`, path, operation: toObject(operation) };
    })
  );
}

function walk(
  node: Json | undefined,
  visit: (node: JsonObject, where: string) => void,
  where = "#",
): void {
  if (typeof node !== "object" || node === null) return;
  if (!Array.isArray(node)) visit(node, where);
  for (const [key, child] of Object.entries(node)) {
    // Examples are data, not schemas.
    if (key !== "example" && key !== "examples") walk(child, visit, `${where}/${key}`);
  }
}

function toObject(value: Json | undefined): JsonObject {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  return assert.fail(`Not an object: ${JSON.stringify(value)}`);
}

function toArray(value: Json): Json[] {
  return Array.isArray(value) ? value : assert.fail(`Not an array: ${JSON.stringify(value)}`);
}

Deno.test("the limits of this very server are told", async () => {
  const { get } = createTestApp({ requestsPerSecond: 7 });
  const { info } = await (await get("/openapi.json")).json();
  const { headerBytes, headersMs, requestMs } = SOCKET_LIMITS;
  const told = [
    ...[`${BODY_LIMIT_BYTES} bytes`, `batches of ${BATCH_LIMIT_BYTES}`, "7 requests a second"],
    ...[`${headerBytes} bytes`, `within ${headersMs / 1_000} seconds`],
    ...[`within ${requestMs / 1_000}`, `${JSON_DEPTH_MAX} arrays and objects`],
  ];
  for (const words of told) assert.ok(info.description.includes(words), words);
});
