/** Every example of the API description against the schema that it is an example of. */
import assert from "node:assert/strict";
import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { listExamples, type Node, readDescription, toNode } from "./api_examples.ts";

const DESCRIPTION = await readDescription();

const ID = "https://collector.example/openapi";

/** The keywords of OpenAPI 3.0 beside JSON Schema's; `nullable` is known already. */
function createAjv(): Ajv {
  const ajv = new Ajv({ strictSchema: true, strictTypes: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addVocabulary(["example", "components"]);
  ajv.addSchema({ $id: ID, components: DESCRIPTION["components"] });
  return ajv;
}

const ajv = createAjv();

function compile(schema: unknown): ValidateFunction {
  const text = JSON.stringify(schema).replaceAll('"$ref":"#', `"$ref":"${ID}#`);
  return ajv.compile(JSON.parse(text));
}

function check(schema: unknown, value: unknown, where: string): void {
  const validate = compile(schema);
  assert.ok(validate(value), `${where}: ${ajv.errorsText(validate.errors)}`);
}

Deno.test("every body of the description has examples, and each is as its schema says", () => {
  const examples = listExamples(DESCRIPTION);
  for (const { operationId, place, name, schema, value } of examples) {
    check(schema, value, `${operationId} ${place} ${name}`);
  }
  assert.ok(examples.length > 100, `${examples.length}`);
});

Deno.test("every example of a field or a parameter is as its schema says", () => {
  let count = 0;
  walk(DESCRIPTION["components"], "components", (schema, where) => {
    count += 1;
    check(schema, schema["example"], where);
  });
  walk(DESCRIPTION["paths"], "paths", (schema, where) => {
    if (!where.endsWith("/schema")) return;
    count += 1;
    check(schema, schema["example"], where);
  });
  assert.ok(count > 40, `${count}`);
});

Deno.test("null is refused where a schema does not name it", () => {
  const { LogLevel: schema } = toNode(toNode(DESCRIPTION["components"])["schemas"]);
  const level = { level: "info", configured: "info", until: null };
  check(schema, level, "LogLevel");
  assert.ok(!compile(schema)({ ...level, level: null }));
});

/** Visits what has an example of its own. */
function walk(value: unknown, where: string, visit: (node: Node, where: string) => void): void {
  if (typeof value !== "object" || value === null) return;
  const node = value as Node;
  if ("example" in node && ("type" in node || "anyOf" in node)) visit(node, where);
  for (const [key, child] of Object.entries(node)) {
    if (key !== "example" && key !== "examples") walk(child, `${where}/${key}`, visit);
  }
}
