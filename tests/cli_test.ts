import assert from "node:assert/strict";
import fc from "fast-check";
import { type CliDeps, runCli } from "../src/cli.ts";
import { INFORMER_SETTINGS, type InformerSettings } from "../src/config/informer_settings.ts";
import { PLAN_SETTINGS, type PlanSettings } from "../src/config/plan_settings.ts";
import type { SettingTable } from "../src/config/parse_settings.ts";
import { SERVER_SETTINGS, type ServerSettings } from "../src/config/server_settings.ts";
import { STATUS_SETTINGS, type StatusSettings } from "../src/config/status_settings.ts";
import { AccessError, ConfigError } from "../src/errors.ts";

const ENV: Readonly<Record<string, string>> = {
  GITHUB_TOKEN: "ghp_hidden",
  REGISTRY_REPO_OWNER: "acme",
  REGISTRY_REPO_NAME: "registry",
  REGISTRY_FILE_PATH: "claims/registry.yaml",
};

const INFORMER_ENV: Readonly<Record<string, string>> = {
  CLUSTER_NAME: "production-eu",
  COLLECTOR_URL: "https://collector.example.org",
  CLAIM_GROUP: "storage.example.org",
  CLAIM_RESOURCE: "volumeclaims",
};

const VERSION = {
  version: "1.2.3",
  commit: "abc",
  date: "2026-01-02T15:04:05Z",
  deno: "2.9.6",
  platform: "linux/x86_64",
};

interface Given {
  readonly env?: Readonly<Record<string, string>>;
  readonly isTerminal?: boolean;
  readonly server?: CliDeps["modes"]["server"];
  readonly informer?: CliDeps["modes"]["informer"];
  readonly plan?: CliDeps["modes"]["plan"];
  readonly status?: CliDeps["modes"]["status"];
}

interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What the server was started with, each time. */
  readonly started: readonly ServerSettings[];
  /** What the informer was started with, each time. */
  readonly informed: readonly InformerSettings[];
  /** What a plan was made with, each time. */
  readonly planned: readonly PlanSettings[];
  /** What a status was asked with, each time. */
  readonly asked: readonly StatusSettings[];
}

/** Runs a command line, its words separated by spaces, beside modes that end at once. */
async function run(line: string | readonly string[], given: Given = {}): Promise<Outcome> {
  const { env = ENV, isTerminal = false } = given;
  const { server = () => Promise.resolve(0), informer = () => Promise.resolve(0) } = given;
  const { plan = () => Promise.resolve(0), status = () => Promise.resolve(0) } = given;
  const written = { stdout: "", stderr: "" };
  const started: ServerSettings[] = [];
  const informed: InformerSettings[] = [];
  const planned: PlanSettings[] = [];
  const asked: StatusSettings[] = [];
  const args = typeof line === "string" ? line.split(" ").filter((word) => word !== "") : line;
  const exitCode = await runCli(args, {
    env: (name) => env[name],
    stdout: (text) => void (written.stdout += text),
    stderr: (text) => void (written.stderr += text),
    isTerminal,
    version: VERSION,
    readTextFile: () => {
      throw new Deno.errors.NotFound();
    },
    modes: {
      server: (settings, context) => {
        started.push(settings);
        return server(settings, context);
      },
      informer: (settings, context) => {
        informed.push(settings);
        return informer(settings, context);
      },
      plan: (settings, context) => {
        planned.push(settings);
        return plan(settings, context);
      },
      status: (settings, context) => {
        asked.push(settings);
        return status(settings, context);
      },
    },
  });
  return { exitCode, ...written, started, informed, planned, asked };
}

Deno.test("without a command, and with its own name, the server runs", async () => {
  for (const line of ["", "server"]) {
    const { exitCode, stdout, stderr, started } = await run(line);
    assert.deepEqual([exitCode, stdout, stderr, started.length], [0, "", "", 1]);
    assert.equal(started[0]?.registryRepoOwner, "acme");
  }
});

