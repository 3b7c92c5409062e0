import assert from "node:assert/strict";
import { parseEnv } from "node:util";
import { INFORMER_SETTINGS, parseInformerSettings } from "../../src/config/informer_settings.ts";
import { PLAN_SETTINGS } from "../../src/config/plan_settings.ts";
import { type SettingSources, toFlagName } from "../../src/config/parse_settings.ts";
import { parseServerSettings, SERVER_SETTINGS } from "../../src/config/server_settings.ts";
import type { Setting } from "../../src/config/setting.ts";
import { STATUS_SETTINGS } from "../../src/config/status_settings.ts";
import { MarkdownPage, readTables, ROOT } from "./markdown_page.ts";

/** One mode: its settings, and where people read of them. */
interface Mode {
  readonly name: string;
  /** Heading of its table in the reference. */
  readonly heading: string;
  readonly example: string;
  readonly ownPrefix: string;
  readonly settings: readonly Setting<unknown>[];
  /** What must be given for the rest to be read. */
  readonly required: Readonly<Record<string, string>>;
  readonly parse: (sources: SettingSources) => unknown;
}

const MODES: readonly Mode[] = [{
  name: "collector",
  heading: "The collector",
  example: ".env.example",
  ownPrefix: SERVER_SETTINGS.ownPrefix,
  settings: Object.values(SERVER_SETTINGS.settings),
  required: {
    GITHUB_TOKEN: "token",
    REGISTRY_REPO_OWNER: "acme",
    REGISTRY_REPO_NAME: "inventory",
    REGISTRY_FILE_PATH: "claims/registry.yaml",
  },
  parse: parseServerSettings,
}, {
  name: "informer",
  heading: "The informer",
  example: ".env.informer.example",
  ownPrefix: INFORMER_SETTINGS.ownPrefix,
  settings: Object.values(INFORMER_SETTINGS.settings),
  required: {
    CLUSTER_NAME: "prod",
    COLLECTOR_URL: "http://localhost:8080",
    CLAIM_GROUP: "platform.example.org",
    CLAIM_RESOURCE: "databases",
  },
  parse: parseInformerSettings,
}];

/** A line of an example that gives a variable, maybe as a comment. */
interface ExampleLine {
  readonly variable: string;
  readonly isComment: boolean;
}

/** Settings that have a table in the reference. */
type Table = Pick<Mode, "name" | "heading" | "ownPrefix" | "settings">;

const TABLES: readonly Table[] = [...MODES, {
  name: "plan",
  heading: "The plan",
  ownPrefix: PLAN_SETTINGS.ownPrefix,
  settings: Object.values(PLAN_SETTINGS.settings),
}, {
  name: "status",
  heading: "The status",
  ownPrefix: STATUS_SETTINGS.ownPrefix,
  settings: Object.values(STATUS_SETTINGS.settings),
}];

for (const table of TABLES) {
  Deno.test(`the reference's table has each setting of the ${table.name} once, with flag and default`, async () => {
    const rows = (await readTable(table)).map(([variable = "", flag = "", fallback = ""]) => ({
      variable: withoutTicks(variable),
      flag: withoutTicks(flag),
      fallback: withoutTicks(fallback),
    }));
    const expected = table.settings.map(({ variable, flag, absence }) => ({
      variable,
      flag: flag === null
        ? `none, or ${variable}_FILE`
        : `--${toFlagName(variable, table.ownPrefix)}`,
      fallback: toDefault(absence),
    }));
    assert.deepEqual(rows.toSorted(byVariable), expected.toSorted(byVariable));
  });
}

for (const mode of MODES) {
  const { name, example } = mode;

  Deno.test(`the reference's table of the ${name} and ${example} begin with what is required`, async () => {
    const rows = await readTable(mode);
    assertRequiredFirst(mode, rows.map(([variable = ""]) => withoutTicks(variable)));
    const lines = readExampleLines(await readExample(mode));
    assertRequiredFirst(mode, lines.map(({ variable }) => variable.replace(/_FILE$/, "")));
  });

  Deno.test(`${example} names each setting once, what is required not as a comment`, async () => {
    const lines = readExampleLines(await readExample(mode));
    const expected = mode.settings.flatMap(({ variable, flag, absence }) => [
      { variable, isComment: !absence.startsWith("required") },
      ...(flag === null ? [{ variable: `${variable}_FILE`, isComment: true }] : []),
    ]);
    assert.deepEqual(lines.toSorted(byVariable), expected.toSorted(byVariable));
  });

  Deno.test(`${example} shows the default of each setting, and nothing where there is none`, async () => {
    const values = parseEnv((await readExample(mode)).replace(EXAMPLE_LINE, "$2=$3"));
    for (const { variable, absence } of mode.settings) {
      const [fallback = ""] = toDefault(absence).split(", ");
      const hasValue = absence.startsWith("default ") && !fallback.includes(" ") &&
        !/^(?:none|all)$/.test(fallback);
      const isSentence = variable === "REGISTRY_PR_TITLE";
      assert.equal(values[variable], hasValue || isSentence ? fallback : "", variable);
    }
  });

  Deno.test(`what ${example} shows is what holds without it`, async () => {
    const shown = parseEnv((await readExample(mode)).replace(EXAMPLE_LINE, "$2=$3"));
    const { required } = mode;
    assert.deepEqual(parse(mode, { ...shown, ...required }), parse(mode, required));
  });

  Deno.test(`each setting of ${example} is explained right above it`, async () => {
    const lines = (await readExample(mode)).split("\n");
    for (const [index, line] of lines.entries()) {
      const [, , variable] = new RegExp(EXAMPLE_LINE.source).exec(line) ?? [];
      if (variable === undefined) continue;
      assert.match(lines[index - 1] ?? "", /^# (?![A-Z0-9_]+=).*\.$/, variable);
    }
  });
}

Deno.test("Git ignores the files of settings that people fill in, and keeps the examples", async () => {
  const lines = (await Deno.readTextFile(new URL(".gitignore", ROOT))).split("\n");
  assert.deepEqual(lines.filter((line) => line.includes(".env")), [".env*", "!.env*.example"]);
  for (const { example } of MODES) assert.match(example, /^\.env.*\.example$/);
});

const EXAMPLE_LINE = /^(# )?([A-Z][A-Z0-9_]*)=(.*)$/gm;

async function readTable(
  { heading }: Pick<Mode, "heading">,
): Promise<readonly (readonly string[])[]> {
  const page = await MarkdownPage.read("docs/configuration.md");
  const [table = []] = readTables(page.section(heading));
  return table;
}

async function readExample({ example }: Mode): Promise<string> {
  return await Deno.readTextFile(new URL(example, ROOT));
}

function readExampleLines(text: string): readonly ExampleLine[] {
  return [...text.matchAll(EXAMPLE_LINE)].map(([, comment, variable = ""]) => ({
    variable,
    isComment: comment !== undefined,
  }));
}

function parse(mode: Mode, env: Readonly<Record<string, string | undefined>>): unknown {
  return mode.parse({ env: (name) => env[name], flags: {}, readTextFile: () => "" });
}

function assertRequiredFirst({ settings }: Mode, variables: readonly string[]): void {
  const required = settings.filter(({ absence }) => absence.startsWith("required"))
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
