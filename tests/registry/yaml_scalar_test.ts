import assert from "node:assert/strict";
import fc from "fast-check";
import { CORE_SCHEMA, load } from "js-yaml";
import { toDoubleQuoted } from "../../src/registry/yaml_scalar.ts";

Deno.test("a text becomes one readable line in double quotes", () => {
  const vectors: readonly (readonly [string, string])[] = [
    ["", '""'],
    ["Ready: True, Synced: True", '"Ready: True, Synced: True"'],
    ['a "b" \\ c', '"a \\"b\\" \\\\ c"'],
    ["a\nb\r\tc", '"a\\nb\\r\\tc"'],
    ["\u0000\u001b\u007f\u0085\u00a0", '"\\u0000\\u001b\\u007f\\u0085\\u00a0"'],
    ["\u2028\u2029\ufeff\ufffe\uffff", '"\\u2028\\u2029\\ufeff\\ufffe\\uffff"'],
    ["größe 日本語 🚀 e\u0301 …", '"größe 日本語 🚀 e\u0301 …"'],
    ["\ud83d \ude80", '"\ufffd \ufffd"'],
  ];
  for (const [text, expected] of vectors) assert.equal(toDoubleQuoted(text), expected);
});

Deno.test("YAML and JSON both read it back", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary", maxLength: 60 }),
        fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 })
          .map((codes) => String.fromCharCode(...codes)),
      ),
      (text) => {
        const scalar = toDoubleQuoted(text);
        assert.equal(load(scalar, { schema: CORE_SCHEMA }), text.toWellFormed());
        assert.equal(JSON.parse(scalar), text.toWellFormed());
      },
    ),
    { seed: 20_260_208, numRuns: 1_000 },
  );
});
