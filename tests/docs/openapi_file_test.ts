/** `docs/openapi.yaml` against the routes. */
import assert from "node:assert/strict";
import { load } from "js-yaml";
import { createTestApp } from "../http/test_app.ts";
import { OPENAPI_FILE, renderOpenApiFile } from "./openapi_file.ts";

const TEXT = await Deno.readTextFile(OPENAPI_FILE);

Deno.test("docs/openapi.yaml says what the routes say", async () => {
  assert.equal(TEXT, await renderOpenApiFile(), "`deno task openapi` writes it anew");
});

Deno.test("docs/openapi.yaml has the schemas that a server answers, escapes and all", async () => {
  const { components } = load(TEXT) as { components: { schemas: object } };
  const served = await (await createTestApp().get("/openapi.json")).json();
  assert.deepEqual(components.schemas, served.components.schemas);
});

Deno.test("docs/openapi.yaml is plain text of ASCII", () => {
  assert.match(TEXT, /^[\n\x20-\x7e]*$/);
});
