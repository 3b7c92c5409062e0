import assert from "node:assert/strict";
import fc from "fast-check";
import { toCellSpan, toCodeSpan, toWords } from "../../src/collector/markdown.ts";
import { findElements, renderMarkdown, textOf } from "../testing/html_reader.ts";
import { splitRow, takeCodeSpans } from "../testing/markdown_reader.ts";
import { hostileText } from "../testing/proposal_facts.ts";

/** What must be left of a text, however it is shown: all that can be seen. */
function visible(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, "");
}

Deno.test("plain texts", () => {
  const vectors: readonly (readonly [string, string])[] = [
    ["Ready: True, Synced: True", "`Ready: True, Synced: True`"],
    ["", "–"],
    [" \n\u0000 ", "–"],
    ["a\nb\tc\u2028d", "`a b c d`"],
    ["a|b", "`a|b`"],
    ["a`b", "``a`b``"],
    ["`a`", "`` `a` ``"],
    ["@octocat closes #1 -->", "`@ octocat closes # 1 -->`"],
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
  assert.equal(toCellSpan("🚀".repeat(5), 4), "`🚀🚀🚀…`");
  assert.equal(toCodeSpan("x".repeat(10_000)).length, 302);
});

Deno.test("our own words are words, all others are shown as code", () => {
  const own = "gone: all that watch its kind have synchronised without it";
  assert.equal(toWords(own), own);
  for (
    const text of [
      "",
      "<b>",
      "*x*",
      "`x`",
      "a\nb",
      "@x",
      " - x",
      "[x]",
      "ä",
      "#1",
      "GH-1",
      "www.x.org",
    ]
  ) {
    assert.equal(toWords(text), toCodeSpan(text), text);
  }
});

Deno.test("whatever the text, a cell of a table holds one code span and nothing else", () => {
  fc.assert(
    fc.property(hostileText, hostileText, (first, second) => {
      const row = `| ${toCellSpan(first)} | ${toCellSpan(second)} |`;
      const cells = splitRow(row);
      assert.equal(cells.length, 2);
      const rendered = findElements(renderMarkdown(`| a | b |\n| --- | --- |\n${row}`), "td");
      assert.equal(rendered.length, 2);
      for (const [index, text] of [first, second].entries()) {
        const [cell = "", element] = [cells[index], rendered[index]];
        assert.ok(element);
        if (visible(text) === "") {
          assert.deepEqual([cell, element.children], ["–", ["–"]]);
          continue;
        }
        const { rest, spans } = takeCodeSpans(cell);
        assert.deepEqual([rest, spans.length], ["§", 1], cell);
        assert.equal(visible(spans[0] ?? ""), visible(text));
        assert.deepEqual(element.children, [{ name: "code", children: [textOf(element)] }]);
        assert.equal(visible(textOf(element)), visible(text));
      }
    }),
    { seed: 20_260_208, numRuns: 2_000 },
  );
});
