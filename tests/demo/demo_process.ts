/** The demo as a process of its own, with the permissions of its task and nothing more. */

import { tmpdir } from "node:os";

/** What the demo may do; the `demo` task of `deno.json` says the same. */
export const DEMO_PERMISSIONS: readonly string[] = [
  "--no-prompt",
  "--allow-net=127.0.0.1",
  "--allow-read",
  `--allow-write=${tmpdir()}`,
  "--allow-run",
  "--allow-env=NO_COLOR,DEMO_BREAK,DEMO_DEADLINE_SECONDS,DEBUG,EMULATE_DEBUG,EMULATE_BASE_URL,PORTLESS_URL",
];

/** How the demo is started. */
export interface DemoStart {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the demo; its output is no terminal. */
export function startDemo({ args, env = {} }: DemoStart): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    // Quiet, because on a fresh machine Deno tells of its downloads on standard error.
    args: ["run", "--quiet", ...DEMO_PERMISSIONS, "demo/main.ts", ...args],
    cwd: new URL("../../", import.meta.url),
    env: { DEMO_BREAK: "", DEMO_DEADLINE_SECONDS: "", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Runs the demo to its own end. */
export async function runDemo(
  start: DemoStart,
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const { code, stdout, stderr } = await startDemo(start).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
