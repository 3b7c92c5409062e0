import assert from "node:assert/strict";
import fc from "fast-check";
import {
  cutBehindMarker,
  EMPTY_MARKER,
  findMarker,
  formatMarker,
  MARKER_CLUSTERS_LENGTH_MAX,
  MARKER_CONFIRMED_COUNT_MAX,
  MARKER_LENGTH_MAX,
  parseMarker,
  type ProposalMarker,
} from "../../src/collector/proposal_marker.ts";
import { hostileText, ORDERS } from "../testing/proposal_facts.ts";

function named(...clusters: readonly string[]): ProposalMarker {
  return { ...EMPTY_MARKER, clusters };
}

const cluster = fc.oneof(
  hostileText,
  fc.array(
    fc.constantFrom("-->", "--!>", "<!--", "--", "}", '"', "\\", "\n", "\u2028", "&gt;", ">"),
    { maxLength: 6 },
  ).map((parts) => parts.join("")),
);
const hash = fc.string({
  unit: fc.constantFrom(..."ABCxyz019-_"),
  minLength: 5,
  maxLength: 5,
});
const anyMarker: fc.Arbitrary<ProposalMarker> = fc.record({
  clusters: fc.array(cluster, { maxLength: 20 }),
  isCut: fc.boolean(),
  confirmed: fc.array(hash, { maxLength: 20 }),
  restoreCount: fc.nat(),
  isUnfinished: fc.boolean(),
  isWithdrawn: fc.boolean(),
  merge: fc.constantFrom("auto", "direct", null),
}, { noNullPrototype: true });

