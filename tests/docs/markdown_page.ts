/** The pages for people, as far as tests look into them: text, tables, links and headings. */

/** The project's root. */
export const ROOT: URL = new URL("../../", import.meta.url);

/** A link of a page. */
export interface Link {
  readonly text: string;
  readonly target: string;
}

/** One Markdown file. */
export class MarkdownPage {
  /** Below the project's root. */
  readonly path: string;
  readonly text: string;

  constructor(file: { readonly path: string; readonly text: string }) {
    this.path = file.path;
    this.text = file.text;
  }

  /** Reads a page by its path below the root. */
  static async read(path: string): Promise<MarkdownPage> {
    return new MarkdownPage({ path, text: await Deno.readTextFile(new URL(path, ROOT)) });
  }

  /** The text under a heading, down to the next one of its rank; fails where there is none. */
  section(heading: string): string {
    const lines = this.text.split("\n");
    const start = lines.findIndex((line) => /^#+ /.test(line) && line.endsWith(` ${heading}`));
    if (start < 0) throw new Error(`${this.path} has no heading "${heading}"`);
    const rank = (/^#+/.exec(lines[start] ?? "")?.[0] ?? "").length;
    const rest = lines.slice(start + 1);
    const end = rest.findIndex((line) => {
      const mark = /^(#+) /.exec(line)?.[1];
      return mark !== undefined && mark.length <= rank;
    });
    return rest.slice(0, end < 0 ? undefined : end).join("\n");
  }

  /** Links outside of code, images included. */
  links(): readonly Link[] {
    return [...withoutCode(this.text).matchAll(/\[([^\]]*)\]\(([^)\s]+)\)/g)]
      .map(([, text = "", target = ""]) => ({ text, target }));
  }

  /** What a link may say behind `#`, as GitHub makes it of headings. */
  anchors(): readonly string[] {
    return [...withoutCode(this.text).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
      heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").trim().replaceAll(" ", "-")
    );
  }

  /** What stands between backticks on one line. */
  codeSpans(): readonly string[] {
    return toCodeSpans(this.text.replace(/^```.*?^```$/gms, ""));
  }
}

/** What stands between backticks. */
export function toCodeSpans(text: string): readonly string[] {
  return [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
}

/** The tables of a text, each without its heading, rows as trimmed cells. */
export function readTables(text: string): readonly (readonly (readonly string[])[])[] {
  const blocks = text.split(/\n(?!\|)/).map((block) => block.match(/^\|.*\|$/gm) ?? []);
  return blocks.filter((rows) => rows.length > 2).map((rows) =>
    rows.slice(2).map((row) => row.slice(1, -1).split(/(?<!\\)\|/).map((cell) => cell.trim()))
  );
}

/** Every page for people, sorted by path. */
export async function readPages(): Promise<readonly MarkdownPage[]> {
  const paths = ["README.md"];
  for (const folder of ["docs/", ".github/"]) {
    for (const path of await listFiles(folder)) if (path.endsWith(".md")) paths.push(path);
  }
  return await Promise.all(paths.sort().map((path) => MarkdownPage.read(path)));
}

async function listFiles(folder: string): Promise<readonly string[]> {
  const paths: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, ROOT))) {
    const path = folder + name;
    paths.push(...isDirectory ? await listFiles(`${path}/`) : [path]);
  }
  return paths;
}

function withoutCode(text: string): string {
  return text.replace(/^```.*?^```$/gms, "").replace(/^ {4}.*$/gm, "").replace(
    /`[^`\n]*`/g,
    (code) =>
      // A heading keeps the words of its code.
      code.slice(1, -1).replace(/[[\]()]/g, ""),
  );
}
