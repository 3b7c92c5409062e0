/** Runs a program in a process that has given permissions and no other, and ends as it ends. */
import { type Permissions, toPermissionFlags } from "./permissions.ts";

/** What is run. */
export interface ProgramCommand {
  /** Flags of `deno run` that give no permissions. */
  readonly runFlags: readonly string[];
  /** Path of the module that is run. */
  readonly entry: string;
  /** Words after it. */
  readonly args: readonly string[];
}

/**
 * Signals that ask to stop, for good or for a while, and the one that changes the log level; on Windows
 * the console sends them to both processes.
 */
const PASSED_SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT"]
  : ["SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM", "SIGTSTP", "SIGUSR2"];

/** Variables that load foreign code; the runtime starts nothing while one is set. */
const LOADER_VARIABLE = /^(?:LD|DYLD)_/;

/** Runs it until it ends, and hands signals on; resolves to its exit code. */
export async function launch(
  { runFlags, entry, args }: ProgramCommand,
  permissions: Permissions,
): Promise<number> {
  const env = Object.entries(Deno.env.toObject())
    .filter(([name]) => !LOADER_VARIABLE.test(name));
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", ...toPermissionFlags(permissions), ...runFlags, entry, ...args],
    clearEnv: true,
    env: Object.fromEntries(env),
  }).spawn();
  for (const signal of PASSED_SIGNALS) {
    Deno.addSignalListener(signal, () => {
      if (Deno.build.os !== "windows") sendSignal(child, signal);
    });
  }
  return (await child.status).code;
}

function sendSignal(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch (error) {
    // It has ended already, and its exit code is on the way.
    if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
  }
}
