/**
 * Packs a bundle and the runtime into one executable file. The sources are not compiled directly: with
 * the packages of this project, `deno compile` 2.9.6 overflows its stack and aborts.
 */
import { runDeno } from "./deno_command.ts";
import { PROGRAM_FLAGS } from "./program_flags.ts";
import { ReleaseError } from "./release_error.ts";
import { formatTarget, type Target } from "./target.ts";

/** What is packed, for which system, and where it goes. */
export interface CompileOptions {
  /** The folder of the bundle. */
  readonly folder: string;
  readonly target: Target;
  /** Path of the executable. */
  readonly output: string;
}

/** What the compiler says before it tells why it has no base. */
const BASE_FAILURE = "Setting up base binary.";

/**
 * Writes the executable. Throws `ReleaseError`, with a sentence of its own where the base binary, which
 * the compiler downloads for each system, cannot be fetched.
 */
export async function compileBundle({ folder, target, output }: CompileOptions): Promise<void> {
  const words = ["compile", "--quiet", "--no-check", ...PROGRAM_FLAGS];
  const { success, message } = await runDeno(
    [...words, "--target", target.triple, "--output", output, "main.js"],
    folder,
  );
  if (success) return;
  const system = formatTarget(target);
  const causes = readCauses(message);
  throw new ReleaseError(
    causes[0] === BASE_FAILURE
      ? `Cannot compile for ${system}: the base binary of Deno ${Deno.version.deno} (denort) cannot ` +
        `be fetched: ${causes[1]}`
      : `Cannot compile for ${system}: ${causes.join(": ") || message}`,
  );
}

/** The compiler numbers what led to a failure, the outermost first. */
function readCauses(message: string): readonly string[] {
  return [...message.matchAll(/^ +\d+: (.+)$/gm)].map(([, cause = ""]) => cause);
}
