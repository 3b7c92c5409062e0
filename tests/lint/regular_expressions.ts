/**
 * Finds every regular expression of the code: literals in the syntax tree, and those that are built
 * when a module is loaded by loading it again.
 */

/** One regular expression and where it stands. */
export interface FoundExpression {
  /** Below the project's root. */
  readonly file: string;
  readonly source: string;
  readonly flags: string;
}

/** What stands in one file. */
interface FileExpressions {
  readonly literals: readonly FoundExpression[];
  /** How many are built of texts. */
  readonly builtCount: number;
}

const ROOT = new URL("../../", import.meta.url);

/** All of `main.ts` and `src`, each once for a file. */
export async function findExpressions(): Promise<readonly FoundExpression[]> {
  const found: FoundExpression[] = [];
  for (const file of ["main.ts", ...await listFiles("src")]) {
    const { literals, builtCount } = readFile(file, await Deno.readTextFile(new URL(file, ROOT)));
    found.push(...literals);
    if (builtCount > 0) found.push(...await catchBuilt(file, builtCount));
  }
  return found;
}

/** What the syntax tree of one file shows. */
export function readFile(file: string, text: string): FileExpressions {
  const literals: FoundExpression[] = [];
  let builtCount = 0;
  const count = ({ callee }: { readonly callee: Deno.lint.Node }): void => {
    if (callee.type === "Identifier" && callee.name === "RegExp") builtCount += 1;
  };
  const visitor: Deno.lint.LintVisitor = {
    Literal: (node) => {
      // The tree has the field in every literal.
      if (!("regex" in node) || node.regex === undefined) return;
      literals.push({ file, source: node.regex.pattern, flags: node.regex.flags });
    },
    NewExpression: count,
    CallExpression: count,
  };
  Deno.lint.runPlugin({ name: "find", rules: { all: { create: () => visitor } } }, file, text);
  return { literals, builtCount };
}

/** Loads a module anew and takes down what it builds; throws where it builds less than it could. */
async function catchBuilt(file: string, count: number): Promise<readonly FoundExpression[]> {
  const built: FoundExpression[] = [];
  const Original = RegExp;
  globalThis.RegExp = new Proxy(Original, {
    construct: (target, args) => {
      const expression: RegExp = Reflect.construct(target, args);
      built.push({ file, source: expression.source, flags: expression.flags });
      return expression;
    },
  });
  try {
    await import(new URL(`${file}?built`, ROOT).href);
  } finally {
    globalThis.RegExp = Original;
  }
  if (built.length >= count) return built;
  throw new Error(`"${file}" builds a regular expression later than when it is loaded`);
}

async function listFiles(folder: string): Promise<readonly string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, ROOT))) {
    const path = `${folder}/${name}`;
    if (isDirectory) files.push(...await listFiles(path));
    else if (name.endsWith(".ts")) files.push(path);
  }
  return files.sort();
}
