import assert from "node:assert/strict";
import { findWrongEntries, findWrongPulls, findWrongRows, type SoakRow } from "./soak_judge.ts";

const CLAIM = { kind: "HarvesterVM", claimRef: "team/vm", phase: "Ready", statusMessage: "well" };
const TRUTH = { alpha: [CLAIM] };
const ROW: SoakRow = { ...CLAIM, cluster: "alpha" };
const ENTRY = { cluster: "alpha", template: "harvestervm", namespace: "team", name: "vm" };

Deno.test("a row that says what is true is right, and so is one of a claim that is gone", () => {
  const gone = { ...ROW, claimRef: "team/old", phase: "Gone", statusMessage: "Gone" };
  assert.deepEqual(findWrongRows([ROW, gone], TRUTH), []);
});

for (
  const [what, rows] of [
    ["a claim that is missing", []],
    ["another message", [{ ...ROW, statusMessage: "ill" }]],
    ["another phase", [{ ...ROW, phase: "Stale" }]],
    ["a claim that does not exist", [ROW, { ...ROW, claimRef: "team/other" }]],
    ["a claim of another cluster", [ROW, { ...ROW, cluster: "beta" }]],
    ["a claim that is gone and exists", [{ ...ROW, phase: "Gone", statusMessage: "Gone" }]],
    ["a claim that is told of twice", [ROW, ROW]],
  ] satisfies readonly (readonly [string, readonly SoakRow[]])[]
) {
  Deno.test(`${what} is wrong`, () => {
    assert.equal(findWrongRows(rows, TRUTH).length, 1);
  });
}

Deno.test("an entry says what its claim says, and Gone or nothing without a claim", () => {
  const well = { ...ENTRY, statusMessage: "well" };
  const find = (statusMessage: string | undefined, truth = {}) =>
    findWrongEntries({
      before: [ENTRY],
      now: [{ ...ENTRY, ...(statusMessage === undefined ? {} : { statusMessage }) }],
    }, truth).length;
  assert.equal(findWrongEntries({ before: [ENTRY], now: [well] }, TRUTH).length, 0);
  assert.deepEqual([find("ill", TRUTH), find("Gone", TRUTH), find(undefined, TRUTH)], [1, 1, 1]);
  assert.deepEqual([find("Gone"), find(undefined), find("well")], [0, 0, 1]);
  assert.equal(findWrongEntries({ before: [ENTRY], now: [] }, TRUTH).length, 1);
  assert.equal(findWrongEntries({ before: [ENTRY], now: [well, well] }, TRUTH).length, 1);
});

Deno.test("pull requests are open one at a time, and end by being merged", () => {
  const merged = { state: "closed", merged: true };
  const open = { state: "open", merged: false };
  const withdrawn = { state: "closed", merged: false };
  assert.deepEqual(findWrongPulls({ pulls: [merged, open], openMax: 1 }, 1), []);
  assert.equal(findWrongPulls({ pulls: [merged, open], openMax: 2 }, 1).length, 1);
  assert.equal(findWrongPulls({ pulls: [merged, open], openMax: 1 }, 2).length, 1);
  assert.equal(findWrongPulls({ pulls: [withdrawn, open], openMax: 1 }, 0).length, 1);
});
