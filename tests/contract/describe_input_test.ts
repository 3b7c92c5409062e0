import assert from "node:assert/strict";
import { describeInput, quoteInput } from "../../src/contract/describe_input.ts";

Deno.test("foreign input is quoted on one line and cut", () => {
  const described = [undefined, null, "x", 5, false, [1], { a: 1 }].map(describeInput);
  assert.deepEqual(described, [
    "nothing",
    "null",
    '"x"',
    "a number",
    "a boolean",
    "an array",
    "an object",
  ]);
  assert.equal(
    quoteInput('a"b\n\u007f\u009b\u2028\u202e\ud800'),
    String.raw`"a\"b\n\u007f\u009b\u2028\u202e�"`,
  );
  assert.equal(quoteInput("x".repeat(100)), `"${"x".repeat(100)}"`);
  assert.equal(quoteInput("x".repeat(101)), `"${"x".repeat(99)}…"`);
});
