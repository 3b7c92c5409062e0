/** Every hostile text on the command line and in each setting, and in what a mode throws. */
import assert from "node:assert/strict";
import { type CliDeps, runCli } from "../src/cli.ts";
import { INFORMER_SETTINGS } from "../src/config/informer_settings.ts";
import { PLAN_SETTINGS } from "../src/config/plan_settings.ts";
import { SERVER_SETTINGS } from "../src/config/server_settings.ts";
import { STATUS_SETTINGS } from "../src/config/status_settings.ts";
import { AccessError, UnavailableError } from "../src/errors.ts";
import { HOSTILE_TEXTS, UNSAFE } from "./testing/hostile_texts.ts";

const VERSION = { version: "1.2.3", commit: "abc", date: "unknown", deno: "2", platform: "test" };
const ended = () => Promise.resolve(0);

/** Runs a command line and gives what it wrote. */
async function run(
  args: readonly string[],
  { env = () => undefined, server = ended }: {
    readonly env?: CliDeps["env"];
    readonly server?: CliDeps["modes"]["server"];
  } = {},
): Promise<string> {
  let written = "";
  const write = (text: string): void => void (written += text);
  await runCli(args, {
    env,
    stdout: write,
    stderr: write,
    isTerminal: false,
    version: VERSION,
    readTextFile: (path) => {
      throw new Error(path);
    },
    modes: { server, informer: ended, plan: ended, status: ended },
  });
  return written;
}

/** Lines that steer nothing; their number is ours. */
function assertHarmless(written: string, about: string): void {
  assert.ok(written.endsWith("\n"), about);
  assert.doesNotMatch(written.replaceAll("\n", ""), UNSAFE, about);
}

Deno.test("a setting that is wrong is told of on one line, whatever it is", async () => {
  const tables = {
    server: SERVER_SETTINGS,
    informer: INFORMER_SETTINGS,
    plan: PLAN_SETTINGS,
    status: STATUS_SETTINGS,
  };
  for (const { name, text } of HOSTILE_TEXTS) {
    for (const [mode, table] of Object.entries(tables)) {
      const variables = Object.values(table.settings).map(({ variable }) => variable);
      const written = await run([mode], { env: () => text });
      if (written === "") continue;
      assertHarmless(written, name);
      const lines = written.trimEnd().split("\n").slice(1);
      assert.ok(lines.length <= 2 * variables.length, name);
      for (const line of lines) assert.match(line, /^ {2}[A-Z_]+: \S/, name);
    }
  }
});

Deno.test("a wrong command line is told of on one line, whatever is in it", async () => {
  for (const { name, text } of HOSTILE_TEXTS) {
    const lines = [[text], ["server", text], [`--${text}`], ["server", `--port=${text}`], [
      "help",
      text,
    ], ["completions", text]];
    for (const args of lines) {
      const written = await run(args, { server: () => Promise.resolve(0) });
      if (written !== "" && !written.startsWith("Usage:")) assertHarmless(written, name);
    }
  }
});

Deno.test("what a mode throws is told without harm, the stack of a bug as well", async () => {
  for (const { name, text } of HOSTILE_TEXTS) {
    const errors = [
      new Error(text, { cause: new Error(text) }),
      new AccessError(text, { status: 404 }),
      new UnavailableError(text),
      text,
    ];
    for (const error of errors) {
      const server = () => Promise.reject(error);
      const env = (variable: string) => ENV[variable];
      const written = await run(["server"], { env, server });
      assertHarmless(written, name);
      for (const line of written.trimEnd().split("\n").slice(1)) {
        assert.match(line, /^ {4}at /, name);
      }
    }
  }
});

const ENV: Readonly<Record<string, string>> = {
  GITHUB_TOKEN: "token",
  REGISTRY_REPO_OWNER: "acme",
  REGISTRY_REPO_NAME: "registry",
  REGISTRY_FILE_PATH: "claims/registry.yaml",
};
