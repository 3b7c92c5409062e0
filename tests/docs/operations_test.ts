/** The operator's page against what the program can say. */
import assert from "node:assert/strict";
import { HOLD_CODES } from "../../src/collector/pass_report.ts";
import { COLLECTOR_REASON_CODES } from "../../src/collector/reason_code.ts";
import { INFORMER_REASON_CODES } from "../../src/informer/informer_reason.ts";
import { readMetricsPages } from "../deploy/metrics_pages.ts";
import { MarkdownPage, readTables } from "./markdown_page.ts";

const PAGE = await MarkdownPage.read("docs/operations.md");

function headingsOf(section: string): readonly string[] {
  return [...PAGE.section(section).matchAll(/^### (.*)$/gm)].map(([, heading = ""]) => heading);
}

Deno.test("every reason of both modes has its section on the operator's page, and no other", () => {
  assert.deepEqual(headingsOf("Reasons of the collector"), COLLECTOR_REASON_CODES);
  assert.deepEqual(headingsOf("Reasons of the informer"), INFORMER_REASON_CODES);
});

Deno.test("every reason to hold changes back is explained, and no other", () => {
  const tables = readTables(PAGE.section("Why is the registry not up to date"));
  const codes = tables.at(-1)?.map(([code = ""]) => code.replaceAll("`", "")) ?? [];
  assert.deepEqual(codes.toSorted(), HOLD_CODES.toSorted());
});

Deno.test("every metric of both modes is in the tables, with its type, labels and help", async () => {
  const rows = readTables(PAGE.section("Metrics")).flat().map((cells) => cells.join(" | "));
  const told = (await readMetricsPages()).flatMap(listMetrics);
  assert.deepEqual(rows.toSorted(), [...new Set(told)].toSorted());
});

function listMetrics(page: string): readonly string[] {
  return [...page.matchAll(/^# HELP (\w+) (.*)\n# TYPE \w+ (\w+)\n\w+(?:\{(.*)\})? /gm)].map(
    ([, name, help, type, labels = ""]) => {
      const names = [...labels.matchAll(/(\w+)="/g)].map(([, label]) => label);
      const own = names.filter((label) => label !== "le").map((label) => `\`${label}\``);
      return [`\`${name}\``, type, own.join(", "), help].join(" | ");
    },
  );
}
