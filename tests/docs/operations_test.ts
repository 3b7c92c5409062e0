/** The operator's page against what the program can say. */
import assert from "node:assert/strict";
import { COLLECTOR_REASON_CODES } from "../../src/collector/reason_code.ts";
import { INFORMER_REASON_CODES } from "../../src/informer/informer_reason.ts";
import { MarkdownPage } from "./markdown_page.ts";

const PAGE = await MarkdownPage.read("docs/operations.md");

function headingsOf(section: string): readonly string[] {
  return [...PAGE.section(section).matchAll(/^### (.*)$/gm)].map(([, heading = ""]) => heading);
}

Deno.test("every reason of both modes has its section on the operator's page, and no other", () => {
  assert.deepEqual(headingsOf("Reasons of the collector"), COLLECTOR_REASON_CODES);
  assert.deepEqual(headingsOf("Reasons of the informer"), INFORMER_REASON_CODES);
});
