import assert from "node:assert/strict";
import fc from "fast-check";
import { clusterSchema } from "../../src/contract/status_post.ts";
import { createTextSchema } from "../../src/contract/text_schema.ts";

Deno.test("messages say what was expected and what came", () => {
  const long = "x".repeat(300);
  const expected = "a printable text of 1 to 253 characters";
  const cases: readonly (readonly [unknown, string])[] = [
    [undefined, `Required, expected ${expected}`],
    ["", `Expected ${expected}, got an empty one`],
    [" \t\u00a0", `Expected ${expected}, got only whitespace`],
    [null, `Expected ${expected}, got null`],
    [5, `Expected ${expected}, got a number`],
    [[], `Expected ${expected}, got an array`],
    [{}, `Expected ${expected}, got an object`],
    [long, `Expected ${expected}, got 300 characters`],
    ["a\u001bb", `Expected ${expected}, got an unprintable character in "a\\u001bb"`],
  ];
  for (const [value, message] of cases) {
    const { error } = clusterSchema.safeParse(value);
    assert.deepEqual(error?.issues.map((issue) => issue.message), [message]);
  }
});

Deno.test("the pattern that the API tells takes what the schema takes", () => {
  const { pattern } = clusterSchema.meta() ?? {};
  const told = new RegExp(String(pattern), "u");
  const group = createTextSchema({
    lengthMin: 0,
    lengthMax: 253,
    characters: "printable",
    description: "",
    example: "",
  });
  const toldOfGroup = new RegExp(String(group.meta()?.["pattern"]), "u");
  const character = fc.oneof(
    fc.constantFrom(" ", "a", "\t", "\u0085", "\u00a0", "\u200e", "\u2028", "\u2066", "\ud800"),
    fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    fc.string({ unit: "binary", maxLength: 1 }),
  );
  fc.assert(fc.property(fc.array(character, { maxLength: 5 }), (characters) => {
    const text = characters.join("");
    assert.equal(clusterSchema.safeParse(text).success, told.test(text));
    assert.equal(group.safeParse(text).success, toldOfGroup.test(text));
  }));
});
