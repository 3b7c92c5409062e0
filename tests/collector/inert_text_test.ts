import assert from "node:assert/strict";
import fc from "fast-check";
import { cutLine, toInertLine, toPlainLine } from "../../src/collector/inert_text.ts";
import { hostileText, ORDERS } from "../testing/proposal_facts.ts";

Deno.test("what means something to GitHub is broken by a space, all else stays", () => {
  const vectors: readonly (readonly [string, string])[] = [
    ["Ready: True, Synced: False (ReconcileError)", "Ready: True, Synced: False (ReconcileError)"],
    ["@octocat, cc:@acme/platform", "@ octocat, cc:@ acme/platform"],
    ["mail to a@example.org", "mail to a@example.org"],
    ["postgres://u:***@db", "postgres://u:***@ db"],
    ["image:1@sha256:00", "image:1@sha256:00"],
    ["é@octocat", "é@ octocat"],
    ["@\u200boctocat #\u202e1", "@ octocat # 1"],
    ["closes #1, fixes acme/inventory#23", "closes # 1, fixes acme/inventory# 23"],
    ["a#b", "a#b"],
    ["GH-12 gh-3 high-4", "GH- 12 gh- 3 high-4"],
    ["https://github.com/a/b/issues/3", "https://github.com/a/b/issues/ 3"],
    ["https://ghe.example/a/b/pull/3#x", "https://ghe.example/a/b/pull/ 3#x"],
    [
      "[skip ci] [CI skip] [no ci] [actions skip]",
      "[ skip ci] [ CI skip] [ no ci] [ actions skip]",
    ],
    ["***NO_CI***", "*** NO_CI***"],
    ["arr[0] [composed]", "arr[0] [composed]"],
    [" a\r\n\tb\u2028c\u0000 ", "a b c"],
    ["\ud83d", "\ufffd"],
  ];
  for (const [text, expected] of vectors) assert.equal(toInertLine(text), expected);
});

Deno.test("a plain line has letters, digits and plain punctuation", () => {
  assert.equal(toPlainLine("team-a/größe_1: (x=2), …", 100), "team-a/größe_1: (x=2), …");
  assert.equal(toPlainLine("<b> [x] `y` *z* +1 @a 🚀", 100), "?b? ?x? ?y? ?z? ?1 ? a ?");
  assert.equal(toPlainLine("abcdef", 4), "abc…");
});

Deno.test("a line is cut at whole code points", () => {
  assert.equal(cutLine("abcd", 4), "abcd");
  assert.equal(cutLine("abcde", 4), "abc…");
  assert.equal(cutLine("🚀🚀🚀🚀", 4), "🚀🚀🚀🚀");
  assert.equal(cutLine("🚀🚀🚀🚀🚀", 4), "🚀🚀🚀…");
});

Deno.test("whatever the text, it is one line, orders nothing and keeps its other characters", () => {
  const squeeze = (text: string) => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, "");
  fc.assert(
    fc.property(hostileText, (text) => {
      const line = toInertLine(text);
      assert.doesNotMatch(line, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      for (const order of ORDERS) assert.doesNotMatch(line, order);
      assert.equal(squeeze(line), squeeze(text.toWellFormed()));
      assert.equal(toInertLine(line), line);
      for (const order of ORDERS) assert.doesNotMatch(toPlainLine(text, 50), order);
    }),
    { seed: 20_260_208, numRuns: 2_000 },
  );
});
