/**
 * What the three shells complete, in one notation, and what becomes of tests that need a shell that is
 * missing: left out with a clear name on somebody's machine, a failure in CI.
 */
import type { Shell } from "../../src/cli/shell.ts";
import { createNeedingTest, hasCommand } from "./needed_part.ts";
import { ShellSession } from "./shell_session.ts";

/** Where lines are completed. */
export interface CompletionPlace {
  /** The script that the program prints. */
  readonly script: string;
  /** The folder that paths are completed in. */
  readonly cwd: string;
  /** Commands before the script is loaded. */
  readonly setup?: string;
}

/** A test that runs where there is such a shell. */
export function testShell(shell: Shell, name: string, fn: () => Promise<void>): void {
  const commands = shell === "fish" ? [shell] : [shell, "script", "mkfifo"];
  const missing = commands.filter((command) => !hasCommand(command)).join(" and ");
  createNeedingTest({
    isThere: missing === "",
    name: missing,
    notice: `needs ${missing}`,
  })(name, fn);
}

/** What the shell offers for the last word of each line: bare words, sorted. */
export async function listCandidates(
  shell: Shell,
  { lines, ...place }: CompletionPlace & { readonly lines: readonly string[] },
): Promise<readonly (readonly string[])[]> {
  const all = shell === "fish"
    ? await listInFish(lines, place)
    : await listInSession(shell, { lines, ...place });
  return all.map((candidates) => [...new Set(candidates.map(toBareWord))].sort());
}

async function listInSession(
  shell: "bash" | "zsh",
  { lines, ...place }: CompletionPlace & { readonly lines: readonly string[] },
): Promise<readonly (readonly string[])[]> {
  await using session = await ShellSession.start(shell, place);
  const all: (readonly string[])[] = [];
  for (const line of lines) all.push(await session.list(line));
  return all;
}

/** Fish tells what it would offer without a terminal. */
const FISH = `eval $argv[2]; source $argv[1]
for line in $argv[3..]; complete -C $line; printf '\\0'; end`;

async function listInFish(
  lines: readonly string[],
  { script, cwd, setup = "" }: CompletionPlace,
): Promise<readonly (readonly string[])[]> {
  const home = await Deno.makeTempDir();
  const path = `${home}/script`;
  await Deno.writeTextFile(path, script);
  const { code, stdout, stderr } = await new Deno.Command("fish", {
    args: ["--no-config", "--command", FISH, path, setup, ...lines],
    cwd,
    clearEnv: true,
    env: { PATH: Deno.env.get("PATH") ?? "", HOME: home, LC_ALL: "C.UTF-8" },
  }).output();
  await Deno.remove(home, { recursive: true });
  if (code !== 0 || stderr.length > 0) {
    throw new Error(`Fish failed with ${code}: ${new TextDecoder().decode(stderr)}`);
  }
  const answers = new TextDecoder().decode(stdout).split("\0").slice(0, -1);
  return answers.map((answer) =>
    answer.split("\n").map((row) => row.split("\t")[0] ?? "").filter((word) => word !== "")
  );
}

/** Without the flag before it, without quoting, and without what another TAB would take away. */
function toBareWord(candidate: string): string {
  return candidate.replace(/^--[a-z-]+=(?=.)/, "").replaceAll("\\", "").replace(/[=,/]$/, "");
}
