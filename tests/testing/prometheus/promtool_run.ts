/** Runs Prometheus' own tool on files that are written for it. */

/** What the tool said. */
export interface PromtoolAnswer {
  readonly isSuccess: boolean;
  /** Both outputs. */
  readonly text: string;
}

/** Runs it in a folder of its own that holds the files, by the names that they are given. */
export async function runPromtool(
  args: readonly string[],
  files: Readonly<Record<string, string>>,
): Promise<PromtoolAnswer> {
  const cwd = await Deno.makeTempDir();
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${cwd}/${name}`, text);
    }
    const command = new Deno.Command("promtool", { args: [...args], cwd });
    const { success, stdout, stderr } = await command.output();
    const decoder = new TextDecoder();
    return { isSuccess: success, text: decoder.decode(stdout) + decoder.decode(stderr) };
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}
