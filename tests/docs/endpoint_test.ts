import assert from "node:assert/strict";
import { createTestApp } from "../http/test_app.ts";
import { MarkdownPage, readTables } from "./markdown_page.ts";

Deno.test("the table of the API page has every endpoint once, and no other", async () => {
  const page = await MarkdownPage.read("docs/api.md");
  const [table = []] = readTables(page.section("HTTP API"));
  const named = table.map(([endpoint = ""]) => endpoint.replaceAll("`", ""));
  const document: { paths: Record<string, Record<string, unknown>> } =
    await (await createTestApp().get("/openapi.json")).json();
  const served = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`)
  );
  assert.ok(served.length > 5);
  assert.deepEqual(named.toSorted(), served.toSorted());
});
