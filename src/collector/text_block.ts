/** Parts of a text that must be cut where the text gets too long: between their rows, never in one. */

/** A head and a foot with rows between them. */
export interface TextBlock {
  readonly head: readonly string[];
  /** The rows that may be shown, made when they are asked for. */
  readonly rows: Iterable<string>;
  /** How many rows there would be, those that are never shown included. */
  readonly rowCount: number;
  /** What is said instead of the last rows. */
  readonly toRest: (missingCount: number) => readonly string[];
  readonly foot: readonly string[];
}

/** The lines of a block with as many rows as fit; none at all where there are none to tell of. */
export function fitBlock(block: TextBlock, lengthMax: number): readonly string[] {
  const { head, foot, rowCount } = block;
  const rows: string[] = [];
  // What is said of the rest is longest where all is missing.
  let length = lengthOf([...head, ...block.toRest(rowCount), ...foot]);
  if (rowCount === 0 || length > lengthMax) return [];
  for (const row of block.rows) {
    length += lengthOf([row]);
    if (length > lengthMax) break;
    rows.push(row);
  }
  const missingCount = rowCount - rows.length;
  const rest = missingCount === 0 ? [] : block.toRest(missingCount);
  return [...head, ...rows, ...rest, ...foot];
}

/** How many characters lines take, their ends included. */
export function lengthOf(lines: readonly string[]): number {
  return lines.reduce((length, line) => length + line.length + 1, 0);
}
