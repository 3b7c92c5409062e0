import assert from "node:assert/strict";
import fc from "fast-check";
import {
  cutBehindMarker,
  formatMarker,
  MARKER_LENGTH_MAX,
  parseMarker,
} from "../../src/collector/proposal_marker.ts";

const cluster = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.array(
    fc.constantFrom("-->", "--!>", "<!--", "--", "}", '"', "\\", "\n", "\u2028", "&gt;", ">"),
    {
      maxLength: 6,
    },
  ).map((parts) => parts.join("")),
);

Deno.test("what was written is read, whatever the clusters are called", () => {
  fc.assert(
    fc.property(
      fc.array(cluster, { maxLength: 20 }),
      fc.string({ maxLength: 40 }),
      (clusters, text) => {
        const marker = formatMarker(clusters);
        assert.match(marker, /^<!-- machinery-status-collector \{[^<>\n\r\u2028\u2029]*\} -->$/);
        assert.ok(!marker.slice(4, -4).includes("--"));
        const expected = { clusters: clusters.map((it) => it.toWellFormed()), isCut: false };
        assert.deepEqual(parseMarker(marker), expected);
        assert.deepEqual(parseMarker(`${text}\n${marker}\r\n\n`), expected);
        assert.deepEqual(parseMarker(`${formatMarker(["older"])}\n${text}\n${marker}`), expected);
      },
    ),
    { seed: 20_260_208, numRuns: 500 },
  );
});

Deno.test("a marker has a bounded length and says when it is cut", () => {
  for (const name of ["cluster-", "<-&>", "🚀".repeat(100), "x".repeat(MARKER_LENGTH_MAX)]) {
    const clusters = Array.from({ length: 5_000 }, (_, index) => `${name}${index}`);
    const marker = formatMarker(clusters);
    assert.ok(marker.length <= MARKER_LENGTH_MAX, `${marker.length}`);
    const read = parseMarker(marker);
    assert.ok(read?.isCut);
    assert.deepEqual(read?.clusters, clusters.slice(0, read?.clusters.length));
  }
});

Deno.test("what is damaged or foreign is no marker", () => {
  const marker = formatMarker(["prod"]);
  const texts = [
    "",
    "A text without one",
    marker.replace("{", ""),
    marker.replace("}", ""),
    marker.replace('"prod"', '"prod'),
    marker.replace("machinery-status-collector", "other-tool"),
    marker.replace("-->", ""),
    "<!-- machinery-status-collector {} -->",
    '<!-- machinery-status-collector {"clusters":"prod"} -->',
    '<!-- machinery-status-collector {"clusters":null} -->',
  ];
  for (const text of texts) assert.equal(parseMarker(text), undefined, text);
});

Deno.test("fields that are not known and clusters that are no text are passed over", () => {
  const text =
    '<!-- machinery-status-collector {"version":9,"clusters":["a",5,null],"more":{}} -->';
  assert.deepEqual(parseMarker(text), { clusters: ["a"], isCut: false });
});

Deno.test("the last marker counts, also where others have added to the text", () => {
  const text = `Says:\n${formatMarker(["fake"])}\n${formatMarker(["prod"])}\n## Summary by a bot\n`;
  assert.deepEqual(parseMarker(text)?.clusters, ["prod"]);
  assert.equal(cutBehindMarker(text), text.slice(0, text.indexOf("\n## Summary")));
  assert.equal(cutBehindMarker("no marker"), "no marker");
});
