/**
 * `deno task compile`: packs the program into an executable file for this machine, or for `--target`.
 * `deno task compile:all` packs it for all systems, and writes the checksums beside them.
 */
import { isAbsolute } from "node:path";
import { bundleProgram } from "./bundle_program.ts";
import { listChecksums } from "./checksums.ts";
import { compileBundle } from "./compile_bundle.ts";
import { BUNDLE, DIST, readProjectFacts, ROOT } from "./project.ts";
import { readArguments, runReleaseCommand, writeLine } from "./release_command.ts";
import { ReleaseError } from "./release_error.ts";
import { findTarget, TARGETS, toExecutableName } from "./target.ts";

await runReleaseCommand(async () => {
  const { values: { all = false, output, target } } = readArguments({
    options: {
      all: { type: "boolean" },
      output: { type: "string" },
      target: { type: "string" },
    },
  });
  if (all && (output ?? target) !== undefined) {
    throw new ReleaseError("--all names its files itself: expected neither --target nor --output");
  }
  if (all && Deno.env.get("DENORT_BIN")) {
    throw new ReleaseError("DENORT_BIN names the base binary of one system: expected --target");
  }
  const targets = all ? TARGETS : [findTarget(target ?? Deno.build.target)];
  const facts = await readProjectFacts();
  await bundleProgram({ root: ROOT, folder: BUNDLE, facts });
  const names = [];
  for (const each of targets) {
    const name = toExecutableName(facts.version, each);
    const path = toPath(output) ?? `${DIST}/${name}`;
    await compileBundle({ folder: BUNDLE, target: each, output: path });
    names.push(name);
    writeLine(`Compiled ${output ?? `dist/${name}`}`);
  }
  if (!all) return;
  await Deno.writeTextFile(`${DIST}/checksums.txt`, await listChecksums(DIST, names));
  writeLine("Wrote dist/checksums.txt");
});

/** The compiler runs in the folder of the bundle. */
function toPath(output: string | undefined): string | undefined {
  if (output === undefined || isAbsolute(output)) return output;
  return `${Deno.env.get("INIT_CWD") ?? Deno.cwd()}/${output}`;
}
