/** SHA-256 of files, as `sha256sum --check` and `shasum -a 256 --check` read it. */
import { createHash } from "node:crypto";

/** A line for each file of the folder, in the order of the names. */
export async function listChecksums(folder: string, names: readonly string[]): Promise<string> {
  const lines = [];
  for (const name of names.toSorted()) {
    lines.push(`${await digest(`${folder}/${name}`)}  ${name}\n`);
  }
  return lines.join("");
}

async function digest(path: string): Promise<string> {
  const hash = createHash("sha256");
  using file = await Deno.open(path);
  for await (const chunk of file.readable) hash.update(chunk);
  return hash.digest("hex");
}
