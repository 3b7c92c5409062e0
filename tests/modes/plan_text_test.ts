import assert from "node:assert/strict";
import { toEmptyPlan, toPlanDocument } from "../../src/collector/plan.ts";
import type { PlanDocument } from "../../src/contract/plan_document.ts";
import { formatPlan, formatPlanJson } from "../../src/modes/plan_text.ts";

const CREATED_AT = "2026-03-01T07:00:00.000Z";

const EMPTY = toPlanDocument(
  toEmptyPlan({ message: "Nothing to do", filePath: "r.yaml", title: "T", pullRequest: null }),
);

const FULL: PlanDocument = {
  ...EMPTY,
  message: "Would keep #7 current: 1 changed",
  changeCount: 1,
  diff:
    "diff --git a/r.yaml b/r.yaml\n--- a/r.yaml\n+++ b/r.yaml\n@@ -1,3 +1,3 @@\n a\n--- b\n+++ c\n\td\n",
  title: "Title",
  body: "First\n\n| a | b |\n",
  commitMessage: "m",
  held: [
    { code: "settling", message: "Waits", until: "2026-03-01T08:00:00.000Z", id: null },
    { code: "mass-change", message: "Half of it", until: null, id: "abc" },
  ],
  pullRequest: { number: 7, url: "https://github.test/7", isVerified: null, createdAt: CREATED_AT },
  unmatchedEntries: { count: 3, first: [{ name: "a/b", reason: "no cluster" }] },
  unregisteredClaims: { count: 1, first: [{ name: "lab a/c", reason: "no entry" }] },
  ambiguousEntries: { count: 1, first: [{ name: "a/d", reason: "2 claims" }] },
};

Deno.test("the diff comes first, then title, text and what is left alone", () => {
  assert.equal(
    formatPlan(FULL, { isColored: false }),
    `${FULL.diff}
Title: Title

First

| a | b |

Registered, but not found in any cluster: 3
  a/b: no cluster
  … and 2 more

Running, but not registered: 1
  lab a/c: no entry

Ambiguous, left alone: 1
  a/d: 2 claims

Held back: 2
  Waits (settling, until 2026-03-01T08:00:00.000Z)
  Half of it (mass-change, to be confirmed by the id abc)

Pull request #7 is open: https://github.test/7
Would keep #7 current: 1 changed
`,
  );
});

Deno.test("a plan that changes nothing is its sentence", () => {
  assert.equal(formatPlan(EMPTY, { isColored: false }), "Nothing to do\n");
});

Deno.test("in colour, the lines of the diff are told apart by what they are", () => {
  const lines = formatPlan(FULL, { isColored: true }).split("\n");
  const colors = lines.slice(0, 8).map((line) => line.split(String.raw`m`)[0]?.slice(1));
  assert.deepEqual(colors, ["[1", "[1", "[1", "[36", "a", "[31", "[32", "d"]);
  // deno-lint-ignore no-control-regex -- these are what is taken away
  const plain = lines.join("\n").replaceAll(/\u001b\[\d*m/g, "");
  assert.equal(plain, formatPlan(FULL, { isColored: false }));
});

Deno.test("nothing foreign steers the terminal, in any field and either form", () => {
  const evil = "x\u001b[2J\u0007\u009b\u202ey\rz";
  const list = { count: 1, first: [{ name: evil, reason: evil }] };
  const plan: PlanDocument = {
    ...FULL,
    message: evil,
    filePath: evil,
    diff: `--- ${evil}\n+++ b\n@@ -1 +1 @@\n-${evil}\r\n+b\r\n`,
    title: evil,
    body: `${evil}\n`,
    held: [{ code: evil, message: evil, until: evil, id: evil }],
    pullRequest: { number: 1, url: evil, isVerified: null, createdAt: CREATED_AT },
    unmatchedEntries: list,
    unregisteredClaims: list,
    ambiguousEntries: list,
  };
  const text = formatPlan(plan, { isColored: false });
  // A line of a CRLF file keeps its end, so that the diff stays one.
  assert.doesNotMatch(text.replaceAll("\r\n", "\n"), /[\p{Cc}--\n]|\p{Bidi_Control}/v);
  assert.match(text, /\n\+b\r\n/);
  const json = formatPlanJson(plan);
  assert.doesNotMatch(json.slice(0, -1), /\p{Cc}|\p{Bidi_Control}/u);
  assert.deepEqual(JSON.parse(json), plan);
});
