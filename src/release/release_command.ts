/** The edge of each tool of a release: what went wrong becomes a sentence and an exit code. */
import { resolve } from "node:path";
import { parseArgs, type ParseArgsConfig } from "node:util";
import { ReleaseError, StoppedError } from "./release_error.ts";

/** Exit code for words that the tool does not know. */
const USAGE_EXIT_CODE = 2;

/**
 * Runs a tool and ends the process: 0, 1 with a sentence, or 2 for wrong arguments. What the system refuses,
 * such as a file that cannot be written, is a sentence, too.
 */
export async function runReleaseCommand(run: () => Promise<void>): Promise<never> {
  try {
    await run();
  } catch (error) {
    if (isUsageError(error)) return fail(error.message, USAGE_EXIT_CODE);
    if (error instanceof StoppedError) return fail(error.message, error.exitCode);
    if (error instanceof ReleaseError || isSystemError(error)) return fail(error.message, 1);
    throw error;
  }
  return Deno.exit(0);
}

/** Reads flags and words as the table says; other ones are an error of the usage. */
export function readArguments<T extends ParseArgsConfig>(
  config: T,
): ReturnType<typeof parseArgs<T>> {
  return parseArgs<T>({ ...config, args: Deno.args });
}

/** The only word beside flags; throws `ReleaseError` with this sentence where there is none, or another. */
export function readOnlyWord(words: readonly string[], expected: string): string {
  const [word, ...others] = words;
  if (word === undefined || others.length > 0) throw new ReleaseError(expected);
  return word;
}

/** A path as the caller means it: a task runs in the project's root, wherever it was called. */
export function toCallerPath(path: string): string {
  return resolve(Deno.env.get("INIT_CWD") ?? Deno.cwd(), path);
}

/** Writes a line to standard output. */
export function writeLine(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

function isUsageError(error: unknown): error is Error {
  return error instanceof TypeError && "code" in error &&
    String(error.code).startsWith("ERR_PARSE_ARGS_");
}

/** The runtime tells the system's own number, and which file it was. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && /\(os error \d+\)/.test(error.message);
}

function fail(message: string, exitCode: number): never {
  Deno.stderr.writeSync(new TextEncoder().encode(`error: ${message}\n`));
  return Deno.exit(exitCode);
}
