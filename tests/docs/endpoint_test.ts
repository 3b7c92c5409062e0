import assert from "node:assert/strict";
import { createTestApp } from "../http/test_app.ts";
import { MarkdownPage, readTables, toCodeSpans } from "./markdown_page.ts";

/** One operation of the API description, as far as the table tells of it. */
interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: unknown;
  readonly responses: Readonly<
    Record<string, { readonly headers?: Readonly<Record<string, unknown>> }>
  >;
}

interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

const page = await MarkdownPage.read("docs/api.md");
const [table = []] = readTables(page.section("HTTP API"));
const ROWS = table.map(([endpoint = "", does = ""]) => ({
  endpoint: endpoint.replaceAll("`", ""),
  does,
}));
const document: ApiDocument = await (await createTestApp().get("/openapi.json")).json();
const SERVED: ReadonlyMap<string, Operation> = new Map(
  Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map((
      [method, operation],
    ) => [`${method.toUpperCase()} ${path}`, operation])
  ),
);

Deno.test("the table of the API page has every endpoint once, and no other", () => {
  assert.ok(SERVED.size > 5);
  assert.deepEqual(ROWS.map(({ endpoint }) => endpoint).toSorted(), [...SERVED.keys()].toSorted());
});

Deno.test("fields, parameters and headers that the table names are those of the endpoint", () => {
  let count = 0;
  for (const { endpoint, does } of ROWS) {
    const operation = SERVED.get(endpoint);
    assert.ok(operation !== undefined, endpoint);
    const known = listNames(operation);
    const named = toCodeSpans(does);
    count += named.length;
    for (const name of named) assert.ok(known.has(name), `${endpoint}: ${name}`);
    const asked = operation.parameters?.filter((parameter) => parameter.in === "query") ?? [];
    if (!asked.some(({ name }) => named.includes(name))) continue;
    for (const { name } of asked) {
      assert.ok(named.includes(name), `${endpoint}: ${name} is left out`);
    }
  }
  assert.ok(count >= 8, `only ${count} names were looked at`);
});

Deno.test("statuses that the table names are among the endpoint's answers", () => {
  const named = ROWS.flatMap(({ endpoint, does }) =>
    [...does.matchAll(/\b[1-5]\d\d\b/g)].map(([status]) => ({ endpoint, status }))
  );
  assert.ok(named.length >= 2);
  for (const { endpoint, status } of named) {
    const known = Object.keys(SERVED.get(endpoint)?.responses ?? {});
    assert.ok(known.includes(status), `${endpoint}: ${status}, expected one of ${known.join()}`);
  }
});

/** Parameters, headers, fields that are sent, and words that are answered. */
function listNames({ parameters = [], requestBody, responses }: Operation): ReadonlySet<string> {
  return new Set([
    ...parameters.map(({ name }) => name),
    ...Object.values(responses).flatMap(({ headers = {} }) => Object.keys(headers)),
    ...findSchemas(requestBody, "properties").flatMap(Object.keys),
    ...findSchemas(responses, "enum").flatMap(Object.values).map(String),
  ]);
}

/** What stands below a keyword anywhere in it, references included. */
function findSchemas(value: unknown, keyword: string): readonly object[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    const target = key === "$ref" ? document.components.schemas[part.split("/").at(-1)] : part;
    const below = findSchemas(target, keyword);
    return key === keyword ? [target, ...below] : below;
  });
}
