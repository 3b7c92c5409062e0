/** What the reference says of a setting's values is what its parser takes. */
import assert from "node:assert/strict";
import { parseDuration } from "../../src/config/duration.ts";
import { INFORMER_SETTINGS } from "../../src/config/informer_settings.ts";
import { PLAN_SETTINGS } from "../../src/config/plan_settings.ts";
import { SERVER_SETTINGS } from "../../src/config/server_settings.ts";
import type { Setting } from "../../src/config/setting.ts";
import { STATUS_SETTINGS } from "../../src/config/status_settings.ts";
import { MarkdownPage, readPages, readTables, toCodeSpans } from "./markdown_page.ts";

const MODES = [SERVER_SETTINGS, INFORMER_SETTINGS, PLAN_SETTINGS, STATUS_SETTINGS].map(
  ({ settings }) => Object.values<Setting<unknown>>(settings),
);
const HEADINGS = ["The collector", "The informer", "The plan", "The status"];
const NUMBER = /(?<![\w.-])\d+(?:ms|[smh])?(?![\w.-]*\w)/g;

/** Each setting with what the reference says that it means. */
async function readMeanings(): Promise<readonly (readonly [Setting<unknown>, string])[]> {
  const page = await MarkdownPage.read("docs/configuration.md");
  return MODES.flatMap((settings, index) => {
    const [table = []] = readTables(page.section(HEADINGS[index] ?? ""));
    return settings.map((setting) => {
      const row = table.find(([variable]) => variable === `\`${setting.variable}\``);
      return [setting, row?.[3] ?? ""] as const;
    });
  });
}

Deno.test("the numbers of a meaning are the limits of its setting", async () => {
  let count = 0;
  for (const [{ variable, expected }, meaning] of await readMeanings()) {
    const limits = readNumbers(expected.replace(/, such as .*?(?=, or|$)/, ""));
    const named = readNumbers(meaning.replace(/exit code \d/, ""));
    const isRange = /^a (?:duration|whole number)/.test(expected);
    if (named.size === 0 && !isRange) continue;
    count += 1;
    const most = /at most \d+/.exec(meaning)?.[0] ?? "";
    assert.ok(
      `${expected},`.includes(`${most},`),
      `${variable}: ${meaning}, expected: ${expected}`,
    );
    for (const number of isRange ? limits : []) {
      assert.ok(named.has(number), `${variable}: ${meaning}, expected ${number} of: ${expected}`);
    }
    for (const number of named) {
      assert.ok(limits.has(number), `${variable}: ${meaning}, expected ${number} in: ${expected}`);
    }
  }
  assert.ok(count > 15, `only ${count} meanings were looked at`);
});

Deno.test("the words of a meaning are those that its setting takes, and its letter does it", async () => {
  let count = 0;
  for (const [{ variable, expected, flag }, meaning] of await readMeanings()) {
    const letter = /`-(\w)` for short/.exec(meaning)?.[1];
    assert.equal(letter, flag?.short, variable);
    const { completion, isSwitch = false } = flag ?? {};
    const spans = toCodeSpans(meaning).filter((code) => !code.startsWith("-"));
    if (completion?.kind !== "word" || isSwitch || spans.length === 0) continue;
    count += 1;
    assert.deepEqual(spans, completion.words, `${variable}: ${expected}`);
  }
  assert.ok(count > 5, `only ${count} meanings were looked at`);
});

Deno.test("a range that a page puts behind a setting is the setting's", async () => {
  const settings = MODES.flat();
  let count = 0;
  for (const { path, text } of await readPages()) {
    const ranges = text.matchAll(/`([A-Z_]+)`,? \(?`(\w+)` to `(\w+)`/g);
    for (const [place, variable, min = "", max = ""] of ranges) {
      count += 1;
      const [setting] = settings.filter((candidate) => candidate.variable === variable);
      const expected = readNumbers(setting?.expected ?? "");
      for (const number of readNumbers(`${min} ${max}`)) {
        assert.ok(expected.has(number), `${path}: ${place}, expected ${setting?.expected}`);
      }
    }
  }
  assert.ok(count > 0);
});

/** Durations as milliseconds, so that `60s` is `1m`; a zero is a zero. */
function readNumbers(text: string): ReadonlySet<string> {
  const found = text.match(NUMBER) ?? [];
  return new Set(found.map((number) => `${parseDuration(number) || Number.parseInt(number)}`));
}