Deno.test("flags reach the server before and after its name", async () => {
  const lines = [
    "--port 9090 --log-level=warn",
    "server --port 9090 --log-level=warn",
    "--port 9090 server --log-level warn",
    "--port 1 --log-level warn server --port=9090",
  ];
  for (const line of lines) {
    const { started } = await run(line, { env: { ...ENV, COLLECTOR_PORT: "8000" } });
    assert.deepEqual(started.map(({ port, logLevel }) => [port, logLevel]), [[9090, "warn"]], line);
  }
});

Deno.test("a switch needs no value", async () => {
  const samples = [
    ["--registry-write-status", true],
    ["--registry-write-status=true", true],
    ["--registry-write-status=false", false],
    ["--registry-write-status --port 1", true],
    ["", false],
  ] as const;
  for (const [line, expected] of samples) {
    const { started } = await run(line);
    assert.deepEqual(started.map(({ registryWriteStatus }) => registryWriteStatus), [expected]);
  }
});

Deno.test("the informer runs by its name, with flags after it", async () => {
  const env = { ...INFORMER_ENV, INFORMER_PORT: "1", COLLECTOR_PORT: "tcp://10.0.0.1:80" };
  const plain = await run("informer", { env });
  assert.deepEqual([plain.exitCode, plain.stdout, plain.stderr], [0, "", ""]);
  assert.deepEqual(plain.started, [], "the server does not run");
  assert.deepEqual(plain.informed.map(({ clusterName, port }) => [clusterName, port]), [
    ["production-eu", 1],
  ]);
  const line = "informer --port 2 --cluster-name=lab --composites=false --heartbeat 2s";
  const [settings] = (await run(line, { env })).informed;
  const { port, clusterName, composites, heartbeatMs } = settings ?? {};
  assert.deepEqual([port, clusterName, composites, heartbeatMs], [2, "lab", false, 2_000]);
});

Deno.test("the informer decides the exit code, and sees the process", async () => {
  const { exitCode, stdout, stderr } = await run("informer", {
    env: INFORMER_ENV,
    isTerminal: true,
    informer: (settings, { stdout, stderr, version, isTerminal }) => {
      stdout(`${version.version} ${isTerminal} ${settings.logFormat}`);
      stderr("e");
      return Promise.resolve(7);
    },
  });
  assert.deepEqual([exitCode, stdout, stderr], [7, "1.2.3 true text", "e"]);
  const problems = [{ variable: "KUBECONFIG", message: "there is no such context" }];
  const informer = () => Promise.reject(new ConfigError(problems));
  const late = await run("informer", { env: INFORMER_ENV, informer });
  assert.deepEqual([late.exitCode, late.stderr], [
    2,
    "Cannot start: 1 setting is missing or wrong\n  KUBECONFIG: there is no such context\n",
  ]);
});

Deno.test("wrong settings of the informer are all told, with exit code 2", async () => {
  const { exitCode, stdout, stderr, informed } = await run("informer --port abc", {
    env: { ...INFORMER_ENV, CLUSTER_NAME: "", CLAIM_RESOURCE: "*,b" },
  });
  assert.deepEqual([exitCode, stdout, informed.length], [2, "", 0]);
  assert.equal(
    stderr,
    `Cannot start: 3 settings are missing or wrong
  CLUSTER_NAME: is required and not set: expected a cluster's name on one line, at most 253 characters, other than . and ..
  CLAIM_RESOURCE: expected "*" to stand alone, got "*,b"
  INFORMER_PORT: expected a port from 1 to 65535, or 0 to listen on none, got "abc" from --port
`,
  );
});

