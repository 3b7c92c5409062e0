/**
 * The difference between two texts, line by line: the longest common subsequence, cut into hunks
 * with some unchanged lines around each change. Meant for files of some hundred lines.
 */

/** One line of a hunk. */
export interface DiffLine {
  readonly kind: "same" | "added" | "removed";
  readonly text: string;
}

/** Changes that are close to each other. */
export interface DiffHunk {
  /** Line of the new text that the hunk starts at, counted from 1. */
  readonly line: number;
  readonly lines: readonly DiffLine[];
}

/** Compares two texts; equal texts have no hunks. */
export function diffLines(
  texts: { readonly before: string; readonly after: string },
  contextLineCount = 2,
): readonly DiffHunk[] {
  const lines = compare(texts.before.split("\n"), texts.after.split("\n"));
  const shown = new Set<number>();
  for (const [index, { kind }] of lines.entries()) {
    if (kind === "same") continue;
    for (let near = -contextLineCount; near <= contextLineCount; near++) shown.add(index + near);
  }
  const hunks: { line: number; lines: DiffLine[] }[] = [];
  let newLine = 1;
  for (const [index, line] of lines.entries()) {
    if (shown.has(index)) {
      if (index === 0 || !shown.has(index - 1)) hunks.push({ line: newLine, lines: [] });
      hunks.at(-1)?.lines.push(line);
    }
    if (line.kind !== "removed") newLine += 1;
  }
  return hunks;
}

function compare(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  const lengths = commonLengths(before, after);
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [old, fresh] = [before[i], after[j]];
    if (old !== undefined && old === fresh) {
      lines.push({ kind: "same", text: old });
      [i, j] = [i + 1, j + 1];
    } else if (
      old !== undefined &&
      (fresh === undefined || (lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0))
    ) {
      lines.push({ kind: "removed", text: old });
      i += 1;
    } else {
      lines.push({ kind: "added", text: fresh ?? "" });
      j += 1;
    }
  }
  return lines;
}

/** How many lines the rests of the texts, from `i` and `j` on, have in common. */
function commonLengths(before: readonly string[], after: readonly string[]): Uint32Array[] {
  const table = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      const [here, below] = [table[i], table[i + 1]];
      if (here === undefined || below === undefined) continue;
      here[j] = before[i] === after[j]
        ? (below[j + 1] ?? 0) + 1
        : Math.max(below[j] ?? 0, here[j + 1] ?? 0);
    }
  }
  return table;
}
