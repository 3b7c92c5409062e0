import assert from "node:assert/strict";
import {
  HOLD_CODES,
  PASS_ERROR_CODES,
  type PassProblem,
  type PassReport,
  PROBLEM_CODES,
} from "../../src/collector/pass_report.ts";
import { EMPTY_FINDINGS } from "../../src/collector/pass_result.ts";
import { COLLECTOR_REASON_CODES } from "../../src/collector/reason_code.ts";
import { type ServerFacts, toServerReadiness } from "../../src/modes/server_readiness.ts";

const NOW = 1_800_000_000_000;

/** Nothing is wrong, but no pass has ended. */
const FACTS: ServerFacts = {
  isDraining: false,
  now: NOW,
  loop: { last: null, runningSince: null, nextAt: NOW + 60_000 },
  silence: { silent: [], cutOff: [], partial: [] },
  accessProblems: [],
  tlsProblems: [],
  shortages: [],
};

function readinessOf(facts: Partial<ServerFacts>): readonly string[] {
  const last = toReport({});
  const { state, reasons } = toServerReadiness({
    ...FACTS,
    loop: { last, runningSince: null, nextAt: NOW + 60_000 },
    ...facts,
  });
  return [state, ...reasons.map(({ code, message }) => `${code}: ${message}`)];
}

function toReport(fields: Partial<PassReport>): PassReport {
  return {
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
}

function readinessAfter(fields: Partial<PassReport>): readonly string[] {
  return readinessOf({
    loop: { last: toReport(fields), runningSince: null, nextAt: NOW + 60_000 },
  });
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
  assert.deepEqual(readinessOf({ shortages }), ["degraded", `store-full: ${shortages[0]}`]);
});

Deno.test("a server that stops is draining, and one that has just started is not ready yet", () => {
  assert.deepEqual(readinessOf({ isDraining: true, shortages: ["full"] }), ["draining"]);
  assert.deepEqual(toServerReadiness(FACTS), {
    state: "degraded",
    reasons: [{ code: "first-pass-pending", message: "The first pass has not ended yet" }],
  });
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

Deno.test("clusters that are silent or awaited are named, the first ten of them", () => {
  const many = Array.from({ length: 12 }, (_, index) => `c${index}`);
  const shown = many.slice(0, 10).map((name) => `"${name}"`).join(", ");
  assert.deepEqual(readinessOf({ silence: { silent: ["a\u001b"], cutOff: [], partial: [] } }), [
    "degraded",
    'clusters-stale: Nothing is heard from cluster "a\\u001b"',
  ]);
  assert.deepEqual(readinessOf({ silence: { silent: many, cutOff: ["z"], partial: ["x", "y"] } }), [
    "degraded",
    `clusters-stale: Nothing is heard from clusters ${shown} and 2 others`,
    'clusters-stale: The informers of cluster "z" have no contact to the API server',
    'resources-silent: The informers of clusters "x", "y" have no contact to some resources',
  ]);
  const wait = "not told everything, so what is there is not known";
  assert.deepEqual(readinessAfter({ awaitedClusters: ["a"] }), [
    "degraded",
    `clusters-awaited: Since the start, cluster "a" has ${wait}`,
  ]);
});

Deno.test("a pass that runs for more than ten minutes, or is late by as much, is overdue", () => {
  const last = toReport({});
  const at = (ageMs: number) =>
    readinessOf({ loop: { last, runningSince: NOW - ageMs, nextAt: null } });
  assert.deepEqual(at(600_000), ["ready"]);
  assert.deepEqual(at(725_000), [
    "degraded",
    "pass-overdue: A pass has been running for 12 minutes",
  ]);
  const late = (lateMs: number) =>
    readinessOf({ loop: { last, runningSince: null, nextAt: NOW - lateMs } });
  assert.deepEqual(late(600_000), ["ready"]);
  assert.deepEqual(late(725_000), ["degraded", "pass-overdue: The next pass is 12 minutes late"]);
});

Deno.test("problems of credentials and certificate are told", () => {
  assert.deepEqual(readinessOf({ accessProblems: ["A"], tlsProblems: ["B"] }), [
    "degraded",
    "credentials-outdated: A",
    "certificate-outdated: B",
  ]);
});

Deno.test("every code that a pass can have is one that is known", () => {
  const known: ReadonlySet<string> = new Set(COLLECTOR_REASON_CODES);
  for (const code of PROBLEM_CODES) assert.ok(known.has(code), code);
});