Deno.test("a plan is made with its flags, in colour where the terminal has it", async () => {
  const isColored: boolean[] = [];
  const plan: CliDeps["modes"]["plan"] = (_settings, context) => {
    isColored.push(context.isColored);
    return Promise.resolve(3);
  };
  const line = "plan -o json --statuses s --registry r --registry-write-status";
  const { exitCode, planned } = await run(line, { env: { COLLECTOR_URL: "http://c.test" }, plan });
  assert.equal(exitCode, 3);
  const [settings] = planned;
  assert.deepEqual([settings?.output, settings?.source.kind], ["json", "files"]);
  const asked = await run("plan --output=text --collector-url http://c.test/", {
    env: { NO_COLOR: "1" },
    isTerminal: true,
    plan,
  });
  assert.deepEqual(asked.planned[0]?.source, {
    kind: "collector",
    collectorUrl: "http://c.test",
    collectorToken: undefined,
    collectorCaFile: undefined,
  });
  await run("plan", { env: { COLLECTOR_URL: "http://c.test" }, isTerminal: true, plan });
  assert.deepEqual(isColored, [false, false, true]);
});

Deno.test("wrong combinations of a plan's settings are all told, with exit code 2", async () => {
  const { exitCode, stdout, stderr, planned } = await run("plan -o xml --manifests m", { env: {} });
  assert.deepEqual([exitCode, stdout, planned.length], [2, "", 0]);
  assert.match(
    stderr,
    /^Cannot start: 3 settings are missing or wrong\n {2}PLAN_OUTPUT: .*"xml" from --output\n {2}PLAN_STATUSES: .*\n {2}PLAN_REGISTRY: .*\n$/,
  );
});

Deno.test("the help of a plan names each of its settings, and none of the server's secrets", async () => {
  for (const line of ["plan --help", "help plan"]) {
    const { exitCode, stdout, stderr, planned } = await run(line, { env: {} });
    assert.deepEqual([exitCode, stderr, planned.length], [0, "", 0], line);
    assertNamesSettings(stdout, PLAN_SETTINGS);
    const text = stdout.replace(/\s+/g, " ");
    assert.match(text, / -o, --output <word> PLAN_OUTPUT: .* \(default text\) /);
    assert.match(text, / --statuses <path> PLAN_STATUSES: /);
    assert.doesNotMatch(text, /GITHUB_|COLLECTOR_PORT|CLUSTER_NAME/);
    assert.ok(stdout.split("\n").every((row) => row.length <= 80));
  }
});

Deno.test("a status is asked for with its flags, in colour where the terminal has it", async () => {
  const isColored: boolean[] = [];
  const status: CliDeps["modes"]["status"] = (_settings, context) => {
    isColored.push(context.isColored);
    return Promise.resolve(3);
  };
  const env = { COLLECTOR_URL: "http://c.test", STATUS_CLUSTER: "a" };
  const line = "status -o wide --cluster lab,prod --phase error,STALE --fail-on error";
  const { exitCode, stdout, stderr, asked } = await run(line, { env, status });
  assert.deepEqual([exitCode, stdout, stderr], [3, "", ""]);
  const [settings] = asked;
  assert.deepEqual([settings?.output, settings?.clusters], ["wide", ["lab", "prod"]]);
  assert.deepEqual([settings?.phases, settings?.failOn], [["Error", "Stale"], ["Error"]]);
  await run("status --watch", { env, status, isTerminal: true });
  await run("status", { env: { ...env, NO_COLOR: "1" }, status, isTerminal: true });
  assert.deepEqual(isColored, [false, true, false]);
});

Deno.test("the help of a status names each of its settings, and none of the server's", async () => {
  for (const line of ["status --help", "help status"]) {
    const { exitCode, stdout, stderr, asked } = await run(line, { env: {} });
    assert.deepEqual([exitCode, stderr, asked.length], [0, "", 0], line);
    assertNamesSettings(stdout, STATUS_SETTINGS);
    const text = stdout.replace(/\s+/g, " ");
    assert.match(text, / -o, --output <word> STATUS_OUTPUT: .* \(default table\) /);
    assert.match(text, / -w, --watch \[boolean\] STATUS_WATCH: .* \(default false\) /);
    assert.match(text, / a duration from 1s to 1h, .* \(default 2s\) /);
    assert.doesNotMatch(text, /GITHUB_|COLLECTOR_PORT|CLUSTER_NAME|PLAN_/);
    assert.ok(stdout.split("\n").every((row) => row.length <= 80));
  }
});

