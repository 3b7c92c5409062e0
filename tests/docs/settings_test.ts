import assert from "node:assert/strict";
import { parseEnv } from "node:util";
import { toFlagName } from "../../src/config/parse_settings.ts";
import { parseServerSettings, SERVER_SETTINGS } from "../../src/config/server_settings.ts";
import type { Setting } from "../../src/config/setting.ts";
import { MarkdownPage, readTables, ROOT } from "./markdown_page.ts";

const SETTINGS: readonly Setting<unknown>[] = Object.values(SERVER_SETTINGS.settings);

/** A line of `.env.example` that gives a variable, maybe as a comment. */
interface ExampleLine {
  readonly variable: string;
  readonly isComment: boolean;
}

Deno.test("the README's table has each setting once, with its flag and default", async () => {
  const readme = await MarkdownPage.read("README.md");
  const [table = []] = readTables(readme.section("Settings"));
  const rows = table.map(([variable = "", flag = "", fallback = ""]) => ({
    variable: withoutTicks(variable),
    flag: withoutTicks(flag),
    fallback: withoutTicks(fallback),
  }));
  const expected = SETTINGS.map(({ variable, flag, absence }) => ({
    variable,
    flag: flag === null
      ? `none, or ${variable}_FILE`
      : `--${toFlagName(variable, SERVER_SETTINGS.ownPrefix)}`,
    fallback: toDefault(absence),
  }));
  assert.deepEqual(rows.toSorted(byVariable), expected.toSorted(byVariable));
});

Deno.test("the README's table and .env.example begin with what is required", async () => {
  const readme = await MarkdownPage.read("README.md");
  const [table = []] = readTables(readme.section("Settings"));
  assertRequiredFirst(table.map(([variable = ""]) => withoutTicks(variable)));
  const lines = readExampleLines(await readExample());
  assertRequiredFirst(lines.map(({ variable }) => variable.replace(/_FILE$/, "")));
});

Deno.test(".env.example names each setting once, what is required not as a comment", async () => {
  const lines = readExampleLines(await readExample());
  const expected = SETTINGS.flatMap(({ variable, flag, absence }) => [
    { variable, isComment: absence !== "required" },
    ...(flag === null ? [{ variable: `${variable}_FILE`, isComment: true }] : []),
  ]);
  assert.deepEqual(lines.toSorted(byVariable), expected.toSorted(byVariable));
});

Deno.test(".env.example shows the default of each setting, and nothing where there is none", async () => {
  const values = parseEnv((await readExample()).replace(EXAMPLE_LINE, "$2=$3"));
  for (const { variable, absence } of SETTINGS) {
    const [fallback = ""] = toDefault(absence).split(", ");
    const hasValue = absence.startsWith("default ") && !/^(?:none$|derived )/.test(fallback);
    assert.equal(values[variable], hasValue ? fallback : "", variable);
  }
});

Deno.test("what .env.example shows is what holds without it", async () => {
  const required = {
    GITHUB_TOKEN: "token",
    REGISTRY_REPO_OWNER: "acme",
    REGISTRY_REPO_NAME: "inventory",
    REGISTRY_FILE_PATH: "claims/registry.yaml",
  };
  const shown = parseEnv((await readExample()).replace(EXAMPLE_LINE, "$2=$3"));
  assert.deepEqual(parse({ ...shown, ...required }), parse(required));
});

Deno.test("each setting of .env.example is explained right above it", async () => {
  const lines = (await readExample()).split("\n");
  for (const [index, line] of lines.entries()) {
    const [, , variable] = new RegExp(EXAMPLE_LINE.source).exec(line) ?? [];
    if (variable === undefined) continue;
    assert.match(lines[index - 1] ?? "", /^# (?![A-Z0-9_]+=).*\.$/, variable);
  }
});

const EXAMPLE_LINE = /^(# )?([A-Z][A-Z0-9_]*)=(.*)$/gm;

async function readExample(): Promise<string> {
  return await Deno.readTextFile(new URL(".env.example", ROOT));
}

function readExampleLines(text: string): readonly ExampleLine[] {
  return [...text.matchAll(EXAMPLE_LINE)].map(([, comment, variable = ""]) => ({
    variable,
    isComment: comment !== undefined,
  }));
}

function parse(env: Readonly<Record<string, string | undefined>>) {
  return parseServerSettings({
    env: (name) => env[name],
    flags: {},
    readTextFile: () => "",
  });
}

function assertRequiredFirst(variables: readonly string[]): void {
  const required = SETTINGS.filter(({ absence }) => absence === "required")
    .map(({ variable }) => variable);
  assert.ok(required.length > 0);
  const first = [...new Set(variables)].slice(0, required.length);
  assert.deepEqual(first.toSorted(), required.toSorted());
}

/** `default 8080` is `8080`, `required` is itself. */
function toDefault(absence: string): string {
  return absence.replace(/^default /, "");
}

function withoutTicks(cell: string): string {
  return cell.replaceAll("`", "");
}

function byVariable(a: { readonly variable: string }, b: { readonly variable: string }): number {
  return a.variable < b.variable ? -1 : 1;
}
