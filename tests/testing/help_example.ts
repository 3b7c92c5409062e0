/**
 * The examples of the help, run by the shell that they are for. In the place of the program stands one
 * that notes the words and the variables that it was given, and runs the real one where it is told to.
 */
import { printCommand } from "./printed_command.ts";

/** One example. */
export interface HelpExample {
  /** The command whose help has it; empty for the program's own. */
  readonly command: string;
  readonly text: string;
  /** As they are typed. */
  readonly lines: string;
}

/** How the program was called. */
export interface ProgramCall {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** What came of running an example. */
export interface ExampleRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly calls: readonly ProgramCall[];
}

const NAME = "machinery-status-collector";
const ROOT = new URL("../../", import.meta.url).pathname;

/** Notes its words and variables, each with a NUL behind it. */
const PROGRAM = `#!/bin/sh
folder=$(mktemp -d -p "$CALLS")
printf '%s\\0' "$@" > "$folder/args"
env -0 > "$folder/env"
if [ -n "$REAL_DENO" ]; then exec "$REAL_DENO" run -A --quiet "$REAL_MAIN" "$@"; fi
`;

/** The examples in the help of a command. */
export async function readExamples(command: string): Promise<readonly HelpExample[]> {
  const { stdout } = await printCommand([...(command === "" ? [] : [command]), "--help"]);
  const [, part = ""] = stdout.split("\nExamples:\n");
  const found = part.matchAll(/^ {2}(\S.*)\n((?: {4}.*\n?)+)/gm);
  return [...found].map(([, text = "", lines = ""]) => ({
    command,
    text,
    lines: lines.replace(/^ {4}/gm, ""),
  }));
}

/** Runs an example in a folder, which is also the home of who runs it. */
export async function runExample(
  { lines }: HelpExample,
  { cwd, shell = ["bash", "--norc"], isReal = false, after = "" }: {
    readonly cwd: string;
    readonly shell?: readonly string[];
    /** Whether the real program runs. */
    readonly isReal?: boolean;
    /** Further lines for the same shell. */
    readonly after?: string;
  },
): Promise<ExampleRun> {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/calls`);
  await Deno.writeTextFile(`${folder}/${NAME}`, PROGRAM, { mode: 0o755 });
  const [command = "", ...args] = shell;
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args: [...args, "-c", `${lines}${after}`],
    cwd,
    clearEnv: true,
    env: {
      PATH: `${folder}:${Deno.env.get("PATH")}`,
      HOME: cwd,
      CALLS: `${folder}/calls`,
      ...(isReal ? toRealEnv() : {}),
    },
  }).output();
  const calls = await Array.fromAsync(
    Deno.readDir(`${folder}/calls`),
    ({ name }) => readCall(`${folder}/calls/${name}`),
  );
  await Deno.remove(folder, { recursive: true });
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr), calls };
}

function toRealEnv(): Readonly<Record<string, string>> {
  const cache = Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`;
  return { REAL_DENO: Deno.execPath(), REAL_MAIN: `${ROOT}main.ts`, DENO_DIR: cache };
}

async function readCall(folder: string): Promise<ProgramCall> {
  const [args = [], env = []] = await Promise.all(
    ["args", "env"].map(async (name) =>
      (await Deno.readTextFile(`${folder}/${name}`)).split("\0").slice(0, -1)
    ),
  );
  return {
    args,
    env: Object.fromEntries(env.map((entry) => {
      const end = entry.indexOf("=");
      return [entry.slice(0, end), entry.slice(end + 1)];
    })),
  };
}
