import assert from "node:assert/strict";
import fc from "fast-check";
import { parseBatchAnswer } from "../../src/client/batch_answer.ts";
import { batchAnswerSchema } from "../../src/contract/batch.ts";

const ANSWER = {
  protocol: 1,
  instance: "instance-1",
  accepted: 3,
  rejected: [{ index: 0, error: "Expected a text" }],
  resync: true,
  superseded: false,
};

/** A value of a field, mostly of its own sort. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(null, "", "1", -1, 0, 1.5, 2 ** 53, 1e300, [], {}, [{}]),
  fc.boolean(),
  fc.anything({ maxDepth: 2 }),
);
const oddly = (value: fc.Arbitrary<unknown>) => fc.oneof({ weight: 9, arbitrary: value }, odd);

const rejection = fc.record({ index: oddly(fc.nat()), error: oddly(fc.string()), more: fc.nat() }, {
  requiredKeys: ["more"],
});
const answer = fc.record({
  protocol: oddly(fc.integer()),
  instance: oddly(fc.string({ minLength: 1 })),
  accepted: oddly(fc.nat()),
  rejected: oddly(fc.array(rejection, { maxLength: 3 })),
  resync: oddly(fc.boolean()),
  superseded: oddly(fc.boolean()),
  more: fc.anything({ maxDepth: 1 }),
}, { requiredKeys: [] });

Deno.test("an answer to a batch is read as the schema of the wire reads it", () => {
  let goodCount = 0;
  const property = fc.property(fc.oneof({ weight: 9, arbitrary: answer }, odd), (value) => {
    const text = JSON.stringify(value) ?? "null";
    const expected = batchAnswerSchema.safeParse(JSON.parse(text)).data;
    if (expected !== undefined) goodCount += 1;
    assert.deepEqual(parseBatchAnswer(text), expected);
  });
  fc.assert(property, { numRuns: 2_000, examples: [[ANSWER], [{ ...ANSWER, rejected: [] }]] });
  assert.ok(goodCount > 20, "good ones are among them");
});

Deno.test("each field of an answer is checked", () => {
  assert.deepEqual(parseBatchAnswer(JSON.stringify(ANSWER)), ANSWER);
  const wrong: Readonly<Record<keyof typeof ANSWER, readonly unknown[]>> = {
    protocol: ["1", 1.5, null, undefined],
    instance: ["", 1, null, undefined],
    accepted: [-1, 0.5, "3", null, undefined],
    rejected: [{}, null, undefined, [null], [{ index: 0 }], [{ index: -1, error: "a" }]],
    resync: ["true", 1, null],
    superseded: ["true", 1, null],
  };
  for (const [field, values] of Object.entries(wrong)) {
    for (const value of values) {
      assert.equal(parseBatchAnswer(JSON.stringify({ ...ANSWER, [field]: value })), undefined);
    }
  }
});

Deno.test("a text that is no JSON is no answer", () => {
  for (const text of ["", "<html>", "{", "null", "1", "[]"]) {
    assert.equal(parseBatchAnswer(text), undefined);
  }
});
