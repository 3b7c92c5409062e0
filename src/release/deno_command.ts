/** The runtime's own commands, as the process that is running has them. */

/** How one ended. */
export interface DenoEnd {
  readonly success: boolean;
  /** What it wrote to standard output. */
  readonly output: string;
  /** What it said on standard error, without colours. */
  readonly message: string;
}

/** Runs `deno` with these arguments in a folder, to its end. */
export async function runDeno(args: readonly string[], folder: string): Promise<DenoEnd> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: folder,
    env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const decoder = new TextDecoder();
  return { success, output: decoder.decode(stdout), message: decoder.decode(stderr).trim() };
}