Deno.test("the server decides the exit code, and sees the process", async () => {
  const { exitCode, stdout, stderr } = await run("", {
    isTerminal: true,
    server: (settings, { stdout, stderr, version, isTerminal }) => {
      stdout(`${version.version} ${isTerminal} ${settings.logFormat}`);
      stderr("e");
      return Promise.resolve(7);
    },
  });
  assert.deepEqual([exitCode, stdout, stderr], [7, "1.2.3 true text", "e"]);
});

Deno.test("what the server cannot go on from ends with a message and exit code 1", async () => {
  const access = new AccessError("GitHub answered 401", { status: 401 });
  const { exitCode, stderr } = await run("", { server: () => Promise.reject(access) });
  assert.deepEqual([exitCode, stderr], [1, "GitHub answered 401\n"]);
  const bug = await run("", { server: () => Promise.reject(new TypeError("Oops")) });
  assert.equal(bug.exitCode, 1);
  assert.match(bug.stderr, /^TypeError: Oops\n {4}at /);
  const problems = [{ variable: "COLLECTOR_PORT", message: "is in use\nFAKE" }];
  const late = await run("", { server: () => Promise.reject(new ConfigError(problems)) });
  assert.equal(late.exitCode, 2);
  assert.match(late.stderr, /\n {2}COLLECTOR_PORT: is in use\\nFAKE\n$/);
});

Deno.test("wrong settings are all told, on standard error, with exit code 2", async () => {
  const { exitCode, stdout, stderr, started } = await run("--port abc", {
    env: { ...ENV, REGISTRY_FILE_PATH: "", LOG_LEVEL: "loud\nFAKE: line" },
  });
  assert.deepEqual([exitCode, stdout, started.length], [2, "", 0]);
  assert.equal(
    stderr,
    `Cannot start: 3 settings are missing or wrong
  COLLECTOR_PORT: expected a port from 1 to 65535, or 0 for any free one, got "abc" from --port
  REGISTRY_FILE_PATH: is required and not set: expected a relative path with / and without empty, . and .. parts
  LOG_LEVEL: expected one of debug, info, warn, error, off, got "loud\\nFAKE: line"
`,
  );
  const one = await run("--port abc");
  assert.match(one.stderr, /^Cannot start: 1 setting is missing or wrong\n {2}COLLECTOR_PORT/);
});

