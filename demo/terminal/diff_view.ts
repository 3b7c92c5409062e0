/** Shows the difference between two registry files on the terminal: added lines green, removed red. */
import { type DiffLine, diffLines } from "../registry/line_diff.ts";
import type { Screen } from "./screen.ts";
import { wrap } from "./style.ts";

/** The lines of the first hunks, each under the name of its entry. */
export function viewDiff(
  files: { readonly before: string; readonly after: string },
  screen: Screen,
  hunkCountMax = Infinity,
): readonly string[] {
  const newLines = files.after.split("\n");
  const { paint } = screen;
  const hunks = diffLines(files, 1);
  const shown = hunks.slice(0, hunkCountMax).flatMap(({ line, lines }) => {
    const entry = findEntry(newLines, line);
    const heading = paint(`@@ line ${line} @@`, "cyan");
    return [
      entry === undefined ? heading : `${heading} ${paint(entry, "bold")}`,
      ...lines.flatMap((diffLine) => viewLine(diffLine, screen)),
    ];
  });
  const rest = hunks.length - hunkCountMax;
  return rest > 0 ? [...shown, paint(`… and ${rest} more entries`, "dim")] : shown;
}

const LOOKS = {
  same: { sign: " ", style: "dim" },
  added: { sign: "+", style: "green" },
  removed: { sign: "-", style: "red" },
} as const;

/** A long line goes on below itself, a little further to the right. */
function viewLine({ kind, text }: DiffLine, { paint, width }: Screen): readonly string[] {
  const { sign, style } = LOOKS[kind];
  const indent = /^\s*/.exec(text)?.[0] ?? "";
  const parts = wrap(text.trim(), width - indent.length - 8);
  return parts.map((part, index) => {
    const start = index === 0 ? `${sign} ${indent}` : `  ${indent}    `;
    return paint(start + part, style);
  });
}

/** The name of the entry that a line belongs to. */
function findEntry(lines: readonly string[], line: number): string | undefined {
  for (let index = line; index >= 0; index--) {
    const name = /^\s*- name:\s*(\S+)/.exec(lines[index] ?? "")?.[1];
    if (name !== undefined) return name;
  }
  return undefined;
}
