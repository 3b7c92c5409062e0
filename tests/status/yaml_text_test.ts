import assert from "node:assert/strict";
import fc from "fast-check";
import { load } from "js-yaml";
import { type PlainValue, toYamlLines } from "../../src/status/yaml_text.ts";
import { HOSTILE_TEXTS } from "../testing/hostile_texts.ts";

function toYaml(value: PlainValue): string {
  return `${toYamlLines(value, 0).join("\n")}\n`;
}

Deno.test("mappings and lists stand below each other, what is empty on the line of its key", () => {
  const value = {
    name: "yes",
    "a b": [1, [true, null], { deep: { er: "x" }, list: [] }],
    on: {},
    left: undefined,
  };
  assert.equal(
    toYaml(value),
    `name: "yes"
"a b":
  - 1
  - - true
    - null
  - deep:
      er: "x"
    list: []
"on": {}
`,
  );
});

Deno.test("whatever is written is read again as it was", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    const plain = JSON.parse(JSON.stringify(value));
    assert.deepEqual(load(toYaml(plain)), plain);
  }));
  for (const { name, text } of HOSTILE_TEXTS) {
    const value = { text: text.toWellFormed(), list: [text.toWellFormed()] };
    assert.deepEqual(load(toYaml(value)), value, name);
  }
});
