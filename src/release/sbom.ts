/** `deno task sbom`: bundles the program, and writes what stands in the bundle to `dist/sbom.cdx.json`. */
import type { BuildInfo } from "../build_info.ts";
import { formatBillOfMaterials } from "./bill_of_materials.ts";
import { bundleProgram } from "./bundle_program.ts";
import { runDeno } from "./deno_command.ts";
import { type KnownPackage, readProgramPackages } from "./program_packages.ts";
import { DIST, readProjectFacts, ROOT } from "./project.ts";
import { readArguments, runReleaseCommand, writeLine } from "./release_command.ts";
import { ReleaseError } from "./release_error.ts";
import { runUntilStopped } from "./stop_signals.ts";
import { WorkFolder } from "./work_folder.ts";

await runReleaseCommand(() => runUntilStopped(writeBill));

async function writeBill(signal: AbortSignal): Promise<void> {
  readArguments({ options: {} });
  const facts = await readProjectFacts();
  const { npm: lock } = JSON.parse(await Deno.readTextFile(`${ROOT}/deno.lock`));
  const { imports } = JSON.parse(await Deno.readTextFile(`${ROOT}/deno.json`));
  const packages = await readProgramPackages({
    bundle: await readBundle(facts, signal),
    known: await readKnownPackages(signal),
    lock,
    readTextFile: (path) => Deno.readTextFile(path),
  });
  const direct = Object.values(imports).map((each) => String(each).replace(/^npm:/, ""));
  const text = formatBillOfMaterials({ facts, deno: Deno.version.deno, packages, direct });
  await Deno.mkdir(DIST, { recursive: true });
  await Deno.writeTextFile(`${DIST}/sbom.cdx.json`, text);
  writeLine(`Wrote dist/sbom.cdx.json: ${packages.length} packages and Deno ${Deno.version.deno}`);
}

/** All files of the bundle, one after the other. */
async function readBundle(facts: BuildInfo, signal: AbortSignal): Promise<string> {
  await using work = await WorkFolder.create();
  await bundleProgram({ root: ROOT, folder: work.path, facts, signal });
  const texts = [];
  for await (const { name } of Deno.readDir(work.path)) {
    texts.push(await Deno.readTextFile(`${work.path}/${name}`));
  }
  return texts.join("\n");
}

async function readKnownPackages(signal: AbortSignal): Promise<readonly KnownPackage[]> {
  const args = ["info", "--json", "main.ts"];
  const { success, output, message } = await runDeno({ args, folder: ROOT, signal });
  if (!success) throw new ReleaseError(`Cannot list the packages: ${message}`);
  return Object.values(JSON.parse(output).npmPackages);
}
