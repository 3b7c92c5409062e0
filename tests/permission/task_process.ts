/** A task of `deno.json` as a process, by the very command that stands there. */
import denoJson from "../../deno.json" with { type: "json" };
import { ProgramProcess } from "../testing/program_process.ts";

/** How a task is started. */
export interface TaskOptions {
  readonly task: "run-server" | "run-informer" | "plan" | "status";
  /** Flags of the mode. */
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What stands in for `.env`. */
  readonly envFile?: string;
  /** Runs in place of `main.ts`, once, with all that the mode might do. */
  readonly entry?: string;
}

const CONFIG = new URL("../../deno.json", import.meta.url).pathname;

/** Starts it. */
export function startTask(options: TaskOptions): ProgramProcess {
  const { task, args = [], env, envFile = "no-such-file", entry } = options;
  let command = replaceOnce(denoJson.tasks[task].command, / main\.ts /, ` ${entry ?? "main.ts"} `);
  if (task.startsWith("run-")) {
    command = replaceOnce(command, /--env-file=\S+/, `--env-file=${envFile}`);
  }
  if (entry !== undefined) command = command.replace(" --watch", "");
  return new ProgramProcess({
    words: ["task", "--quiet", "--config", CONFIG, "--eval", command, ...args],
    env,
    isTree: true,
  });
}

function replaceOnce(text: string, pattern: RegExp, by: string): string {
  if (!pattern.test(text)) throw new Error(`Nothing of "${text}" is ${pattern}`);
  return text.replace(pattern, () => by);
}
