/** The examples of the help do what they say, as far as that takes neither GitHub nor a cluster. */
import assert from "node:assert/strict";
import { runCli } from "../../src/cli.ts";
import { testShell } from "../testing/completion_shell.ts";
import {
  type HelpExample,
  type ProgramCall,
  readExamples,
  runExample,
} from "../testing/help_example.ts";
import { readHelpedCommands } from "../testing/helped_command.ts";
import { printCommand } from "../testing/printed_command.ts";

const ENV = {
  GITHUB_TOKEN: "token",
  REGISTRY_REPO_OWNER: "acme",
  REGISTRY_REPO_NAME: "inventory",
  REGISTRY_FILE_PATH: "claims/registry.yaml",
};

/** A folder with what the examples name. */
async function prepareFolder(): Promise<string> {
  const cwd = await Deno.makeTempDir();
  const variables = Object.entries(ENV).map(([name, value]) => `${name}=${value}\n`);
  await Deno.mkdir(`${cwd}/claims`);
  await Deno.writeTextFile(`${cwd}/.env`, variables.join(""));
  await Deno.writeTextFile(`${cwd}/token`, "token\n");
  await Deno.writeTextFile(`${cwd}/statuses.json`, "[]");
  await Deno.writeTextFile(`${cwd}/claims/registry.yaml`, "prod: []\n");
  return cwd;
}

/** The mode that a call starts, or `printed` where it starts none; fails where it is refused. */
async function startCall({ args, env }: ProgramCall, cwd: string): Promise<string> {
  const started: string[] = [];
  let stderr = "";
  const start = (mode: string) => () => {
    started.push(mode);
    return Promise.resolve(0);
  };
  const exitCode = await runCli(args, {
    env: (name) => env[name],
    stdout: () => {},
    stderr: (text) => void (stderr += text),
    isTerminal: true,
    version: { version: "1.2.3", commit: "a", date: "b", deno: "2", platform: "linux/x86_64" },
    readTextFile: (path) => Deno.readTextFileSync(`${cwd}/${path}`),
    modes: {
      server: start("server"),
      informer: start("informer"),
      plan: start("plan"),
      status: start("status"),
    },
  });
  assert.deepEqual([exitCode, stderr], [0, ""], args.join(" "));
  return started.join() || "printed";
}

function isRestOfEnvironment({ text }: HelpExample): boolean {
  return text.includes("the rest from the environment");
}

async function findExample(command: string, text: string): Promise<HelpExample> {
  const example = (await readExamples(command)).find((candidate) => candidate.text.includes(text));
  assert.ok(example, text);
  return example;
}

Deno.test("every command has examples, and its help fits into 80 columns", async () => {
  for (const { name } of await readHelpedCommands()) {
    const { stdout } = await printCommand([...(name === "" ? [] : [name]), "--help"]);
    assert.ok((await readExamples(name)).length > 0, name);
    assert.deepEqual(stdout.split("\n").filter((row) => row.length > 80), [], name);
  }
});

testShell("bash", "every example is a command line that the program takes", async () => {
  const cwd = await prepareFolder();
  const commands = await readHelpedCommands();
  const examples = (await Promise.all(commands.map(({ name }) => readExamples(name)))).flat();
  for (const example of examples) {
    const { command, lines } = example;
    // What is for zsh alone runs below.
    const shellLines = lines.replace("autoload -U compinit && compinit\n", "");
    const { code, stderr, calls } = await runExample({ ...example, lines: shellLines }, { cwd });
    assert.deepEqual([code, stderr], [0, ""], lines);
    assert.equal(calls.length, lines.match(/machinery-status-collector [a-z]/g)?.length, lines);
    for (const call of calls) {
      const env = isRestOfEnvironment(example) ? { ...ENV, ...call.env } : call.env;
      const mode = await startCall({ ...call, env }, cwd);
      const isMode = ["server", "informer", "plan", "status"].includes(call.args[0] ?? "");
      assert.equal(mode, isMode ? call.args[0] : "printed", lines);
      if (command !== "") assert.equal(call.args[0], command, lines);
    }
  }
  await Deno.remove(cwd, { recursive: true });
});

testShell("bash", "a plan is made by the examples that need no collector", async () => {
  const cwd = await prepareFolder();
  const examples = await readExamples("plan");
  const fromFiles = examples.filter(({ lines }) => lines.includes("--statuses"));
  const runs = await Promise.all(
    fromFiles.map((example) => runExample(example, { cwd, isReal: true })),
  );
  assert.deepEqual(runs.map(({ code, stderr }) => [code, stderr]), [[0, ""], [0, ""]]);
  assert.equal(typeof JSON.parse(runs[1]?.stdout ?? "").diff, "string");
  await Deno.remove(cwd, { recursive: true });
});

testShell("bash", "a bash completes after its examples", async () => {
  const cwd = await prepareFolder();
  const [here, each] = await Promise.all([
    runExample(await findExample("completions", "In this bash"), {
      cwd,
      isReal: true,
      after: "complete -p machinery-status-collector",
    }),
    runExample(await findExample("completions", "bash-completion"), { cwd, isReal: true }),
  ]);
  const registered = "complete -F _machinery_status_collector machinery-status-collector\n";
  assert.deepEqual([here.code, here.stderr, here.stdout], [0, "", registered]);
  assert.deepEqual([each.code, each.stderr], [0, ""]);
  const folder = `${cwd}/.local/share/bash-completion/completions`;
  const script = await Deno.readTextFile(`${folder}/machinery-status-collector`);
  assert.match(script, /\ncomplete -F _machinery_status_collector machinery-status-collector /);
  await Deno.remove(cwd, { recursive: true });
});

testShell("zsh", "a zsh completes after its example", async () => {
  const cwd = await prepareFolder();
  const { code, stdout, stderr } = await runExample(await findExample("completions", "zsh"), {
    cwd,
    isReal: true,
    shell: ["zsh", "-f"],
    after: "print $_comps[machinery-status-collector]",
  });
  assert.deepEqual([code, stderr, stdout], [0, "", "_machinery-status-collector\n"]);
  await Deno.remove(cwd, { recursive: true });
});

testShell("fish", "a fish completes after its example", async () => {
  const cwd = await prepareFolder();
  const { code, stdout, stderr } = await runExample(await findExample("completions", "fish"), {
    cwd,
    isReal: true,
    shell: ["fish"],
    after: "complete -C 'machinery-status-collector serv' | string replace -r '\\t.*' ''",
  });
  assert.deepEqual([code, stderr, stdout], [0, "", "server\n"]);
  await Deno.remove(cwd, { recursive: true });
});
