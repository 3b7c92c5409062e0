import assert from "node:assert/strict";
import { API_OPERATIONS, findSchemas, type Operation } from "./api_document.ts";
import { MarkdownPage, readTables, toCodeSpans } from "./markdown_page.ts";

const page = await MarkdownPage.read("docs/api.md");
const [table = []] = readTables(page.section("HTTP API"));
const ROWS = table.map(([endpoint = "", does = ""]) => ({
  endpoint: endpoint.replaceAll("`", ""),
  does,
}));

Deno.test("the table of the API page has every endpoint once, and no other", () => {
  assert.ok(API_OPERATIONS.size > 5);
  assert.deepEqual(
    ROWS.map(({ endpoint }) => endpoint).toSorted(),
    [...API_OPERATIONS.keys()].toSorted(),
  );
});

Deno.test("fields, parameters and headers that the table names are those of the endpoint", () => {
  let count = 0;
  for (const { endpoint, does } of ROWS) {
    const operation = API_OPERATIONS.get(endpoint);
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
    const known = Object.keys(API_OPERATIONS.get(endpoint)?.responses ?? {});
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
