/**
 * Bundles the program, with the packages that it uses and the facts of its build, into one folder that
 * needs nothing else. What only one mode needs is a file of its own there, which the others never read.
 */
import type { BuildInfo } from "../build_info.ts";
import { cutBacktrace, runDeno } from "./deno_command.ts";
import { ReleaseError } from "./release_error.ts";
import { WorkFolder } from "./work_folder.ts";

/** All that the program is made of, below the project's root. */
const SOURCES = ["deno.json", "deno.lock", "main.ts", "src"];
const BUILD_INFO_PATH = "src/build_info.ts";

/** Where from, where to, and what is built in. */
export interface BundleOptions {
  /** The project's root. */
  readonly root: string;
  /** The folder of the bundle; empty, or not there yet. */
  readonly folder: string;
  readonly facts: BuildInfo;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/**
 * Makes `main.js` and what it loads in the folder, all as old as the commit: the compiler packs their
 * times, too, and the same commit shall give the same file. Throws `ReleaseError` with what the bundler
 * said, or for sources that are neither files nor folders.
 */
export async function bundleProgram(options: BundleOptions): Promise<void> {
  const { root, folder, facts, signal } = options;
  await using stage = await WorkFolder.create();
  for (const name of SOURCES) await copy(name, { from: root, to: stage.path });
  await Deno.writeTextFile(`${stage.path}/${BUILD_INFO_PATH}`, toModule(facts));
  const args = ["bundle", "--quiet", "--code-splitting", "--outdir", folder, "main.ts"];
  const { success, message } = await runDeno({ args, folder: stage.path, signal });
  if (!success) throw new ReleaseError(`Cannot bundle the program: ${cutBacktrace(message)}`);
  await setTimes(folder, new Date(facts.date));
}

/** Stands in for `src/build_info.ts`. */
function toModule({ version, commit, date }: BuildInfo): string {
  return `export const BUILD_INFO = ${JSON.stringify({ version, commit, date })};\n`;
}

/** Links are not followed: one that an editor leaves beside a file leads nowhere. */
async function copy(
  path: string,
  ends: { readonly from: string; readonly to: string },
): Promise<void> {
  const [from, to] = [`${ends.from}/${path}`, `${ends.to}/${path}`];
  const { isFile, isDirectory, isSymlink } = await Deno.lstat(from);
  if (isFile) return await Deno.copyFile(from, to);
  if (!isDirectory) {
    const what = isSymlink ? "link" : "special file";
    throw new ReleaseError(`Expected only files and folders, found the ${what} ${path}`);
  }
  await Deno.mkdir(to);
  for await (const { name } of Deno.readDir(from)) await copy(`${path}/${name}`, ends);
}

async function setTimes(folder: string, time: Date): Promise<void> {
  for await (const { name } of Deno.readDir(folder)) {
    await Deno.utime(`${folder}/${name}`, time, time);
  }
}
