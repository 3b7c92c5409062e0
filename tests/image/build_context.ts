/**
 * What `.dockerignore` lets into a build: the files of a folder by its patterns, of which the last one
 * that matches decides. Of patterns it knows those that ours needs: names, `*`, and a double one in front.
 */

/** The paths that get in, sorted, with `/` between their parts. */
export async function listContext(folder: string, ignoreText: string): Promise<readonly string[]> {
  const rules = ignoreText.split(/\r?\n/).filter((line) => line !== "" && !line.startsWith("#"))
    .map(parseRule);
  const found: string[] = [];
  await walk("");
  return found.sort();

  async function walk(parent: string): Promise<void> {
    for await (const { name, isDirectory } of Deno.readDir(`${folder}/${parent}`)) {
      const path = parent + name;
      if (!isLetIn(path)) continue;
      if (isDirectory) await walk(`${path}/`);
      else found.push(path);
    }
  }

  function isLetIn(path: string): boolean {
    return rules.findLast(({ pattern }) => pattern.test(path))?.isLetIn ?? true;
  }
}

interface Rule {
  readonly pattern: RegExp;
  readonly isLetIn: boolean;
}

function parseRule(line: string): Rule {
  const isLetIn = line.startsWith("!");
  const [, anywhere, name] = /^!?(\*\*\/)?([\w.*-]+)$/.exec(line) ?? [];
  // What is let in has no slash, so that a folder that is kept out can be passed over whole.
  if (name === undefined || name.includes("**") || (isLetIn && anywhere !== undefined)) {
    throw new Error(`Expected a simple pattern, got ${line}`);
  }
  const words = name.replaceAll(".", "\\.").replaceAll("*", "[^/]*");
  const start = anywhere === undefined ? "" : "(?:.*/)?";
  return { pattern: new RegExp(`^${start}${words}(?:/.*)?$`), isLetIn };
}
