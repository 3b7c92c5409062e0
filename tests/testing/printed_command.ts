/** The command line without any mode behind it: what it prints. */
import { runCli } from "../../src/cli.ts";

const NOTHING = () => Promise.resolve(0);

/** Runs a command that only prints, as the build 1.2.3 for Linux. */
export async function printCommand(
  args: readonly string[],
): Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }> {
  const written = { stdout: "", stderr: "" };
  const exitCode = await runCli(args, {
    env: () => undefined,
    stdout: (text) => void (written.stdout += text),
    stderr: (text) => void (written.stderr += text),
    isTerminal: false,
    version: { version: "1.2.3", commit: "a", date: "b", deno: "2", platform: "linux/x86_64" },
    readTextFile: () => {
      throw new Deno.errors.NotFound();
    },
    modes: { server: NOTHING, informer: NOTHING, plan: NOTHING, status: NOTHING },
  });
  return { exitCode, ...written };
}
