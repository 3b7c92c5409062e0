import assert from "node:assert/strict";
import fc from "fast-check";
import { toWidestWidth } from "./widest_width.ts";
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
    ["\u0600\u06dd\u{110bd}", 3],
    ["\u{17000}\u{1b000}", 4],
    ["❤", 1],
    ["❤\ufe0f", 2],
    ["🇨🇭", 4],
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

Deno.test("no character of Unicode is wider than it is taken for", () => {
  const tooWide: string[] = [];
  for (let point = 0x20; point <= 0x10ffff; point += 1) {
    const character = String.fromCodePoint(point);
    if (!isMessageCharacter(character)) continue;
    if (toDisplayWidth(character) >= toWidestWidth(character)) continue;
    tooWide.push(point.toString(16));
  }
  assert.deepEqual(tooWide, []);
});

Deno.test("no line is wider than it may be, whatever it is made of", () => {
  const characters = fc.string({ unit: "binary", maxLength: 40 });
  const many = fc.tuple(
    fc.constantFrom("\u0600", "\u1100", "👩\u200d", "❤\ufe0f", "\u{17000}", "e\u0301"),
    fc.integer({ min: 1, max: 3_000 }),
  ).map(([character, count]) => character.repeat(count));
  const sample = fc.oneof(characters, many);
  fc.assert(fc.property(sample, fc.integer({ min: 1, max: 30 }), (text, widthMax) => {
    const lines = [cutToWidth(text, widthMax), ...wrapToWidth(text, widthMax)];
    for (const line of lines) assert.ok(toWidestWidth(line) <= widthMax, JSON.stringify(line));
  }));
});

Deno.test("wrapped lines are the whole text, and none is too wide", () => {
  assert.deepEqual(wrapToWidth("abcdefg", 3), ["abc", "def", "g"]);
  assert.deepEqual(wrapToWidth("数据库", 5), ["数据", "库"]);
  assert.deepEqual(wrapToWidth("数a", 1), ["…", "a"]);
  assert.deepEqual(wrapToWidth("\u0600".repeat(3), 2), ["\u0600\u0600", "\u0600"]);
  assert.deepEqual(wrapToWidth("", 5), [""]);
  fc.assert(fc.property(text, fc.integer({ min: 2, max: 30 }), (sample, width) => {
    const lines = wrapToWidth(sample, width);
    assert.equal(lines.join(""), sample);
    for (const line of lines) assert.ok(toDisplayWidth(line) <= width, line);
  }));
});

/** Texts are free of control characters, and of halves of characters. */
function isMessageCharacter(character: string): boolean {
  return !/[\p{Cc}\p{Cs}]/u.test(character);
}
