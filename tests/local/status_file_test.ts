import assert from "node:assert/strict";
import { parseStatusFile } from "../../src/local/status_file.ts";
import { createTestApp, NOON, POST } from "../http/test_app.ts";

const NOON_TEXT = "2026-01-31T12:00:00.000Z";

function problemsOf(text: string): readonly string[] {
  const result = parseStatusFile(text);
  return result.isValid ? [] : result.problems;
}

Deno.test("what the API answers is read as it was told", async () => {
  const { post, get, clock } = createTestApp();
  await post("/api/v1/status", { ...POST, observedAt: "2026-01-31T11:00:00Z" });
  clock.now = NOON + 5_000;
  await post("/api/v1/status", { ...POST, claimRef: "x", group: "", kind: "Node" });
  const text = await (await get("/api/v1/status")).text();
  const expected = [
    { ...POST, phase: "Ready", observedAt: "2026-01-31T11:00:00.000Z" },
    {
      ...POST,
      claimRef: "x",
      group: "",
      kind: "Node",
      phase: "Ready",
      observedAt: "2026-01-31T12:00:05.000Z",
    },
  ];
  assert.deepEqual(parseStatusFile(text), { isValid: true, rows: expected });
});

Deno.test("YAML says the same, times unquoted, and a list may be empty", () => {
  const yaml = `
- cluster: prod
  claimRef: team-a/db
  statusMessage: "Ready: True, Synced: True"
  phase: Stale
  lastPhase: Paused
  observedAt: 2026-01-31T12:30:00Z
  changedAt: ${NOON_TEXT}
  later: ignored
`;
  const rows = [{ ...POST, phase: "Paused", observedAt: NOON_TEXT }];
  assert.deepEqual(parseStatusFile(yaml), { isValid: true, rows });
  assert.deepEqual(parseStatusFile("[]"), { isValid: true, rows: [] });
});

Deno.test("the phase beneath a stale one that is not told is read from the text", () => {
  const text = JSON.stringify([{ ...POST, phase: "Stale" }]);
  assert.deepEqual(parseStatusFile(text), { isValid: true, rows: [POST] });
});

Deno.test("every problem is named with its index", () => {
  const rows = [
    { ...POST, cluster: "", phase: "Fine" },
    POST,
    "text",
    { ...POST, claimRef: "a\u001b[31mb", lastPhase: "Stale", changedAt: "yesterday" },
    { ...POST, statusMessage: undefined, kind: "Node" },
    { ...POST, statusMessage: "another" },
    null,
  ];
  const problems = problemsOf(JSON.stringify(rows));
  const starts = [
    "[0].cluster: Expected a printable text of 1 to 253 characters, got an empty one",
    '[0].phase: Expected one of "Gone", ',
    '[2]: Expected a mapping, got "text"',
    "[3].claimRef: Expected a printable text",
    '[3].lastPhase: Expected one of "Gone"',
    "[3].changedAt: Expected an RFC 3339 time",
    "[4].statusMessage: Required",
    '[4].group: Required together with "kind"',
    "[5]: The same claim as [1]",
    "[6]: Expected a mapping, got null",
  ];
  assert.equal(problems.length, starts.length, problems.join("\n"));
  for (const [index, start] of starts.entries()) {
    assert.equal(problems[index]?.slice(0, start.length), start);
  }
});

Deno.test("what is no list of statuses is refused in one sentence", () => {
  const samples: Readonly<Record<string, string>> = {
    "": "Expected a list of statuses, got nothing",
    "{}": "Expected a list of statuses, got an object",
    "<html>": 'Expected a list of statuses, got "<html>"',
    '{"error": "No"}': "Expected a list of statuses, got an object",
  };
  for (const [text, expected] of Object.entries(samples)) {
    assert.deepEqual(problemsOf(text), [expected], text);
  }
  const [problem, ...more] = problemsOf("- a: 1\n  b: [\n");
  assert.match(problem ?? "", /^Cannot parse the text: .* \(line 3, column 1\)$/);
  assert.deepEqual(more, []);
  assert.equal(problemsOf(`${"[".repeat(100)}x`).length, 1);
});
