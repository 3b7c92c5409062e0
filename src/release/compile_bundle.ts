/**
 * Packs a bundle and the runtime into one executable file. The sources are not compiled directly: with
 * the packages of this project, `deno compile` 2.9.6 overflows its stack and aborts.
 */
import { basename, dirname } from "node:path";
import { quote } from "../runtime/visible_text.ts";
import { cutBacktrace, runDeno } from "./deno_command.ts";
import { PROGRAM_FLAGS } from "./program_flags.ts";
import { ReleaseError } from "./release_error.ts";
import { formatTarget, type Target } from "./target.ts";
import { WorkFolder } from "./work_folder.ts";

/** What is packed, for which system, and where it goes. */
export interface CompileOptions {
  /** The folder of the bundle. */
  readonly folder: string;
  readonly target: Target;
  /** Path of the executable. */
  readonly output: string;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/** What the compiler says before it tells why it has no base. */
const BASE_FAILURE = "Setting up base binary.";

/**
 * Writes the executable, which is there only when it is whole. Throws `ReleaseError`, with a sentence of
 * its own where the base binary, which the compiler downloads for each system, cannot be fetched.
 */
export async function compileBundle(options: CompileOptions): Promise<void> {
  const { folder, target, output, signal } = options;
  await using work = await WorkFolder.create(dirname(output));
  const made = `${work.path}/${basename(output)}`;
  const words = ["compile", "--quiet", "--no-check", ...PROGRAM_FLAGS];
  const args = [...words, "--target", target.triple, "--output", made, "main.js"];
  const { success, message } = await runDeno({ args, folder, signal });
  if (success) return await Deno.rename(made, output);
  throw new ReleaseError(`Cannot compile for ${formatTarget(target)}: ${describeFailure(message)}`);
}

/** Throws `ReleaseError` where something other than a file stands in the way of an executable. */
export async function assertFilePath(path: string): Promise<void> {
  const found = await Deno.stat(path).catch((error: unknown) => {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  });
  if (found === null || found.isFile) return;
  throw new ReleaseError(`--output: expected the path of a file, found ${quote(path)} to be none`);
}

/** What the compiler said, in a line. */
function describeFailure(message: string): string {
  const causes = readCauses(message);
  const [first = "the compiler did not say why", second] = causes;
  if (first !== BASE_FAILURE || second === undefined) return causes.join(": ") || first;
  return `the base binary of Deno ${Deno.version.deno} (denort) cannot be fetched: ${second}`;
}

/** What led to a failure, the outermost first; where the compiler does not list it, what failed. */
function readCauses(message: string): readonly string[] {
  const [failure = "", causes = ""] = cutBacktrace(message).split(/^Caused by:$/m);
  const told = causes.trim() === "" ? failure.replace(/^error: /, "") : causes;
  return told.split("\n").map((line) => line.replace(/^ *(?:\d+: )?/, "").trimEnd())
    .filter((line) => line !== "");
}