Deno.test("a wrong command line is one sentence on standard error, with exit code 2", async () => {
  const samples: Readonly<Record<string, string>> = {
    "serverr": "Unknown command 'serverr' (did you mean server?)",
    "versoin --json": "Unknown command 'versoin' (did you mean version?)",
    "help verson": "Unknown command 'verson' (did you mean version?)",
    "xyzzyxyzzy": "Unknown command 'xyzzyxyzzy'",
    "--prot 1": "Unknown option '--prot' (did you mean --port?)",
    "--por=ghp_hidden": "Unknown option '--por'",
    "server --registry-file-paht a":
      "Unknown option '--registry-file-paht' (did you mean --registry-file-path?)",
    "version --jsn": "Unknown option '--jsn' (did you mean --json?)",
    "--port": "Option '--port <port>' argument missing",
    "server foo": "Command 'server' takes no argument, got 'foo'",
    "--port 1 server foo bar": "Command 'server' takes no argument, got 'foo, bar'",
    "logo foo": "Command 'logo' takes no argument, got 'foo'",
    "--port 1 version": "Option '--port' does not belong to the command 'version'",
    "--registry-write-status=false logo":
      "Option '--registry-write-status' does not belong to the command 'logo'",
    "--port 1 informer": "Option '--port' must stand after the command 'informer'",
    "--registry-file-path a informer":
      "Option '--registry-file-path' does not belong to the command 'informer'",
    "informer --registry-file-path a": "Unknown option '--registry-file-path'",
    "informer --colector-url a": "Unknown option '--colector-url' (did you mean --collector-url?)",
    "--cluster-name a informer": "Unknown option '--cluster-name'",
    "informer foo": "Command 'informer' takes no argument, got 'foo'",
    "infomer": "Unknown command 'infomer' (did you mean informer?)",
    "informer --collector-token hidden":
      "Option '--collector-token' does not exist, as a secret has no flag: set COLLECTOR_TOKEN or COLLECTOR_TOKEN_FILE",
    "informer --collector-token-file=/a":
      "Option '--collector-token-file' does not exist, as a secret has no flag: set COLLECTOR_TOKEN or COLLECTOR_TOKEN_FILE",
    "plan --statuse s": "Unknown option '--statuse' (did you mean --statuses?)",
    "plan -x": "Unknown option '-x'",
    "plan foo": "Command 'plan' takes no argument, got 'foo'",
    "--registry-pr-title x plan":
      "Option '--registry-pr-title' must stand after the command 'plan'",
    "--port 1 plan": "Option '--port' does not belong to the command 'plan'",
    "plan --collector-token hidden":
      "Option '--collector-token' does not exist, as a secret has no flag: set COLLECTOR_TOKEN or COLLECTOR_TOKEN_FILE",
    "status --phas error": "Unknown option '--phas' (did you mean --phase?)",
    "status foo": "Command 'status' takes no argument, got 'foo'",
    "statu": "Unknown command 'statu' (did you mean status?)",
    "--port 1 status": "Option '--port' does not belong to the command 'status'",
    "status --collector-token hidden":
      "Option '--collector-token' does not exist, as a secret has no flag: set COLLECTOR_TOKEN or COLLECTOR_TOKEN_FILE",
    "server --collector-token hidden": "Unknown option '--collector-token'",
    "--github-token ghp_hidden":
      "Option '--github-token' does not exist, as a secret has no flag: set GITHUB_TOKEN or GITHUB_TOKEN_FILE",
    "server --github-token-file=/a":
      "Option '--github-token-file' does not exist, as a secret has no flag: set GITHUB_TOKEN or GITHUB_TOKEN_FILE",
  };
  for (const [line, expected] of Object.entries(samples)) {
    const { exitCode, stdout, stderr, started, informed, asked } = await run(line);
    assert.deepEqual([exitCode, stdout, stderr], [2, "", `${expected}\n`], line);
    assert.deepEqual([...started, ...informed, ...asked], [], line);
  }
});

Deno.test("whatever the words are, there is an exit code and never a second line of an error", async () => {
  const word = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("server", "version", "help", "--port", "--", "-", "-x", "--port=", "--json"),
    fc.constantFrom("informer", "--heartbeat", "--composites", "--cluster-name=a"),
    fc.constantFrom(
      "plan",
      "-o",
      "-ojson",
      "--statuses",
      "--registry=r",
      "--collector-url=http://a",
    ),
    fc.constantFrom("status", "-w", "--watch", "--phase=error", "--fail-on=stale", "-oyaml"),
  );
  await fc.assert(fc.asyncProperty(fc.array(word, { maxLength: 4 }), async (args) => {
    const { exitCode, stderr } = await run(args);
    assert.ok(exitCode === 0 || exitCode === 2, stderr);
    if (!stderr.startsWith("Cannot start")) assert.match(stderr, /^(?:[^\p{Cc}]+\n)?$/u);
  }));
});

