/**
 * Reads the little Markdown that pull requests use, after the rules of GitHub's dialect and
 * independent of the code that writes it: table cells and code spans.
 */

/** The cells of a table row; a bar behind a backslash belongs to its cell. */
export function splitRow(row: string): readonly string[] {
  const cells: string[] = [];
  let cell = "";
  for (let at = 0; at < row.length; at++) {
    const character = row.charAt(at);
    const next = row.charAt(at + 1);
    if (character === "\\" && /[!-/:-@[-`{-~]/.test(next)) {
      cell += next === "|" ? "|" : character + next;
      at += 1;
    } else if (character === "|") {
      cells.push(cell.trim());
      cell = "";
    } else cell += character;
  }
  return [...cells.slice(1), ...(cell.trim() === "" ? [] : [cell.trim()])];
}

/** The text with each code span as `§`, and what stood in them. */
export function takeCodeSpans(
  line: string,
): { readonly rest: string; readonly spans: readonly string[] } {
  const spans: string[] = [];
  let rest = "";
  let at = 0;
  while (at < line.length) {
    const fence = /^`+/.exec(line.slice(at))?.[0] ?? "";
    const end = fence === "" ? -1 : findFence(line, { fence, from: at + fence.length });
    if (end < 0) {
      rest += fence === "" ? line.charAt(at) : fence;
      at += Math.max(fence.length, 1);
      continue;
    }
    const inner = line.slice(at + fence.length, end);
    const isPadded = /^ .* $/s.test(inner) && inner.trim() !== "";
    spans.push(isPadded ? inner.slice(1, -1) : inner);
    rest += "§";
    at = end + fence.length;
  }
  return { rest, spans };
}

/** Where a run of exactly as many backticks begins. */
function findFence(
  line: string,
  search: { readonly fence: string; readonly from: number },
): number {
  for (const match of line.slice(search.from).matchAll(/`+/g)) {
    if (match[0].length === search.fence.length) return search.from + match.index;
  }
  return -1;
}
