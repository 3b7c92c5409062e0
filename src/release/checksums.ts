/**
 * SHA-256 of files, as `sha256sum --check` and `shasum -a 256 --check` read it, and one digest of all
 * files of a folder, by which a later job knows that it has what an earlier one made.
 */
import { createHash } from "node:crypto";
import { basename, dirname } from "node:path";
import { quote } from "../runtime/visible_text.ts";
import { ReleaseError } from "./release_error.ts";

const SHOWN_MAX = 100;

/** A line for each file of the folder, in the order of the names. */
export async function listChecksums(folder: string, names: readonly string[]): Promise<string> {
  const lines = [];
  for (const name of names.toSorted()) {
    lines.push(`${await digest(`${folder}/${name}`)}  ${name}\n`);
  }
  return lines.join("");
}

/**
 * The digest of the checksums of a file, or of the files that lie in a folder; what is no file there
 * does not count.
 */
export async function digestFiles(path: string): Promise<string> {
  const { isFile } = await Deno.stat(path);
  const folder = isFile ? dirname(path) : path;
  const names = isFile ? [basename(path)] : (await readFolder(path)).files;
  if (names.length === 0) throw new ReleaseError(`Expected files in ${quote(path)}, found none`);
  return createHash("sha256").update(await listChecksums(folder, names)).digest("hex");
}

/** Throws `ReleaseError` unless the folder holds the files of this digest, and nothing else. */
export async function assertFiles(folder: string, expected: string): Promise<void> {
  const [other] = (await readFolder(folder)).others;
  if (other !== undefined) {
    const shown = quote(other, SHOWN_MAX);
    throw new ReleaseError(`Expected only files in ${quote(folder)}, found ${shown}`);
  }
  const got = await digestFiles(folder);
  if (got === expected) return;
  throw new ReleaseError(
    `Expected the files of the digest ${expected} in ${quote(folder)}, got those of ${got}`,
  );
}

async function readFolder(path: string) {
  const files: string[] = [];
  const others: string[] = [];
  for await (const { name, isFile } of Deno.readDir(path)) (isFile ? files : others).push(name);
  return { files, others: others.toSorted() };
}

async function digest(path: string): Promise<string> {
  const hash = createHash("sha256");
  using file = await Deno.open(path);
  for await (const chunk of file.readable) hash.update(chunk);
  return hash.digest("hex");
}
