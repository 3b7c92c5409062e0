/**
 * `deno task compile`: packs the program into an executable file for this machine, or for `--target`.
 * `deno task compile:all` packs it for all systems, and writes the checksums beside them.
 */
import { quote } from "../runtime/visible_text.ts";
import { bundleProgram } from "./bundle_program.ts";
import { listChecksums } from "./checksums.ts";
import { assertFilePath, compileBundle } from "./compile_bundle.ts";
import { BUNDLE, DIST, readProjectFacts, ROOT } from "./project.ts";
import { readArguments, runReleaseCommand, toCallerPath, writeLine } from "./release_command.ts";
import { ReleaseError } from "./release_error.ts";
import { runUntilStopped } from "./stop_signals.ts";
import { findTarget, type Target, TARGETS, toExecutableName } from "./target.ts";
import { WorkFolder } from "./work_folder.ts";

/** What the arguments ask for. */
interface CompileRequest {
  readonly isAll: boolean;
  readonly targets: readonly Target[];
  readonly output: string | undefined;
}

await runReleaseCommand(() => runUntilStopped(compile));

async function compile(signal: AbortSignal): Promise<void> {
  const { isAll, targets, output } = readRequest();
  if (output !== undefined) await assertFilePath(toCallerPath(output));
  const facts = await readProjectFacts();
  // Another run at the same time has its own bundle, and perhaps another version.
  await using work = await WorkFolder.create(DIST);
  const folder = `${work.path}/bundle`;
  await bundleProgram({ root: ROOT, folder, facts, signal });
  const names = [];
  for (const target of targets) {
    const name = toExecutableName(facts.version, target);
    const path = output === undefined ? `${DIST}/${name}` : toCallerPath(output);
    await compileBundle({ folder, target, output: path, signal });
    names.push(name);
    writeLine(`Compiled ${output ?? `dist/${name}`}`);
  }
  await work.release("bundle", BUNDLE);
  if (!isAll) return;
  await Deno.writeTextFile(`${DIST}/checksums.txt`, await listChecksums(DIST, names));
  writeLine("Wrote dist/checksums.txt");
}

function readRequest(): CompileRequest {
  const { values: { all: isAll = false, output, target } } = readArguments({
    options: {
      all: { type: "boolean" },
      output: { type: "string" },
      target: { type: "string" },
    },
  });
  if (isAll && (output ?? target) !== undefined) {
    throw new ReleaseError("--all names its files itself: expected neither --target nor --output");
  }
  if (isAll && Deno.env.get("DENORT_BIN")) {
    throw new ReleaseError("DENORT_BIN names the base binary of one system: expected --target");
  }
  if (output === "" || output?.endsWith("/")) {
    throw new ReleaseError(`--output: expected the path of a file, got ${quote(output)}`);
  }
  const targets = isAll ? TARGETS : [findTarget(target ?? Deno.build.target)];
  return { isAll, targets, output };
}