Deno.test("what was written is read, whatever the clusters are called", () => {
  fc.assert(
    fc.property(anyMarker, fc.string({ maxLength: 40 }), (marker, text) => {
      const line = formatMarker(marker);
      assert.match(
        line,
        /^<!-- machinery-status-collector \{[^<>\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*\} -->$/u,
      );
      assert.deepEqual(parseMarker(line), marker);
      const other = formatMarker(named("older"));
      const body = `${other}\n${text}\n${line}\n\n`;
      assert.deepEqual(parseMarker(body), marker);
      assert.deepEqual(parseMarker(body.replaceAll("\n", "\r\n")), marker);
    }),
    { seed: 20_260_208, numRuns: 500 },
  );
});

Deno.test("nothing in a marker orders anything, should it end in a commit message", () => {
  fc.assert(
    fc.property(fc.array(cluster, { maxLength: 20 }), (clusters) => {
      const line = formatMarker(named(...clusters));
      assert.ok(!line.slice(4, -4).includes("--"));
      for (const order of ORDERS) assert.doesNotMatch(line, order);
    }),
    { seed: 20_260_208, numRuns: 500 },
  );
});

Deno.test("markers of today's version are read, and what they do not say is as it was", () => {
  const line = '<!-- machinery-status-collector {"version":1,"clusters":["a","b"],"cut":true} -->';
  assert.deepEqual(parseMarker(line), { ...EMPTY_MARKER, clusters: ["a", "b"], isCut: true });
  assert.equal(formatMarker({ ...named("a", "b"), isCut: true }), line);
});

Deno.test("a marker writes what is not as usual, and nothing else", () => {
  assert.equal(
    formatMarker(EMPTY_MARKER),
    '<!-- machinery-status-collector {"version":1,"clusters":[]} -->',
  );
  assert.equal(
    formatMarker({
      clusters: ["prod"],
      isCut: false,
      confirmed: ["ab-_1", "ab-_2"],
      restoreCount: 2,
      isUnfinished: true,
      isWithdrawn: true,
      merge: "direct",
    }),
    '<!-- machinery-status-collector {"version":1,"clusters":["prod"],"restored":2,' +
      '"unfinished":true,"withdrawn":true,"merge":"direct","confirmed":"ab-_1ab-_2"} -->',
  );
});

Deno.test("a marker has a bounded length and says when it is cut", () => {
  const confirmed = Array.from({ length: MARKER_CONFIRMED_COUNT_MAX }, () => "-----");
  for (const name of ["cluster-", "<-&>", "🚀".repeat(100), "x".repeat(MARKER_LENGTH_MAX)]) {
    const clusters = Array.from({ length: 10_000 }, (_, index) => `${name}${index}`);
    const marker = formatMarker({
      ...named(...clusters),
      confirmed,
      restoreCount: Number.MAX_SAFE_INTEGER,
      isUnfinished: true,
      isWithdrawn: true,
      merge: "direct",
    });
    assert.ok(marker.length <= MARKER_LENGTH_MAX, `${marker.length}`);
    const read = parseMarker(marker);
    assert.ok(read?.isCut);
    assert.deepEqual(read.clusters, clusters.slice(0, read.clusters.length));
    assert.deepEqual(read.confirmed, confirmed);
    assert.ok(formatMarker(read).length <= MARKER_LENGTH_MAX && parseMarker(formatMarker(read)));
  }
  const fitting = Array.from({ length: 1_000 }, (_, index) => `cluster_${index}`);
  assert.ok(JSON.stringify(fitting).length < MARKER_CLUSTERS_LENGTH_MAX);
  assert.deepEqual(parseMarker(formatMarker(named(...fitting))), named(...fitting));
});

Deno.test("of more hashes than fit none are kept, and what is no hash is not written", () => {
  const tooMany = Array.from({ length: MARKER_CONFIRMED_COUNT_MAX + 1 }, () => "abcde");
  assert.deepEqual(
    parseMarker(formatMarker({ ...EMPTY_MARKER, confirmed: tooMany })),
    EMPTY_MARKER,
  );
  for (const hash of ["abcd", "abcdef", "ab>de", 'ab"de', "", "abcdeabcde"]) {
    assert.throws(() => formatMarker({ ...EMPTY_MARKER, confirmed: [hash] }), RangeError, hash);
  }
});

Deno.test("what is damaged or foreign is no marker", () => {
  const marker = formatMarker(named("prod"));
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
  assert.equal(parseMarker(`${marker}\n${marker.replace('"prod"', '"prod')}`), undefined);
});

Deno.test("a marker stands on a line of its own, so what is quoted or shown as text is none", () => {
  const marker = formatMarker(named("prod"));
  for (const text of [`> ${marker}`, `| \`${marker}\` |`, `- \`x ${marker}\``, `${marker} more`]) {
    assert.equal(parseMarker(text), undefined, text);
    assert.deepEqual(parseMarker(`${marker}\n${text}`)?.clusters, ["prod"], text);
  }
});

Deno.test("fields that are not known or make no sense are passed over", () => {
  const text =
    '<!-- machinery-status-collector {"version":9,"clusters":["a",5,null],"more":{},"cut":1,' +
    '"confirmed":"abcd","restored":-1,"unfinished":"yes","withdrawn":null,"merge":"squash"} -->';
  assert.deepEqual(parseMarker(text), named("a"));
  for (const confirmed of ["5", "null", '["abcde"]', '"ab de"']) {
    const line = `<!-- machinery-status-collector {"clusters":[],"confirmed":${confirmed}} -->`;
    assert.deepEqual(parseMarker(line), EMPTY_MARKER, line);
  }
  for (const restored of ["1.5", "1e99", '"2"']) {
    const line = `<!-- machinery-status-collector {"clusters":[],"restored":${restored}} -->`;
    assert.deepEqual(parseMarker(line), EMPTY_MARKER, line);
  }
});

Deno.test("the last marker counts, also where others have added to the text", () => {
  const last = formatMarker(named("prod"));
  const text = `Says:\n${formatMarker(named("fake"))}\n${last}\n## Summary by a bot\n`;
  assert.deepEqual(parseMarker(text)?.clusters, ["prod"]);
  assert.equal(cutBehindMarker(text), text.slice(0, text.indexOf("\n## Summary")));
  assert.equal(cutBehindMarker("no marker"), "no marker");
  const place = findMarker(text);
  assert.equal(text.slice(place?.start, place?.end), last);
});