Deno.test("the help names each setting's flag, variable, default, values and meaning", async () => {
  for (const line of ["--help", "-h", "server --help", "help", "help server"]) {
    const { exitCode, stdout, stderr } = await run(line, { env: {} });
    assert.deepEqual([exitCode, stderr], [0, ""], line);
    const text = stdout.replace(/\s+/g, " ");
    assertNamesSettings(stdout, SERVER_SETTINGS);
    assert.match(text, / --port <port> COLLECTOR_PORT: .* \(default 8080\) /);
    assert.match(text, / --registry-file-path <path> REGISTRY_FILE_PATH: .* \(required\)/);
    assert.match(text, / a duration from 1s to 24h, .* \(default 5m\)/);
    assert.doesNotMatch(text, /--github-token/);
    assert.ok(stdout.split("\n").every((row) => row.length <= 80));
  }
});

Deno.test("the informer's help names each of its settings, and none of the server's", async () => {
  for (const line of ["informer --help", "informer -h", "help informer"]) {
    const { exitCode, stdout, stderr, informed } = await run(line, { env: {} });
    assert.deepEqual([exitCode, stderr, informed.length], [0, "", 0], line);
    assertNamesSettings(stdout, INFORMER_SETTINGS);
    const text = stdout.replace(/\s+/g, " ");
    assert.match(text, / --port <port> INFORMER_PORT: .* \(default 8081\) /);
    assert.match(text, / --cluster-name <cluster> CLUSTER_NAME: .* \(required\)/);
    assert.match(text, / a duration from 1s to 1m, .* \(default 15s\)/);
    assert.match(text, / --composites \[boolean\] INFORMER_COMPOSITES: .* \(default true\)/);
    assert.doesNotMatch(text, /--collector-token|REGISTRY_|GITHUB_|COLLECTOR_PORT/);
    assert.ok(stdout.split("\n").every((row) => row.length <= 80));
  }
});

Deno.test("the root's help lists the commands", async () => {
  const { stdout } = await run("--help");
  assert.ok(stdout.indexOf("Commands:") < stdout.indexOf("Settings, by flag"));
  const names = [...stdout.slice(stdout.indexOf("Commands:")).matchAll(/^ {2}([a-z]+) /gm)];
  assert.deepEqual(names.map(([, name]) => name), [
    "server",
    "informer",
    "plan",
    "status",
    "version",
    "logo",
    "completions",
    "help",
  ]);
});

Deno.test("the version is told for people and for programs, whatever the settings are", async () => {
  const text = await run("version", { env: { COLLECTOR_PORT: "abc" } });
  assert.equal(text.exitCode, 0);
  assert.equal(
    text.stdout,
    `machinery-status-collector 1.2.3
commit:   abc
built:    2026-01-02T15:04:05Z
deno:     2.9.6
platform: linux/x86_64
`,
  );
  const json = await run("version --json");
  assert.equal(json.stdout.split("\n").length, 2);
  assert.deepEqual(JSON.parse(json.stdout), VERSION);
});

Deno.test("the logo is coloured on a terminal only, and not against NO_COLOR", async () => {
  const isColored = async (given: Given): Promise<boolean> => {
    const { exitCode, stdout } = await run("logo", given);
    assert.equal(exitCode, 0);
    assert.ok(stdout.split("\n").length > 10);
    assert.ok(stdout.split("\n").every((row) => row.length < 90));
    return stdout.includes("\u001b[");
  };
  assert.ok(!await isColored({}));
  assert.ok(await isColored({ isTerminal: true }));
  assert.ok(await isColored({ isTerminal: true, env: { NO_COLOR: "" } }));
  assert.ok(!await isColored({ isTerminal: true, env: { NO_COLOR: "1" } }));
});

/** The help of a table has every setting of it: flag or variables, meaning, values and default. */
function assertNamesSettings(help: string, table: SettingTable): void {
  const text = help.replace(/\s+/g, " ");
  for (const setting of Object.values(table.settings)) {
    const { variable, description, expected, absence, flag } = setting;
    const name = flag === null ? `${variable}, ${variable}_FILE ` : `${variable}: `;
    assert.ok(text.includes(`${name}${description}; ${expected} (${absence})`), variable);
  }
}
