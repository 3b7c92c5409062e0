import assert from "node:assert/strict";
import { parseConventionalCommit } from "../../src/release/conventional_commit.ts";

Deno.test("a first line has type, scope, mark and description", () => {
  assert.deepEqual(parseConventionalCommit("feat(http)!: serve: all"), {
    type: "feat",
    scope: "http",
    isBreaking: true,
    description: "serve: all",
    breakingNotes: [],
  });
  const { scope, isBreaking } = parseConventionalCommit("fix: mend it\n\nWhy: so") ?? {};
  assert.deepEqual([scope, isBreaking], [null, false]);
});

Deno.test("a footer says what breaks, to the end of its paragraph", () => {
  const bodies: readonly (readonly [string, readonly string[]])[] = [
    ["Why.\n\nBREAKING CHANGE: no v1\nany more\nRefs: #1", ["no v1 any more"]],
    ["BREAKING-CHANGE: one\r\nBREAKING CHANGE: two\r\n\r\nmore", ["one", "two"]],
    ["It is no BREAKING CHANGE: really", []],
    ["breaking change: lower case is none", []],
  ];
  for (const [body, notes] of bodies) {
    const commit = parseConventionalCommit(`fix: x\n\n${body}`);
    assert.deepEqual(commit?.breakingNotes, notes, body);
    assert.equal(commit?.isBreaking, notes.length > 0, body);
  }
});

Deno.test("what is not of the form is none", () => {
  const others = [
    "",
    "Merge branch 'x'",
    "feat:no space",
    "feat: ",
    "feat : x",
    "feat(): x",
    "feat(a)(b): x",
    'Revert "feat: x"',
    "wip\n\nfeat: x",
  ];
  for (const message of others) assert.equal(parseConventionalCommit(message), null, message);
});
