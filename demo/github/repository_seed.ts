/** Fills the demo's repository with the files of `testdata/inventory`, as people once did. */
import type { Person } from "./person.ts";

const FILES = new URL("../testdata/inventory/", import.meta.url);

/** Commits every file; gives how many there were. */
export async function seedRepository(person: Person): Promise<number> {
  const paths = await listFiles(FILES, "");
  for (const path of paths) {
    const text = await Deno.readTextFile(new URL(path, FILES));
    // A checkout on Windows may have changed the line ends.
    await person.commitFile({ path, text: text.replaceAll("\r\n", "\n"), message: `Add ${path}` });
  }
  return paths.length;
}

async function listFiles(root: URL, directory: string): Promise<readonly string[]> {
  const paths: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(directory || ".", root))) {
    const path = directory + name;
    paths.push(...isDirectory ? await listFiles(root, `${path}/`) : [path]);
  }
  return paths.sort();
}
