import assert from "node:assert/strict";
import { parseStatusSettings, type StatusSettings } from "../../src/config/status_settings.ts";
import { ConfigError } from "../../src/errors.ts";

type Texts = Readonly<Record<string, string | boolean>>;

const URL = { "collector-url": "http://c.test" };

function parse(flags: Texts, env: Readonly<Record<string, string>> = {}): StatusSettings {
  return parseStatusSettings({
    env: (name) => env[name],
    flags: { ...URL, ...flags },
    readTextFile: () => "secret",
    isTerminal: env["TTY"] === "yes",
  });
}

function problemsOf(flags: Texts, env: Readonly<Record<string, string>> = {}): readonly string[] {
  try {
    parse(flags, env);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems.map(({ variable, message }) => `${variable}: ${message}`);
  }
  return [];
}

Deno.test("the address of a collector is enough", () => {
  assert.deepEqual(parse({}), {
    collectorUrl: "http://c.test",
    collectorToken: undefined,
    collectorCaFile: undefined,
    output: "table",
    clusters: [],
    phases: [],
    failOn: [],
    watches: false,
    intervalMs: 2_000,
    logLevel: "info",
    logFormat: "json",
  });
  assert.match(problemsOf({ "collector-url": "" })[0] ?? "", /^COLLECTOR_URL: is required/);
});

Deno.test("everything can be given, by flag and by variable", () => {
  const env = {
    TTY: "yes",
    STATUS_CLUSTER: "lab, production-eu",
    STATUS_PHASE: "error,STALE",
    STATUS_OUTPUT: "wide",
    STATUS_INTERVAL: "1h",
  };
  const settings = parse({ watch: true }, env);
  assert.deepEqual(settings.clusters, ["lab", "production-eu"]);
  assert.deepEqual(settings.phases, ["Error", "Stale"]);
  assert.deepEqual([settings.output, settings.watches], ["wide", true]);
  assert.deepEqual([settings.intervalMs, parse({ interval: "1s" }).intervalMs], [3_600_000, 1_000]);
  assert.deepEqual(parse({ "fail-on": "ready,Gone" }).failOn, ["Ready", "Gone"]);
});

Deno.test("a phase that does not exist is told with all that do", () => {
  const all = "phases out of Gone, Deleting, Paused, Error, Throttled, Ready, Creating, " +
    "Unavailable, Unknown, Stale, at most 10, separated by commas";
  assert.deepEqual(problemsOf({ phase: "broken", "fail-on": "error," }), [
    `STATUS_PHASE: expected ${all}, got "broken" from --phase`,
    `STATUS_FAIL_ON: expected ${all}, got "error," from --fail-on`,
  ]);
});

Deno.test("wrong values and combinations are all told at once", () => {
  assert.deepEqual(
    problemsOf({ output: "xml", cluster: "a,..", interval: "500ms" }).map((each) =>
      each.split(":")[0]
    ),
    ["STATUS_OUTPUT", "STATUS_CLUSTER", "STATUS_INTERVAL"],
  );
  assert.deepEqual(problemsOf({ phase: "error", "fail-on": "error,stale" }), [
    "STATUS_FAIL_ON: names Stale, which STATUS_PHASE leaves out: expected shown phases",
  ]);
  assert.deepEqual(problemsOf({ watch: true, output: "json", "fail-on": "error" }), [
    "STATUS_WATCH: draws on a terminal: expected standard output to be one",
    'STATUS_WATCH: draws for people: expected table or wide as STATUS_OUTPUT, got "json"',
    "STATUS_WATCH: ends when it is told to: expected no STATUS_FAIL_ON beside it",
  ]);
});
