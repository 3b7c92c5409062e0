/**
 * Merges the lines of one file three-way, as Git does: changes of both sides that overlap or touch
 * conflict, unless they are alike. As in Git's merges of commits, lines that are there once on either
 * side are found again first, so that like blocks are not taken for each other.
 */
import { Buffer, isUtf8 } from "node:buffer";

/** The versions of one file. */
export interface FileVersions<Content> {
  readonly base: Content;
  readonly ours: Content;
  readonly theirs: Content;
}

/** Lines of the base from `start` up to `end`, and what one side has in their place. */
interface Change {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/** Merges bytes; `undefined` for a conflict, which two changes of one binary file always are. */
export function mergeFile(versions: FileVersions<Uint8Array>): Uint8Array | undefined {
  const { base, ours, theirs } = versions;
  if (![base, ours, theirs].every((bytes) => isUtf8(bytes) && !bytes.includes(0))) return undefined;
  const [one, two, three] = [base, ours, theirs].map((bytes) => Buffer.from(bytes).toString());
  const merged = mergeLines({ base: one ?? "", ours: two ?? "", theirs: three ?? "" });
  return merged === undefined ? undefined : Buffer.from(merged);
}

/** Merges texts; `undefined` for a conflict. */
export function mergeLines(versions: FileVersions<string>): string | undefined {
  const base = splitLines(versions.base);
  const ours = listChanges(base, splitLines(versions.ours));
  const theirs = listChanges(base, splitLines(versions.theirs));
  const merged: string[] = [];
  let at = 0;
  while (ours.length > 0 || theirs.length > 0) {
    const { own, other } = takeGroup(ours, theirs);
    const all = [...own, ...other];
    const start = Math.min(...all.map((change) => change.start));
    const end = Math.max(...all.map((change) => change.end));
    const [mine, yours] = [own, other].map((side) => applyTo(base, { side, start, end }));
    if (own.length > 0 && other.length > 0 && mine?.join("") !== yours?.join("")) return undefined;
    merged.push(...base.slice(at, start), ...(own.length > 0 ? mine ?? [] : yours ?? []));
    at = end;
  }
  return [...merged, ...base.slice(at)].join("");
}

/** Takes the next changes that overlap or touch each other away from both lists. */
function takeGroup(
  ours: Change[],
  theirs: Change[],
): { readonly own: readonly Change[]; readonly other: readonly Change[] } {
  const own: Change[] = [];
  const other: Change[] = [];
  let end = Math.min(ours[0]?.start ?? Infinity, theirs[0]?.start ?? Infinity);
  for (let hasGrown = true; hasGrown;) {
    hasGrown = false;
    for (const [from, to] of [[ours, own], [theirs, other]] as const) {
      const [next] = from;
      if (next === undefined || next.start > end) continue;
      to.push(next);
      from.shift();
      end = Math.max(end, next.end);
      hasGrown = true;
    }
  }
  return { own, other };
}

function applyTo(
  base: readonly string[],
  part: { readonly side: readonly Change[]; readonly start: number; readonly end: number },
): readonly string[] {
  const lines: string[] = [];
  let at = part.start;
  for (const change of part.side) {
    lines.push(...base.slice(at, change.start), ...change.lines);
    at = change.end;
  }
  return [...lines, ...base.slice(at, part.end)];
}

function splitLines(text: string): readonly string[] {
  return text === "" ? [] : text.split(/(?<=\n)/);
}

/** The shortest changes, each as far down as it can stand: where Git puts those of like lines. */
function listChanges(base: readonly string[], changed: readonly string[]): Change[] {
  const changes: Change[] = [];
  let [before, after] = [0, 0];
  for (const [x, y] of [...findSame(base, changed), [base.length, changed.length] as const]) {
    if (x > before || y > after) {
      changes.push({ start: before, end: x, lines: changed.slice(after, y) });
    }
    [before, after] = [x + 1, y + 1];
  }
  return changes.map((change, index) => slideDown(change, { base, next: changes[index + 1] }));
}

function slideDown(
  change: Change,
  around: { readonly base: readonly string[]; readonly next: Change | undefined },
): Change {
  const { base, next } = around;
  let { start, end, lines } = change;
  if (end > start && lines.length > 0) return change;
  while (end < (next?.start ?? base.length)) {
    const below = base[end];
    const first = lines.length > 0 ? lines[0] : base[start];
    if (below === undefined || below !== first) break;
    if (lines.length > 0) lines = [...lines.slice(1), below];
    [start, end] = [start + 1, end + 1];
  }
  return { start, end, lines };
}

type Pair = readonly [number, number];

/** Pairs of positions of the lines that stay, in order. */
function findSame(old: readonly string[], young: readonly string[]): readonly Pair[] {
  const anchors = pickRising(findUnique(old, young));
  if (anchors.length === 0) return findCommon(old, young);
  const pairs: Pair[] = [];
  let [x, y] = [0, 0];
  for (const [nextX, nextY] of [...anchors, [old.length, young.length] as const]) {
    const between = findSame(old.slice(x, nextX), young.slice(y, nextY));
    pairs.push(...between.map(([left, right]): Pair => [x + left, y + right]));
    if (nextX < old.length) pairs.push([nextX, nextY]);
    [x, y] = [nextX + 1, nextY + 1];
  }
  return pairs;
}

/** Lines that are there exactly once on either side, by their order in the old text. */
function findUnique(old: readonly string[], young: readonly string[]): readonly Pair[] {
  const places = new Map<string, number>();
  for (const [y, line] of young.entries()) places.set(line, places.has(line) ? -1 : y);
  const counts = new Map<string, number>();
  for (const line of old) counts.set(line, (counts.get(line) ?? 0) + 1);
  return old.flatMap((line, x): readonly Pair[] => {
    const y = places.get(line) ?? -1;
    return y >= 0 && counts.get(line) === 1 ? [[x, y]] : [];
  });
}

/** The longest part of a list whose second numbers rise, too. */
function pickRising(pairs: readonly Pair[]): readonly Pair[] {
  const tops: { readonly pair: Pair; readonly below: number }[] = [];
  const piles: number[] = [];
  for (const pair of pairs) {
    const at = piles.findIndex((top) => (tops[top]?.pair[1] ?? -1) > pair[1]);
    const pile = at < 0 ? piles.length : at;
    tops.push({ pair, below: piles[pile - 1] ?? -1 });
    piles[pile] = tops.length - 1;
  }
  const rising: Pair[] = [];
  for (let top = tops[piles.at(-1) ?? -1]; top !== undefined; top = tops[top.below]) {
    rising.push(top.pair);
  }
  return rising.reverse();
}

/** Pairs of positions of a longest common sequence (Myers), in order. */
function findCommon(
  old: readonly string[],
  young: readonly string[],
): readonly Pair[] {
  const furthest = new Map<number, number>([[1, 0]]);
  const trail: ReadonlyMap<number, number>[] = [];
  for (let depth = 0; depth <= old.length + young.length; depth++) {
    trail.push(new Map(furthest));
    for (let diagonal = -depth; diagonal <= depth; diagonal += 2) {
      let x = isDown(furthest, { diagonal, depth })
        ? furthest.get(diagonal + 1) ?? 0
        : (furthest.get(diagonal - 1) ?? 0) + 1;
      while (x < old.length && x - diagonal < young.length && old[x] === young[x - diagonal]) x++;
      furthest.set(diagonal, x);
      if (x >= old.length && x - diagonal >= young.length) {
        return walkBack(trail, { x: old.length, y: young.length });
      }
    }
  }
  return [];
}

/** Whether the best way onto a diagonal comes from above: an inserted line. */
function isDown(
  furthest: ReadonlyMap<number, number>,
  { diagonal, depth }: { readonly diagonal: number; readonly depth: number },
): boolean {
  if (diagonal === -depth) return true;
  if (diagonal === depth) return false;
  return (furthest.get(diagonal - 1) ?? 0) < (furthest.get(diagonal + 1) ?? 0);
}

function walkBack(
  trail: readonly ReadonlyMap<number, number>[],
  end: { readonly x: number; readonly y: number },
): readonly Pair[] {
  const pairs: Pair[] = [];
  let { x, y } = end;
  for (const [depth, furthest] of [...trail.entries()].reverse()) {
    const diagonal = x - y;
    const from = isDown(furthest, { diagonal, depth }) ? diagonal + 1 : diagonal - 1;
    const startX = depth === 0 ? 0 : furthest.get(from) ?? 0;
    const startY = depth === 0 ? 0 : startX - from;
    const least = depth === 0 ? 0 : from > diagonal ? startX : startX + 1;
    while (x > least) pairs.push([--x, --y]);
    [x, y] = [startX, startY];
  }
  return pairs.reverse();
}
