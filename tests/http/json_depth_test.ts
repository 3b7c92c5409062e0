/** Depth of JSON, counted without a parser. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { isTooDeep, JSON_DEPTH_MAX } from "../../src/http/json_depth.ts";

const encode = (text: string) => new TextEncoder().encode(text);

function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

Deno.test("depth is what a parser finds, whatever stands in texts", () => {
  const piece = fc.constantFrom("[", "]", "{", "}", '"', "\\", "a", "é");
  const text = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(""));
  const value = fc.jsonValue();
  const nested = fc.tuple(fc.integer({ min: 25, max: 40 }), text, text).map(
    ([depth, key, leaf]) => {
      let inner: unknown = leaf;
      for (let count = 0; count < depth; count++) {
        inner = count % 2 ? { [key]: inner, b: 1 } : [leaf, inner];
      }
      return inner;
    },
  );
  fc.assert(fc.property(fc.oneof(value, nested), (sample) => {
    assert.equal(isTooDeep(encode(JSON.stringify(sample))), depthOf(sample) > JSON_DEPTH_MAX);
  }));
});

Deno.test("what is no JSON is for the parser to refuse, but depth is found in it, too", () => {
  for (const text of ['"', '"\\', "]]]]", "", '"\\\\"['.repeat(5)]) {
    assert.ok(!isTooDeep(encode(text)), text);
  }
  assert.ok(isTooDeep(encode("[".repeat(JSON_DEPTH_MAX + 1))));
  assert.ok(isTooDeep(encode(`${"]".repeat(5)}${"[".repeat(JSON_DEPTH_MAX + 6)}`)));
});
