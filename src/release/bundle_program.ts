/**
 * Bundles the program, with the packages that it uses and the facts of its build, into one folder that
 * needs nothing else. What only one mode needs is a file of its own there, which the others never read.
 */
import type { BuildInfo } from "../build_info.ts";
import { runDeno } from "./deno_command.ts";
import { ReleaseError } from "./release_error.ts";

/** All that the program is made of, below the project's root. */
const SOURCES = ["deno.json", "deno.lock", "main.ts", "src"];
const BUILD_INFO_PATH = "src/build_info.ts";

/** Where from, where to, and what is built in. */
export interface BundleOptions {
  /** The project's root. */
  readonly root: string;
  /** The folder of the bundle; what was in it is removed. */
  readonly folder: string;
  readonly facts: BuildInfo;
}

/**
 * Makes `main.js` and what it loads in the folder, all as old as the commit: the compiler packs their
 * times, too, and the same commit shall give the same file. Throws `ReleaseError` with what the bundler said.
 */
export async function bundleProgram({ root, folder, facts }: BundleOptions): Promise<void> {
  const stage = await Deno.makeTempDir();
  try {
    for (const name of SOURCES) await copy(`${root}/${name}`, `${stage}/${name}`);
    await Deno.writeTextFile(`${stage}/${BUILD_INFO_PATH}`, toModule(facts));
    await removeFolder(folder);
    const words = ["bundle", "--quiet", "--code-splitting", "--outdir", folder, "main.ts"];
    const { success, message } = await runDeno(words, stage);
    if (!success) throw new ReleaseError(`Cannot bundle the program: ${message}`);
    await setTimes(folder, new Date(facts.date));
  } finally {
    await Deno.remove(stage, { recursive: true });
  }
}

/** Stands in for `src/build_info.ts`. */
function toModule({ version, commit, date }: BuildInfo): string {
  return `export const BUILD_INFO = ${JSON.stringify({ version, commit, date })};\n`;
}

async function copy(from: string, to: string): Promise<void> {
  if (!(await Deno.stat(from)).isDirectory) return await Deno.copyFile(from, to);
  await Deno.mkdir(to);
  for await (const { name } of Deno.readDir(from)) await copy(`${from}/${name}`, `${to}/${name}`);
}

async function setTimes(folder: string, time: Date): Promise<void> {
  for await (const { name } of Deno.readDir(folder)) {
    await Deno.utime(`${folder}/${name}`, time, time);
  }
}

async function removeFolder(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
