import assert from "node:assert/strict";
import {
  HOLD_CODES,
  PASS_ERROR_CODES,
  type PassProblem,
  type PassReport,
} from "../../src/collector/pass_report.ts";
import { EMPTY_FINDINGS } from "../../src/collector/pass_result.ts";
import { toServerReadiness } from "../../src/modes/server_readiness.ts";

function readinessAfter(fields: Partial<PassReport>): unknown {
  const last: PassReport = {
    ...EMPTY_FINDINGS,
    startedAt: 1,
    finishedAt: 2,
    outcome: "up-to-date",
    message: "What the pass did",
    revision: 1,
    pullRequest: null,
    error: null,
    ...fields,
  };
  const { state, reasons } = toServerReadiness({
    isDraining: false,
    last,
    accessProblems: [],
    tlsProblems: [],
    shortages: [],
  });
  return [state, ...reasons.map(({ code, message }) => `${code}: ${message}`)];
}

Deno.test("a server is ready after every pass that leaves nothing to a person", () => {
  for (
    const outcome of ["clean", "up-to-date", "proposed", "withdrawn", "merged", "held"] as const
  ) {
    assert.deepEqual(readinessAfter({ outcome }), ["ready"]);
  }
});

Deno.test("a store that is full makes the server degraded, with a sentence for each limit", () => {
  const shortages = ['New claims of cluster "prod" are refused: the collector holds too many'];
  const { state, reasons } = toServerReadiness({
    isDraining: false,
    last: null,
    accessProblems: [],
    tlsProblems: [],
    shortages,
  });
  assert.equal(state, "degraded");
  assert.deepEqual(reasons.slice(1), [{ code: "store-full", message: shortages[0] }]);
});

Deno.test("a server that stops is draining, and one that has just started is not ready yet", () => {
  assert.deepEqual(
    toServerReadiness({
      isDraining: true,
      last: null,
      accessProblems: [],
      tlsProblems: [],
      shortages: [],
    }),
    {
      state: "draining",
      reasons: [],
    },
  );
  assert.deepEqual(
    toServerReadiness({
      isDraining: false,
      last: null,
      accessProblems: [],
      tlsProblems: [],
      shortages: [],
    }),
    {
      state: "degraded",
      reasons: [{ code: "first-pass-pending", message: "The first pass has not ended yet" }],
    },
  );
});

Deno.test("each error has its code", () => {
  const codes = {
    access: "repository-access",
    settings: "settings-refused",
    "registry-format": "registry-refused",
    unavailable: "repository-unavailable",
    conflict: "repository-conflict",
    stopped: "pass-stopped",
    bug: "internal-error",
  } as const;
  for (const code of PASS_ERROR_CODES) {
    const error = { code, message: "Why it failed" };
    const told = readinessAfter({ outcome: "failed", error });
    assert.deepEqual(told, ["degraded", `${codes[code]}: Why it failed`]);
  }
});

Deno.test("what is held until somebody acts is told, what lets go by itself is not", () => {
  const needsPerson = {
    "mass-change": true,
    "pull-request-closed": false,
    "foreign-commit": true,
    restoring: true,
    settling: false,
    "update-interval": false,
    text: false,
  };
  for (const code of HOLD_CODES) {
    const held = [{ code, message: "Why it is held", until: null, id: null }];
    const told = readinessAfter({ outcome: "held", held });
    const expected = needsPerson[code] ? ["degraded", `${code}: Why it is held`] : ["ready"];
    assert.deepEqual(told, expected, code);
  }
});

Deno.test("each problem is told", () => {
  const codes: readonly PassProblem["code"][] = [
    "labels-refused",
    "reviewers-refused",
    "merge-refused",
    "fields-stripped",
  ];
  for (const code of codes) {
    const problems = [{ code, message: "What is wrong" }];
    const told = readinessAfter({ problems });
    assert.deepEqual(told, ["degraded", `${code}: What is wrong`]);
  }
});

Deno.test("a pass that waits says for what, once", () => {
  const told = readinessAfter({ outcome: "waiting" });
  assert.deepEqual(told, ["degraded", "pass-waiting: What the pass did"]);
  const held = [{ code: "foreign-commit", message: "Somebody's", until: null, id: null }] as const;
  const foreign = readinessAfter({ outcome: "waiting", held });
  assert.deepEqual(foreign, ["degraded", "foreign-commit: Somebody's"]);
});

Deno.test("all reasons are told together", () => {
  const told = readinessAfter({
    outcome: "failed",
    error: { code: "unavailable", message: "GitHub is away" },
    held: [{ code: "mass-change", message: "Too much", until: null, id: "0123456789abcdef" }],
    problems: [{ code: "labels-refused", message: "No labels" }],
  });
  assert.deepEqual(told, [
    "degraded",
    "repository-unavailable: GitHub is away",
    "mass-change: Too much",
    "labels-refused: No labels",
  ]);
});
