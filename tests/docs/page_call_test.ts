/** What the pages tell people to type is taken by the parsers that it is for. */
import assert from "node:assert/strict";
import { parseArgs } from "node:util";
import denoJson from "../../deno.json" with { type: "json" };
import { parseDemoOptions } from "../../demo/demo_options.ts";
import { runCli } from "../../src/cli.ts";
import { SERVER_SETTINGS } from "../../src/config/server_settings.ts";
import { parseVersionName } from "../../src/release/version_name.ts";
import { createTestApp } from "../http/test_app.ts";
import { findOperations, findSchemas } from "./api_document.ts";
import { readPages, ROOT } from "./markdown_page.ts";
import { findCallee, readBlocks, readCalls, readCode } from "./page_call.ts";

const TASKS: Readonly<Record<string, { readonly command: string }>> = denoJson.tasks;
const PAGES = (await readPages()).filter(({ path }) => !path.startsWith("docs/adr/"));
const CALLS = PAGES.flatMap(readCalls);
/** What a reader makes of it, or has from elsewhere. */
const MADE = /^(?:deploy\/overlays\/mine|dist)\b/;
const PLACE = /^(?:src|tests|docs|demo|deploy|\.ci|\.github)\/[\w./-]+$/;

Deno.test("every command line of a page is one that the program or the task takes", async () => {
  let count = 0;
  for (const call of CALLS) {
    const callee = findCallee(call);
    if (callee === undefined) continue;
    count += 1;
    const env = Object.fromEntries(call.variables);
    const problem = callee.kind === "program"
      ? await findProblem(callee.args, env)
      : await findTaskProblem(callee.task, { args: callee.args, env });
    assert.equal(problem, "", call.place);
  }
  assert.ok(count > 80, `only ${count} command lines were looked at`);
});

Deno.test("every request that a page shows is one that the collector takes", async () => {
  let count = 0;
  for (const { place, words } of CALLS) {
    const address = words.find((word) => word.includes("localhost:"));
    if (words[0] !== "curl" || address === undefined) continue;
    count += 1;
    const { port, pathname } = new URL(address.replace(/^(?!http)/, "http://"));
    assert.equal(`default ${port}`, SERVER_SETTINGS.settings.port.absence, place);
    const body = findValue(words, "-d");
    const method = findValue(words, "-X") ?? "GET";
    if (!body?.startsWith("@")) await assertTaken(place, { method, path: pathname, body });
  }
  for (const { path: place, text } of PAGES) {
    for (
      const [, method = "", path = "", body = ""] of text.matchAll(
        /`(POST|PUT) (\/[\w/-]+)`\s+with\s+`(\{[^`]*\})`/g,
      )
    ) {
      count += 1;
      await assertTaken(place, { method, path, body });
    }
  }
  assert.ok(count >= 8, `only ${count} requests were looked at`);
});

Deno.test("every port that a page publishes of an image is the collector's", () => {
  const published = CALLS.map(({ place, words }) => [place, findValue(words, "--publish")] as const)
    .filter(([, ports]) => ports !== undefined);
  assert.ok(published.length > 0);
  for (const [place, ports] of published) {
    assert.equal(`default ${ports?.split(":")[1]}`, SERVER_SETTINGS.settings.port.absence, place);
  }
});

Deno.test("every file that a command line of a page names is there", async () => {
  const named = CALLS.flatMap(({ place, words }) =>
    words.filter((word) => PLACE.test(word) && !MADE.test(word)).map((path) => ({ place, path }))
  );
  assert.ok(named.length > 5, `only ${named.length} files were looked at`);
  for (const { place, path } of named) {
    await assert.doesNotReject(() => Deno.stat(new URL(path, ROOT)), place);
  }
});

Deno.test("an environment file is exported to the end of its line", () => {
  const lines = PAGES.flatMap((page) => [...readBlocks(page), ...readCode(page)])
    .flatMap((text) => text.split("\n")).filter((line) => /^ *set -a/.test(line));
  assert.ok(lines.length > 0);
  for (const line of lines) assert.match(line, /^ *set -a; \. \.\/\.env(?:\.informer)?; set \+a$/);
});

/** What the command line says against it, but for settings that the page leaves to the reader. */
async function findProblem(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string> {
  let stderr = "";
  const start = () => Promise.resolve(0);
  await runCli(args, {
    env: (name) => env[name],
    stdout: () => {},
    stderr: (text) => void (stderr += text),
    isTerminal: true,
    version: { version: "1.2.3", commit: "a", date: "b", deno: "2", platform: "linux/x86_64" },
    readTextFile: () => "text",
    modes: { server: start, informer: start, plan: start, status: start },
  });
  return stderr.split("\n").filter((line) => !/^Cannot start|: is required and not set/.test(line))
    .join("\n");
}

async function findTaskProblem(
  task: string,
  { args, env }: {
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string>>;
  },
): Promise<string> {
  const command = TASKS[task]?.command;
  if (command === undefined) return `there is no task ${task}`;
  const [, script = "", own = ""] =
    /deno run .* ([\w/]+\.ts)((?: (?!main\.ts)[\w-]+)*)$/.exec(command) ?? [];
  if (script === "main.ts") return await findProblem([...own.trim().split(" "), ...args], env);
  if (task === "demo") {
    const parsed = parseDemoOptions(args, () => undefined);
    return parsed.isValid ? "" : parsed.problem;
  }
  if (!script.startsWith("src/release/")) return args.join(" ");
  const problem = await findToolProblem(script, args);
  const isVersion = task !== "tag" || parseVersionName(args[0] ?? "") !== null;
  return isVersion ? problem : `${args[0]} is no version`;
}

/** Reads the words as the tool's own table says, which stands in its source. */
async function findToolProblem(script: string, args: readonly string[]): Promise<string> {
  const source = await Deno.readTextFile(new URL(script, ROOT));
  const options = Object.fromEntries(
    [...source.matchAll(/"?([\w-]+)"?: \{ type: "(string|boolean)"/g)].map((
      [, name = "", type],
    ) => [name, { type: type === "string" ? "string" as const : "boolean" as const }]),
  );
  try {
    const allowPositionals = source.includes("allowPositionals: true");
    parseArgs({ args: [...args], options, allowPositionals });
    return "";
  } catch (error) {
    return String(error);
  }
}

function findValue(words: readonly string[], flag: string): string | undefined {
  const at = words.indexOf(flag);
  return at < 0 ? undefined : words[at + 1];
}

async function assertTaken(
  place: string,
  { method, path, body }: {
    readonly method: string;
    readonly path: string;
    readonly body: string | undefined;
  },
): Promise<void> {
  const { status } = await createTestApp().app.request(path, {
    method,
    headers: { "content-type": "application/json" },
    ...(body === undefined ? {} : { body }),
  });
  assert.ok(![400, 404, 405, 415].includes(status), `${place}: ${method} ${path}: ${status}`);
  // A field that is not known would be ignored.
  const [operation] = findOperations({ method, path });
  const known = findSchemas(operation?.requestBody, "properties").flatMap(Object.keys);
  for (const name of Object.keys(JSON.parse(body ?? "{}"))) {
    assert.ok(known.includes(name), `${place}: ${method} ${path}: ${name}`);
  }
}
