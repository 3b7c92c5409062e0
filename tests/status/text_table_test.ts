import assert from "node:assert/strict";
import fc from "fast-check";
import { toDisplayWidth } from "../../src/status/display_width.ts";
import { formatTable, type TextTableOptions } from "../../src/status/text_table.ts";

const HEAD = ["A", "NAME", "TEXT"];

function format(
  rows: readonly (readonly string[])[],
  options: Partial<TextTableOptions> = {},
): readonly string[] {
  const toCells = (row: readonly string[]) => row.map((text) => ({ text, style: "31" }));
  const table = { head: HEAD, rows, toCells };
  return [...formatTable(table, { widthMax: Infinity, isColored: false, ...options })];
}

Deno.test("columns stand below each other by width, and nothing is cut without a limit", () => {
  assert.deepEqual(format([["1", "数据", "x".repeat(200)], ["22", "b", ""]]), [
    "A   NAME  TEXT",
    `1   数据  ${"x".repeat(200)}`,
    "22  b",
  ]);
});

Deno.test("the widest columns give way first, and the last one is left some room", () => {
  const long = "n".repeat(40);
  assert.deepEqual(format([["1", long, "t".repeat(90)]], { widthMax: 50 }), [
    "A  NAME                       TEXT",
    `1  ${"n".repeat(24)}…  ${"t".repeat(19)}…`,
  ]);
  assert.deepEqual(
    format([["1", long, "short"]], { widthMax: 50 })[1],
    `1  ${"n".repeat(39)}n  short`,
  );
  assert.deepEqual(format([["1", long, "t".repeat(90)]], { widthMax: 10 }), [
    "A  NAME",
    "1  nnnnnn…",
  ]);
});

Deno.test("colours do not change what stands there", () => {
  const rows = [["1", "ab", ""], ["22", "c", "text"]];
  const colored = format(rows, { isColored: true });
  assert.equal(
    colored[2],
    "\u001b[31m22\u001b[0m  \u001b[31mc\u001b[0m     \u001b[31mtext\u001b[0m",
  );
  // deno-lint-ignore no-control-regex -- these are what is taken away
  const plain = colored.map((line) => line.replaceAll(/\u001b\[\d*m/g, "").trimEnd());
  assert.deepEqual(plain, format(rows));
});

Deno.test("no line is wider than the terminal, whatever stands in it", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 60 });
  const rows = fc.array(fc.tuple(text, text, text), { maxLength: 5 });
  fc.assert(fc.property(rows, fc.integer({ min: 1, max: 120 }), (sample, widthMax) => {
    for (const line of format(sample, { widthMax })) {
      assert.ok(toDisplayWidth(line) <= widthMax, line);
    }
  }));
});
