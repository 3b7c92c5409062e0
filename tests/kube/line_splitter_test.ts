import assert from "node:assert/strict";
import fc from "fast-check";
import { LineLengthError, LineSplitter } from "../../src/kube/line_splitter.ts";

const text = fc.string({ unit: "grapheme" }).map((value) => `x${value.replace(/\s/g, "")}x`);

Deno.test("lines do not depend on how the bytes are cut", () => {
  fc.assert(fc.property(
    fc.array(text),
    fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 }),
    (lines, sizes) => {
      const bytes = new TextEncoder().encode(lines.map((line) => `${line}\n`).join(""));
      const splitter = new LineSplitter({ lineBytesMax: 10_000 });
      const found: string[] = [];
      for (let at = 0, turn = 0; at < bytes.length; turn++) {
        const size = sizes[turn % sizes.length] ?? 1;
        found.push(...splitter.push(bytes.slice(at, at + size)));
        at += size;
      }
      assert.deepEqual(found, lines);
    },
  ));
});

Deno.test("a line may be as long as allowed and no longer, whether its end has come or not", () => {
  const push = (value: string) =>
    new LineSplitter({ lineBytesMax: 4 }).push(new TextEncoder().encode(value));
  assert.deepEqual(push("abcd"), []);
  assert.deepEqual(push("abcd\n"), ["abcd"]);
  assert.throws(() => push("abcde"), LineLengthError);
  assert.throws(() => push("abcde\n"), LineLengthError);
});

Deno.test("empty lines and carriage returns are no lines", () => {
  const splitter = new LineSplitter({ lineBytesMax: 100 });
  assert.deepEqual(splitter.push(new TextEncoder().encode("\n\r\na\r\n\n")), ["a"]);
});
