/**
 * Finds the lines that an edit of the registry has changed. Entries say where to look: outside of
 * those that were changed the two texts are equal, so each character is read a few times at most.
 */
import type { EntryChange } from "./edit_registry.ts";
import { LineStarts } from "./line_starts.ts";

/** A registry file before and after an edit, and the entries that the edit changed, in order. */
export interface EditedText {
  readonly before: string;
  readonly after: string;
  readonly changes: readonly EntryChange[];
}

/** Lines that stand for others. A line is what ends in `\n`, which it holds; lines count from 0. */
export interface LineChange {
  readonly beforeLine: number;
  readonly afterLine: number;
  /** Offsets of the removed lines in the text before. */
  readonly beforeStart: number;
  readonly beforeEnd: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** Where two texts stand beside each other. */
interface Place {
  readonly beforeLine: number;
  readonly afterLine: number;
  readonly beforeStart: number;
  readonly afterStart: number;
}

interface Region extends Place {
  readonly beforeEnd: number;
  readonly afterEnd: number;
}

/** Most pairs of lines that are compared to find the shortest way from one part to another. */
const PAIR_COUNT_MAX = 40_000;

/** The changed lines in the order of the file. */
export function findChangedLines(texts: EditedText): readonly LineChange[] {
  const { before, after } = texts;
  const places = findPlaces(texts);
  return places.flatMap((place, index) => {
    const next = places[index + 1];
    const beforeEnd = next?.beforeStart ?? before.length;
    const afterEnd = next?.afterStart ?? after.length;
    return compareRegion(texts, { ...place, beforeEnd, afterEnd });
  });
}

function findPlaces({ before, after, changes }: EditedText): readonly Place[] {
  const starts = { before: new LineStarts(before), after: new LineStarts(after) };
  return changes.map((change) => {
    const old = starts.before.find(change.before.line);
    const edited = starts.after.find(change.after.line);
    return {
      beforeLine: old.line,
      afterLine: edited.line,
      beforeStart: old.offset,
      afterStart: edited.offset,
    };
  });
}

function compareRegion(texts: EditedText, region: Region): readonly LineChange[] {
  const { before, after } = texts;
  const head = countEqualHead(texts, region);
  const beforeStart = region.beforeStart + head;
  const afterStart = region.afterStart + head;
  const tail = countEqualTail(texts, { ...region, beforeStart, afterStart });
  const removed = splitLines(before.slice(beforeStart, region.beforeEnd - tail));
  const added = splitLines(after.slice(afterStart, region.afterEnd - tail));
  const skipped = splitLines(before.slice(region.beforeStart, beforeStart)).length;
  const beforeLine = region.beforeLine + skipped;
  const afterLine = region.afterLine + skipped;
  return compareLines({ removed, added }, { beforeLine, afterLine, beforeStart, afterStart });
}

/** Characters of the whole lines that both regions begin with. */
function countEqualHead({ before, after }: EditedText, region: Region): number {
  const { beforeStart, afterStart, beforeEnd, afterEnd } = region;
  const countMax = Math.min(beforeEnd - beforeStart, afterEnd - afterStart);
  let count = 0;
  while (
    count < countMax &&
    before.charCodeAt(beforeStart + count) === after.charCodeAt(afterStart + count)
  ) {
    count += 1;
  }
  if (beforeStart + count === beforeEnd && afterStart + count === afterEnd) return count;
  while (count > 0 && before[beforeStart + count - 1] !== "\n") count -= 1;
  return count;
}

/** Characters of the whole lines that both regions end with. */
function countEqualTail({ before, after }: EditedText, region: Region): number {
  const { beforeStart, afterStart, beforeEnd, afterEnd } = region;
  const countMax = Math.min(beforeEnd - beforeStart, afterEnd - afterStart);
  let count = 0;
  while (
    count < countMax &&
    before.charCodeAt(beforeEnd - 1 - count) === after.charCodeAt(afterEnd - 1 - count)
  ) {
    count += 1;
  }
  const isLineStart = (text: string, place: { readonly at: number; readonly first: number }) =>
    place.at === place.first || text[place.at - 1] === "\n";
  while (
    count > 0 && !(isLineStart(before, { at: beforeEnd - count, first: beforeStart }) &&
      isLineStart(after, { at: afterEnd - count, first: afterStart }))
  ) {
    count -= 1;
  }
  return count;
}

/** The text cut behind each `\n`. */
export function splitLines(text: string): readonly string[] {
  const lines: string[] = [];
  for (let start = 0; start < text.length;) {
    const found = text.indexOf("\n", start);
    const end = found < 0 ? text.length : found + 1;
    lines.push(text.slice(start, end));
    start = end;
  }
  return lines;
}

/** The way from one list of lines to another, by their longest common part where they are short. */
function compareLines(
  lines: { readonly removed: readonly string[]; readonly added: readonly string[] },
  place: Place,
): readonly LineChange[] {
  const { removed, added } = lines;
  const isShort = removed.length * added.length <= PAIR_COUNT_MAX;
  const lengths = isShort ? toCommonLengths(removed, added) : [];
  const changes: LineChange[] = [];
  let [i, j, offset] = [0, 0, place.beforeStart];
  while (i < removed.length || j < added.length) {
    const from = { i, j, offset };
    while (i < removed.length || j < added.length) {
      if (isShort && removed[i] !== undefined && removed[i] === added[j]) break;
      const isRemoved = j === added.length ||
        (i < removed.length && (lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0));
      if (isRemoved) offset += removed[i++]?.length ?? 0;
      else j += 1;
    }
    if (i > from.i || j > from.j) {
      changes.push({
        beforeLine: place.beforeLine + from.i,
        afterLine: place.afterLine + from.j,
        beforeStart: from.offset,
        beforeEnd: offset,
        removed: removed.slice(from.i, i),
        added: added.slice(from.j, j),
      });
    }
    while (i < removed.length && removed[i] === added[j]) {
      offset += removed[i++]?.length ?? 0;
      j += 1;
    }
  }
  return changes;
}

/** By positions: how many lines the rests of both have in common. */
function toCommonLengths(
  before: readonly string[],
  after: readonly string[],
): readonly (readonly number[])[] {
  const lengths = Array.from(
    { length: before.length + 1 },
    () => new Array<number>(after.length + 1).fill(0),
  );
  for (let i = before.length - 1; i >= 0; i--) {
    const row = lengths[i] ?? [];
    const below = lengths[i + 1] ?? [];
    for (let j = after.length - 1; j >= 0; j--) {
      row[j] = before[i] === after[j]
        ? 1 + (below[j + 1] ?? 0)
        : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return lengths;
}
