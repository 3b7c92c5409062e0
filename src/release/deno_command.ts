/** The runtime's own commands, as the process that is running has them. */

/** How one ended. */
export interface DenoEnd {
  readonly success: boolean;
  /** What it said on standard error, without colours. */
  readonly message: string;
}

/** Runs `deno` with these arguments in a folder, to its end. */
export async function runDeno(args: readonly string[], folder: string): Promise<DenoEnd> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: folder,
    env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  return { success, message: new TextDecoder().decode(stderr).trim() };
}
