import assert from "node:assert/strict";
import { COMMIT_TYPES, findTitleProblems } from "../../src/release/title_problems.ts";
import { runTask } from "./repository.ts";

Deno.test("each type of the rulebook is good, with and without scope and mark", () => {
  for (const type of COMMIT_TYPES) {
    for (const title of [`${type}: do`, `${type}(two-words): do`, `${type}(http)!: do`]) {
      assert.deepEqual(findTitleProblems(title), [], title);
    }
  }
});

Deno.test("a title of 100 characters is good, one of 101 is not", () => {
  const beginning = "feat: ";
  // Characters, not the units that a string counts.
  assert.deepEqual(findTitleProblems(beginning + "𝕏".repeat(94)), []);
  assert.deepEqual(findTitleProblems(beginning + "x".repeat(95)), [
    "Expected at most 100 characters, got 101",
  ]);
});

Deno.test("a title that breaks a rule is told what was expected", () => {
  const titles: Readonly<Record<string, RegExp>> = {
    "serve statuses": /^Expected a title such as "feat\(http\): serve statuses", got "serve/,
    "feat: x\nfix: y": /^Expected a title such as .+ got "feat: x\\nfix: y"$/,
    "feature: x": /^Expected one of the types feat, fix, .+ revert, got "feature"$/,
    "Feat: x": /got "Feat"$/,
    "feat(HTTP): x": /^Expected a scope in lower case, with hyphens .+ got "HTTP"$/,
    "feat(a, b): x": /got "a, b"$/,
    "feat: x.": /^Expected no period at the end$/,
  };
  for (const [title, expected] of Object.entries(titles)) {
    const problems = findTitleProblems(title);
    assert.equal(problems.length, 1, title);
    assert.match(problems[0] ?? "", expected);
  }
});

/** As messages name it. */
function toName(character: string): string {
  return `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}`;
}

Deno.test("what cannot be seen is no part of a title", () => {
  const known =
    "\u0007 \u202e \u200b \u00ad \u2060 \ufe0f \u{e0041} \u3164 \u034f \u{1d173} \ufeff";
  const others =
    "\u2800 \u{1d159} \u{13441} \u{13442} \ufff9 \u0600 \ue000 \u{100000} \u0378 \uffff";
  for (const character of `${known} ${others}`.split(" ")) {
    for (const title of [`feat: a${character}b`, `feat: a${character}`]) {
      assert.deepEqual(findTitleProblems(title), [
        `Expected only characters that can be seen, got ${toName(character)}`,
      ]);
    }
  }
});

Deno.test("the words of a title are apart by one plain space", () => {
  for (const space of "\u00a0,\u1680,\u2003,\u200a,\u202f,\u205f,\u3000".split(",")) {
    for (const title of [`feat: a${space}b`, `feat: a${space}`]) {
      assert.deepEqual(findTitleProblems(title), [
        `Expected no other spaces than U+0020, got ${toName(space)}`,
      ]);
    }
  }
  for (const title of ["feat: a  b", "feat: a   b"]) {
    assert.deepEqual(findTitleProblems(title), ["Expected one space between words"]);
  }
  for (const title of ["feat: a ", "feat: a  "]) {
    assert.deepEqual(findTitleProblems(title), ["Expected no white space at the end"]);
  }
  for (const title of ["feat: é 日本語 naïve e\u0301 \u{1f680} “a” 100 %", "feat: नमस्ते"]) {
    assert.deepEqual(findTitleProblems(title), []);
  }
});

Deno.test("a full stop is one in every script; other marks may end a title", () => {
  for (const stop of [..."..…。｡．﹒۔।॥։።᠃"]) {
    assert.deepEqual(findTitleProblems(`feat: a${stop}`), ["Expected no period at the end"], stop);
  }
  for (const mark of [..."!?！？؟)”"]) {
    assert.deepEqual(findTitleProblems(`feat: a${mark}`), [], mark);
  }
});

Deno.test("all problems of a title are told at once", () => {
  assert.equal(findTitleProblems(`Feature(A b): ${"x".repeat(100)}.`).length, 4);
});

Deno.test("the task ends with 0 for a good title, and else with 1 and the sentence", async () => {
  const good = await runTask(["check:title"], { PR_TITLE: "feat(http): serve statuses" });
  assert.deepEqual(good, { code: 0, stdout: "The title is good\n", stderr: "" });
  const bad = await runTask(["check:title"], { PR_TITLE: "feat: $(exit 0)." });
  assert.deepEqual(bad, { code: 1, stdout: "", stderr: "error: Expected no period at the end\n" });
  const none = await runTask(["check:title"], { PR_TITLE: "" });
  assert.deepEqual([none.code, none.stdout], [1, ""]);
  assert.match(none.stderr, /Expected a title in PR_TITLE/);
});
