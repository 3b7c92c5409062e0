import assert from "node:assert/strict";
import fc from "fast-check";
import { diffLines } from "../../demo/registry/line_diff.ts";

Deno.test("equal texts have no hunks", () => {
  assert.deepEqual(diffLines({ before: "a\nb\n", after: "a\nb\n" }), []);
});

Deno.test("a hunk has the lines around its change and the line it starts at", () => {
  const hunks = diffLines({ before: "a\nb\nc\nd\ne", after: "a\nb\nX\nY\nd\ne" }, 1);
  assert.deepEqual(hunks.map(({ line }) => line), [2]);
  assert.deepEqual(hunks[0]?.lines.map(({ kind, text }) => `${kind} ${text}`), [
    "same b",
    "removed c",
    "added X",
    "added Y",
    "same d",
  ]);
});

Deno.test("changes far from each other are hunks of their own", () => {
  const before = "a\n1\n2\n3\n4\n5\nb";
  const hunks = diffLines({ before, after: before.replace("a", "A").replace("b", "B") }, 1);
  assert.deepEqual(hunks.map(({ line }) => line), [1, 6]);
});

Deno.test("with everything shown, a difference holds both texts", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 12 })
    .map((lines) => lines.join("\n"));
  fc.assert(fc.property(text, text, (before, after) => {
    if (before === after) return;
    const lines = diffLines({ before, after }, 100).flatMap((hunk) => hunk.lines);
    const without = (kind: string) =>
      lines.filter((line) => line.kind !== kind).map((line) => line.text).join("\n");
    assert.deepEqual([without("added"), without("removed")], [before, after]);
  }));
});
