import assert from "node:assert/strict";
import fc from "fast-check";
import { toCellSpan, toCodeSpan } from "../../src/collector/markdown.ts";
import { splitRow, takeCodeSpans } from "../testing/markdown_reader.ts";

const HOSTILE = [
  "@octocat please",
  "#1",
  "closes #1",
  "Fixes octo/repo#1",
  "GH-1",
  "https://example.org",
  "<img src=x onerror=alert(1)>",
  "<!-- -->",
  "-->",
  "</details>",
  "|",
  "a | b",
  "\\|",
  "\\\\|",
  "\\",
  "`",
  "``",
  "` ``` `",
  "\n",
  "\r\n| x | y |\n",
  "\u2028",
  "\u0085",
  "\u0000",
  "\u202e",
  "**bold** _it_ ~~no~~",
  "[link](https://evil.example)",
  "![image](x)",
  "- [ ] task",
  "&lt;&#64;octocat",
  ":tada:",
  "$math$",
  "\ud83d",
  "🚀",
  "",
  "   ",
];
const hostile = fc.oneof(
  fc.array(fc.constantFrom(...HOSTILE), { maxLength: 8 }).map((parts) => parts.join("")),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: fc.constantFrom("`", "|", "\\", " ", "a"), maxLength: 40 }),
);

Deno.test("plain texts", () => {
  const vectors: readonly (readonly [string, string])[] = [
    ["Ready: True, Synced: True", "`Ready: True, Synced: True`"],
    ["", "–"],
    [" \n\u0000 ", "–"],
    ["a\nb\tc\u2028d", "`a b c d`"],
    ["a|b", "`a|b`"],
    ["a`b", "``a`b``"],
    ["`a`", "`` `a` ``"],
    ["@octocat closes #1 -->", "`@octocat closes #1 -->`"],
  ];
  for (const [text, expected] of vectors) assert.equal(toCodeSpan(text), expected);
});

Deno.test("a bar stays inside the cell of a table", () => {
  assert.equal(toCellSpan("a|b"), "`a\\|b`");
  assert.equal(toCellSpan("a\\|b"), "`a\\ \\|b`");
});

Deno.test("a text is cut at whole code points", () => {
  assert.equal(toCodeSpan("abcd", 4), "`abcd`");
  assert.equal(toCodeSpan("abcde", 4), "`abc…`");
  assert.equal(toCodeSpan("🚀".repeat(5), 4), "`🚀🚀🚀…`");
  assert.equal(toCodeSpan("x".repeat(10_000)).length, 302);
});

Deno.test("whatever the text, a cell of a table holds one code span and nothing else", () => {
  fc.assert(
    fc.property(hostile, hostile, (first, second) => {
      const cells = splitRow(`| ${toCellSpan(first)} | ${toCellSpan(second)} |`);
      assert.equal(cells.length, 2);
      for (const [index, cell] of cells.entries()) {
        const { rest, spans } = takeCodeSpans(cell);
        if (cell === "–") continue;
        assert.deepEqual([rest, spans.length], ["§", 1], cell);
        const shown = (index === 0 ? first : second).toWellFormed()
          .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
        assert.equal(spans[0]?.replaceAll("\\ |", "\\|"), shown.replaceAll("\\ |", "\\|"));
      }
    }),
    { seed: 20_260_208, numRuns: 2_000 },
  );
});
