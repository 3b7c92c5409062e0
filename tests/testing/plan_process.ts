/** The command `plan` as a process of its own, with nothing in its environment but what is given. */

/** How it ended. */
export interface PlanRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const MAIN = new URL("../../main.ts", import.meta.url);

/** Runs it to its end; `runFlags` are those of `deno run`, all permissions where they are left out. */
export async function runPlan(
  args: readonly string[],
  options: {
    readonly env?: Readonly<Record<string, string>>;
    readonly runFlags?: readonly string[];
    readonly cwd?: string;
  } = {},
): Promise<PlanRun> {
  const { env = {}, runFlags = ["--allow-all"], cwd } = options;
  const config = new URL("../../deno.json", import.meta.url).pathname;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "--config",
      config,
      ...runFlags,
      MAIN.href,
      "plan",
      ...args,
    ],
    env: { ...keptEnv(), ...env },
    clearEnv: true,
    ...(cwd === undefined ? {} : { cwd }),
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** What Deno itself needs. */
function keptEnv(): Readonly<Record<string, string>> {
  const names = ["PATH", "HOME", "DENO_DIR", "DENO_CERT", "SSL_CERT_FILE", "NPM_CONFIG_REGISTRY"];
  return Object.fromEntries(names.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  }));
}
