import assert from "node:assert/strict";
import recheck from "recheck/lib/browser.js";
import { findExpressions, type FoundExpression, readFile } from "./regular_expressions.ts";

/**
 * What the checker cannot prove, or takes too long for, with the reason why it does no harm. Those
 * that read much text of strangers are measured in `tests/linear_work_test.ts`.
 */
const REASONED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "src/claim/registry_text.ts": {
    "": "each repetition is bounded, or cannot start twice in the same place; measured",
  },
  "src/config/duration.ts": { "\\.?0+$": "reads our own numbers, of at most 20 characters" },
};

/** Proven, but it takes the checker 5 s and more, mostly for a long word: for the slow series. */
const COSTLY: typeof REASONED = {
  "src/cli/usage_error.ts": { "^too many arguments": "on the operator's own command line" },
  "src/collector/proposal_marker.ts": { "^<!-- machinery": "begins at the start of a line" },
  "src/config/certificate_setting.ts": { "^-----BEGIN": "begins at the start of a line" },
  "src/github/github_error.ts": { "\\b(?:gh[a-z]_": "its open part is bounded" },
  "src/kube/plugin_text.ts": { "\\b(password|": "of a text of 4 KiB" },
  "src/registry/manifest.ts": { ":\\/\\/|": "begins at the start of the text" },
};
const isSlowSeries = Deno.env.get("KILL_ALL") !== undefined;

/** Steps decide, no time: the same expression gets the same answer on a slow machine. */
const LIMITS = {
  timeout: null,
  attackTimeout: null,
  incubationTimeout: null,
  seedingTimeout: null,
  randomSeed: 1,
} as const;

/**
 * The same with counts of at most three: a bounded repetition makes work longer by a factor, and to
 * unfold a thousand steps takes the checker minutes.
 */
function shrink(source: string): string {
  return source.replace(
    /\{(\d+)(,(\d*))?\}/g,
    (_all, least: string, rest?: string, most?: string) => {
      const min = Math.min(Number(least), 2);
      if (rest === undefined) return `{${min}}`;
      return most === "" ? `{${min},}` : `{${min},${Math.max(min, Math.min(Number(most), 3))}}`;
    },
  );
}

function check({ source, flags }: FoundExpression) {
  return recheck.checkSync(shrink(source), flags, LIMITS);
}

function toText({ source, flags }: FoundExpression): string {
  return `/${source}/${flags}`;
}

Deno.test("every regular expression is read in linear time, or says why it does no harm", async () => {
  const expressions = await findExpressions();
  assert.ok(expressions.length > 150, `${expressions.length}`);
  const waiting = new Map(expressions.map((each) => [`${each.file} ${toText(each)}`, each]));
  const problems: string[] = [];
  for (const table of [REASONED, isSlowSeries ? {} : COSTLY]) {
    for (const [file, reasons] of Object.entries(table)) {
      for (const beginning of Object.keys(reasons)) {
        const found = [...waiting].filter(([, each]) =>
          each.file === file && each.source.startsWith(beginning)
        );
        if (found.length === 0) problems.push(`${file} has no ${beginning}`);
        for (const [key] of found) waiting.delete(key);
      }
    }
  }
  const proven = new Set<string>();
  for (const [key, expression] of waiting) {
    const text = toText(expression);
    if (proven.has(text)) continue;
    const { status, attack } = check(expression);
    if (status === "safe") proven.add(text);
    else problems.push(`${key} is ${status}: ${attack?.pattern}`);
  }
  assert.deepEqual(problems, []);
});

Deno.test("literals are found wherever they stand, and those that are built are counted", () => {
  const text =
    'const a = /x+/g; f("/y/", [/z/u]); // /no/\nnew RegExp("w"); RegExp("v"); `${/t/}`;';
  const { literals, builtCount } = readFile("a.ts", text);
  assert.deepEqual(literals.map(({ source, flags }) => source + flags), ["x+g", "zu", "t"]);
  assert.equal(builtCount, 2);
});

Deno.test("the checker finds what is not linear", () => {
  const file = "a.ts";
  for (const source of ["^(a+)+$", "\\s+$", "a*a*b", "(a|b{2,500}a)*c*c$", "\\beyJ[\\w-]{4,}\\."]) {
    assert.equal(check({ file, source, flags: "" }).status, "vulnerable", source);
  }
});
