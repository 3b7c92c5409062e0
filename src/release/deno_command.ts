/** The runtime's own commands, as the process that is running has them. */

/** What to run. */
export interface DenoCommand {
  readonly args: readonly string[];
  readonly folder: string;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/** How one ended. */
export interface DenoEnd {
  readonly success: boolean;
  /** What it wrote to standard output. */
  readonly output: string;
  /** What it said on standard error, without colours. */
  readonly message: string;
}

/** Runs `deno` with these arguments in a folder, to its end. Throws the signal's reason where it is stopped. */
export async function runDeno({ args, folder, signal }: DenoCommand): Promise<DenoEnd> {
  signal.throwIfAborted();
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: folder,
    env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal,
  }).output();
  signal.throwIfAborted();
  const decoder = new TextDecoder();
  return { success, output: decoder.decode(stdout), message: decoder.decode(stderr).trim() };
}

/** What it said, without the list of its own functions that it may print below. */
export function cutBacktrace(message: string): string {
  const [said = ""] = message.split("\nStack backtrace:\n", 1);
  return said.trim();
}
