import assert from "node:assert/strict";
import fc from "fast-check";
import {
  cutToWidth,
  padToWidth,
  toDisplayWidth,
  wrapToWidth,
} from "../../src/status/display_width.ts";

const text = fc.string({ unit: "grapheme" });

Deno.test("a text is as wide as its characters are on a terminal", () => {
  const samples: readonly (readonly [string, number])[] = [
    ["", 0],
    ["abc ~", 5],
    ["Grüße", 5],
    ["数据库", 6],
    ["한국", 4],
    ["ｆｕｌｌ", 8],
    ["🚀", 2],
    ["e\u0301", 1],
    ["a\u200bb", 2],
    ["…", 1],
    ["½", 1],
  ];
  for (const [sample, width] of samples) assert.equal(toDisplayWidth(sample), width, sample);
});

Deno.test("a cut text ends in an ellipsis and keeps its characters whole", () => {
  const samples: readonly (readonly [string, number, string])[] = [
    ["abcdef", 6, "abcdef"],
    ["abcdef", 5, "abcd…"],
    ["abcdef", 1, "…"],
    ["abcdef", 0, ""],
    ["数据库", 6, "数据库"],
    ["数据库", 5, "数据…"],
    ["数据库", 4, "数…"],
    ["数据库", 1, "…"],
    ["e\u0301e\u0301e\u0301", 2, "e\u0301…"],
    ["🚀🚀", 3, "🚀…"],
    ["👩‍🚀👩‍🚀", 5, "👩‍🚀…"],
  ];
  for (const [sample, width, expected] of samples) {
    assert.equal(cutToWidth(sample, width), expected, `${sample} in ${width}`);
  }
});

Deno.test("no text is wider than it may be, and padding makes it exactly as wide", () => {
  fc.assert(fc.property(text, fc.integer({ min: 0, max: 30 }), (sample, width) => {
    const cut = cutToWidth(sample, width);
    assert.ok(toDisplayWidth(cut) <= width);
    if (toDisplayWidth(sample) <= width) assert.equal(cut, sample);
    assert.equal(toDisplayWidth(padToWidth(cut, width)), width);
  }));
});

Deno.test("wrapped lines are the whole text, and none is too wide", () => {
  assert.deepEqual(wrapToWidth("abcdefg", 3), ["abc", "def", "g"]);
  assert.deepEqual(wrapToWidth("数据库", 5), ["数据", "库"]);
  assert.deepEqual(wrapToWidth("", 5), [""]);
  fc.assert(fc.property(text, fc.integer({ min: 1, max: 30 }), (sample, width) => {
    const lines = wrapToWidth(sample, width);
    assert.equal(lines.join(""), sample);
    for (const line of lines) {
      const isOneCharacter = [...new Intl.Segmenter("en").segment(line)].length === 1;
      assert.ok(toDisplayWidth(line) <= width || isOneCharacter, line);
    }
  }));
});
