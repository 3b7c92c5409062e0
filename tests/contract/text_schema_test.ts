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
    ["pro\u200bd", `Expected ${expected}, got an unprintable character in "pro\\u200bd"`],
    ["a\u{e0041}", `Expected ${expected}, got an unprintable character in "a\\udb40\\udc41"`],
    ["..", `Expected ${expected}, got "..", which no path of a URL can hold`],
    [".", `Expected ${expected}, got ".", which no path of a URL can hold`],
  ];
  for (const [value, message] of cases) {
    const { error } = clusterSchema.safeParse(value);
    assert.deepEqual(error?.issues.map((issue) => issue.message), [message]);
  }
});

Deno.test("the pattern that the API tells takes what the schema takes", () => {
  const options = { lengthMax: 253, description: "", example: "" };
  const schemas = [
    clusterSchema,
    createTextSchema({ ...options, lengthMin: 0, characters: "printable" }),
    createTextSchema({ ...options, lengthMin: 1, characters: "any" }),
  ].map((schema) => ({ schema, told: new RegExp(String(schema.meta()?.["pattern"]), "u") }));
  const character = fc.oneof(
    fc.constantFrom(..." a.\n\t\v\u0085\u00a0\u1680\u200e\u2009\u2028\u202f\u2066\u3000\ufeff"),
    fc.constantFrom(..."\u00ad\u034f\u200b\u3164\ufe0f\u{e0041}\u{1d173}"),
    fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    fc.string({ unit: "binary", maxLength: 1 }),
  );
  fc.assert(fc.property(fc.array(character, { maxLength: 5 }), (characters) => {
    const text = characters.join("").toWellFormed();
    for (const { schema, told } of schemas) {
      assert.equal(schema.safeParse(text).success, told.test(text), String(told));
    }
  }));
});

Deno.test("the pattern knows each blank and each hidden character that the schema knows", () => {
  const told = new RegExp(String(clusterSchema.meta()?.["pattern"]), "u");
  for (let code = 0; code <= 0x10ffff; code += code < 0x1_0000 || code >= 0xe_0000 ? 1 : 7) {
    const text = String.fromCodePoint(code);
    if (!text.isWellFormed()) continue;
    assert.equal(told.test(text), clusterSchema.safeParse(text).success, code.toString(16));
  }
});
