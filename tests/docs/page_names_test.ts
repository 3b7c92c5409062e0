/** The names that pages use are those of the program: settings, flags, metrics, paths of the API. */
import assert from "node:assert/strict";
import { SHOWN_PHASES } from "../../src/claim/claim.ts";
import { toFlagName } from "../../src/config/parse_settings.ts";
import type { Setting } from "../../src/config/setting.ts";
import { INFORMER_SETTINGS } from "../../src/config/informer_settings.ts";
import { PLAN_SETTINGS } from "../../src/config/plan_settings.ts";
import { SERVER_SETTINGS } from "../../src/config/server_settings.ts";
import { STATUS_SETTINGS } from "../../src/config/status_settings.ts";
import { readMetricsPages } from "../deploy/metrics_pages.ts";
import { findOperations } from "./api_document.ts";
import { readPages } from "./markdown_page.ts";
import { readCalls, readCode } from "./page_call.ts";

const PAGES = (await readPages()).filter(({ path }) => !path.startsWith("docs/adr/"));
const TABLES = [SERVER_SETTINGS, INFORMER_SETTINGS, PLAN_SETTINGS, STATUS_SETTINGS].map(
  ({ ownPrefix, settings }) => ({ ownPrefix, settings: Object.values<Setting<unknown>>(settings) }),
);
const SETTINGS = TABLES.flatMap(({ settings }) => settings);

/** Variables of the runtime, of builds and of tests, and names in our code. */
const OTHER_NAMES = [
  ...["BASE_IMAGE", "BUILD_COMMIT", "BUILD_DATE", "BUILD_VERSION", "DENORT_BIN", "DENO_IMAGE"],
  ...["CHECK_TOOLS", "DOCS_PICTURES", "KUBEBUILDER_ASSETS", "SOAK_MINUTES", "SOAK_SEED"],
  ...["HTTPS_PROXY", "HTTP_PROXY", "NO_COLOR", "NO_PROXY", "PR_TITLE", "UPDATE_GOLDEN"],
  ...["INFORMER_SETTINGS", "SERVER_SETTINGS"],
];
/** Of the runtime, whose names its own page explains. */
const TRACING = /^OTEL_(?:DENO|EXPORTER_OTLP|SERVICE_NAME|TRACES_SAMPLER|BSP)(?:_[A-Z_]+)?$/;
/** Of programs that are not ours, and of tasks. */
const OTHER_FLAGS = [
  ...["--dry-run", "--from-file", "--platform", "--repo", "--signer-workflow", "--source-digest"],
  ...["--source-ref", "--v8-flags", "--help", "--once", "--push"],
];

Deno.test("every name in capitals is a setting, a file of a secret, or a variable of others", () => {
  const known = new Set(OTHER_NAMES);
  for (const { variable, flag } of SETTINGS) {
    known.add(variable);
    if (flag === null) known.add(`${variable}_FILE`);
  }
  const unused = new Set(OTHER_NAMES);
  for (const { path, text } of PAGES) {
    for (const [name] of text.matchAll(/(?<![\w/])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?!\w)/g)) {
      unused.delete(name);
      assert.ok(known.has(name) || TRACING.test(name), `${path}: ${name}`);
    }
  }
  assert.deepEqual([...unused], []);
});

Deno.test("every value that a page gives to a setting is one that it takes", () => {
  let count = 0;
  for (const { place, variables } of PAGES.flatMap(readCalls)) {
    for (const [name, value] of variables) {
      const settings = SETTINGS.filter(({ variable }) => variable === name);
      if (settings.length === 0 || value.startsWith("$")) continue;
      count += 1;
      const lookup = { flag: undefined, isTerminal: false, readTextFile: () => "text" };
      const problems = settings.map((setting) =>
        setting.read({ ...lookup, variable: (asked) => asked === name ? value : undefined })
      );
      assert.ok(problems.some(({ isValid }) => isValid), `${place}: ${name}=${value}`);
    }
  }
  assert.ok(count > 8, `only ${count} values were looked at`);
});

Deno.test("every flag that a page names by itself is one of the program, or of another", () => {
  const known = new Set([
    ...OTHER_FLAGS,
    ...TABLES.flatMap(({ ownPrefix, settings }) =>
      settings.filter(({ flag }) => flag !== null)
        .map(({ variable }) => `--${toFlagName(variable, ownPrefix)}`)
    ),
  ]);
  let count = 0;
  for (const page of PAGES) {
    for (const code of readCode(page)) {
      const flag = /^--[a-z][\w-]*/.exec(code)?.[0];
      if (flag === undefined) continue;
      count += 1;
      assert.ok(known.has(flag), `${page.path}: ${flag}`);
    }
  }
  assert.ok(count > 80, `only ${count} flags were looked at`);
});

Deno.test("every metric that a page names is told by a program, with the labels that it names", async () => {
  const samples = (await readMetricsPages()).join("\n");
  for (const { path, text } of PAGES) {
    for (
      const [, name = "", labels = ""] of text.matchAll(/(?<!\w)(machinery_[a-z_]+)(?:\{(.*?)\})?/g)
    ) {
      const lines = samples.split("\n").filter((line) => /^[\w:]+/.exec(line)?.[0] === name);
      const isKnown = lines.length > 0 || samples.includes(`# TYPE ${name} `);
      assert.ok(isKnown, `${path}: ${name}`);
      for (const [label] of labels.matchAll(/\w+(?==|,|$)/g)) {
        assert.ok(lines.some((line) => line.includes(`${label}="`)), `${path}: ${name}{${label}}`);
      }
    }
  }
});

Deno.test("every path of the API that a page names is served, with its method", () => {
  const named =
    /(?:\b([A-Z]{3,6}) )?(?<![\w.])(?:https?:\/\/[\w.:-]+|localhost:\d+)?(\/api\/v1(?:\/[\w{}-]+)*|\/(?:healthz|readyz|version|metrics|docs|openapi\.json)(?![\w./-]))/g;
  let count = 0;
  for (const { path, text } of PAGES) {
    for (const [, method, name = ""] of text.matchAll(named)) {
      count += 1;
      const isServed = name === "/api/v1" || findOperations({ method, path: name }).length > 0;
      assert.ok(isServed, `${path}: ${method ?? ""} ${name}`);
    }
  }
  assert.ok(count > 80, `only ${count} paths were looked at`);
});

Deno.test("the phases of the claims that a page shows are those that there are", () => {
  const shown = PAGES.flatMap(({ text }) => [
    ...text.matchAll(/^ +[\w-]+ +[\w-]+\/[\w-]+ +\w+ +(\w+) +\d+\w +Ready: /gm),
  ]);
  assert.ok(shown.length >= 4, `only ${shown.length} claims were looked at`);
  const phases: readonly string[] = SHOWN_PHASES;
  for (const [row, phase = ""] of shown) assert.ok(phases.includes(phase), row);
});
