/**
 * The difference that an edit makes, as a unified diff that `git apply` and `patch` take: applied to
 * the text before, it gives the text after, byte for byte.
 */
import { type EditedText, findChangedLines, type LineChange, splitLines } from "./changed_lines.ts";

/** An edited registry and where it stands in its repository. */
export interface EditedFile extends EditedText {
  /** With `/`. */
  readonly path: string;
}

/** Unchanged lines around a change. */
const CONTEXT_LINES = 3;

interface Hunk {
  readonly beforeLine: number;
  readonly afterLine: number;
  readonly rows: string[];
  beforeCount: number;
  afterCount: number;
}

/** The diff, ending in a line break; empty where nothing is different. Pure. */
export function toUnifiedDiff(file: EditedFile): string {
  const changes = findChangedLines(file);
  if (changes.length === 0) return "";
  const [from, to] = [`a/${file.path}`, `b/${file.path}`];
  const rows = [
    `diff --git ${quoteName(from)} ${quoteName(to)}\n`,
    `--- ${toLabel(from)}\n`,
    `+++ ${toLabel(to)}\n`,
  ];
  for (const group of groupNear(changes)) {
    const hunk = toHunk(file.before, group);
    const before = toRange(hunk.beforeLine, hunk.beforeCount);
    const after = toRange(hunk.afterLine, hunk.afterCount);
    rows.push(`@@ -${before} +${after} @@\n`);
    for (const row of hunk.rows) rows.push(row);
  }
  return rows.join("");
}

/** Changes whose surroundings would touch belong together. */
function groupNear(changes: readonly LineChange[]): readonly (readonly LineChange[])[] {
  const groups: LineChange[][] = [];
  let end = -Infinity;
  for (const change of changes) {
    const group = groups.at(-1);
    if (group !== undefined && change.beforeLine - end <= 2 * CONTEXT_LINES) group.push(change);
    else groups.push([change]);
    end = change.beforeLine + change.removed.length;
  }
  return groups;
}

function toHunk(text: string, group: readonly LineChange[]): Hunk {
  const [first] = group;
  if (first === undefined) throw new RangeError("Cannot make a hunk of nothing");
  const head = linesBefore(text, first.beforeStart);
  const hunk: Hunk = {
    beforeLine: first.beforeLine - head.length,
    afterLine: first.afterLine - head.length,
    rows: [],
    beforeCount: 0,
    afterCount: 0,
  };
  addKept(hunk, head);
  let end = first.beforeStart;
  for (const change of group) {
    addKept(hunk, splitLines(text.slice(end, change.beforeStart)));
    for (const line of change.removed) hunk.rows.push(toRow("-", line));
    for (const line of change.added) hunk.rows.push(toRow("+", line));
    hunk.beforeCount += change.removed.length;
    hunk.afterCount += change.added.length;
    end = change.beforeEnd;
  }
  addKept(hunk, linesBehind(text, end));
  return hunk;
}

function addKept(hunk: Hunk, lines: readonly string[]): void {
  for (const line of lines) hunk.rows.push(toRow(" ", line));
  hunk.beforeCount += lines.length;
  hunk.afterCount += lines.length;
}

function toRow(mark: " " | "-" | "+", line: string): string {
  return line.endsWith("\n") ? mark + line : `${mark}${line}\n\\ No newline at end of file\n`;
}

function linesBefore(text: string, end: number): readonly string[] {
  let start = end;
  for (let count = 0; count < CONTEXT_LINES && start > 0; count++) {
    start = start < 2 ? 0 : text.lastIndexOf("\n", start - 2) + 1;
  }
  return splitLines(text.slice(start, end));
}

function linesBehind(text: string, start: number): readonly string[] {
  let end = start;
  for (let count = 0; count < CONTEXT_LINES && end < text.length; count++) {
    const found = text.indexOf("\n", end);
    end = found < 0 ? text.length : found + 1;
  }
  return splitLines(text.slice(start, end));
}

/** `line` is counted from 0; without lines the one before is named. */
function toRange(line: number, count: number): string {
  if (count === 1) return String(line + 1);
  return `${count === 0 ? line : line + 1},${count}`;
}

/** The name as it stands behind `---`: a tab ends one with spaces, which might seem a date. */
function toLabel(name: string): string {
  const quoted = quoteName(name);
  return quoted === name && name.includes(" ") ? `${name}\t` : quoted;
}

/** The name, in the quotes of C where Git would not read it without. */
function quoteName(name: string): string {
  // deno-lint-ignore no-control-regex -- these are what must not stand there as they are
  const escaped = name.replace(/["\\\u0000-\u001f\u007f]/g, toOctal);
  return escaped === name ? name : `"${escaped}"`;
}

function toOctal(character: string): string {
  if (character === '"' || character === "\\") return `\\${character}`;
  return `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`;
}
