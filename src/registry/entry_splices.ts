/** Where in the text the own fields of one entry are replaced or put in, in the entry's own style. */
import type { FieldSource, ParsedEntry } from "./parse_entry.ts";
import { OWN_FIELDS, type OwnField } from "./registry.ts";
import { findLineEnd, findLineStart, formatError, isLineEnd, lineBreakAt } from "./source_text.ts";
import type { Splice } from "./splice.ts";
import { toDoubleQuoted } from "./yaml_scalar.ts";

/** The splices that give one entry the wanted values. */
export function spliceEntry(
  text: string,
  edit: {
    readonly parsed: ParsedEntry;
    readonly fields: Readonly<Partial<Record<OwnField, string>>>;
  },
): readonly Splice[] {
  const splices: Splice[] = [];
  const missing: [OwnField, string][] = [];
  for (const name of OWN_FIELDS) {
    const value = edit.fields[name];
    if (value === undefined) continue;
    const source = edit.parsed.own[name];
    if (source === undefined) missing.push([name, value]);
    else splices.push(...replaceValue(text, { source, value, name, parsed: edit.parsed }));
  }
  if (missing.length > 0) splices.push(insertFields(text, { parsed: edit.parsed, missing }));
  return splices;
}

function replaceValue(
  text: string,
  edit: {
    readonly source: FieldSource;
    readonly value: string;
    readonly name: OwnField;
    readonly parsed: ParsedEntry;
  },
): readonly Splice[] {
  const { source } = edit;
  if (source.form === "collection") {
    throw formatError(
      `Cannot change "${edit.name}": found a list or mapping, expected a text`,
      { text, offset: source.start },
    );
  }
  const isQuoted = source.form === "plain" && /["']/.test(text.charAt(source.start));
  const scalar = isQuoted ? toDoubleQuoted(edit.value) : toScalar(text, { ...edit, key: source });
  if (source.tag !== null && source.tag !== "!!str" && source.tag !== "!") {
    throw formatError(
      `Cannot change "${edit.name}": found the tag "${source.tag}", expected none`,
      { text, offset: source.tagStart },
    );
  }
  if (source.form === "empty") return [fillEmptyValue(text, { source, scalar })];
  if (source.form === "plain") return [{ start: source.start, end: source.end, text: scalar }];
  return replaceBlock(text, { source, scalar });
}

/** The word of `status` stands without quotes, as people write it; not in JSON. */
function toScalar(
  text: string,
  field: { readonly name: OwnField; readonly value: string; readonly key: FieldSource },
): string {
  const isWord = field.name === "status" && STATUS_WORD.test(field.value) &&
    text[field.key.keyStart] !== '"';
  return isWord ? field.value : toDoubleQuoted(field.value);
}

/** Words that YAML takes for nothing but text, in any version. */
const STATUS_WORD = /^(?!(?:null|true|false|yes|no|on|off)$)[a-z]{2,20}$/;

/** Between key and block header: the colon, white space and whole comments. */
const BEFORE_HEADER = /^(?:[\s:]|#[^\r\n]*[\r\n])*/;
const BLOCK_HEADER = /^[|>][0-9+-]*/;

/** A block scalar's header becomes the value; its lines go, blank ones behind them stay. */
function replaceBlock(
  text: string,
  edit: { readonly source: FieldSource; readonly scalar: string },
): readonly Splice[] {
  const { source } = edit;
  const from = Math.max(source.keyEnd, source.propertiesEnd);
  const before = text.slice(from, source.start);
  const headerOffset = BEFORE_HEADER.exec(before)?.[0].length ?? 0;
  const start = from + headerOffset;
  const end = start + (BLOCK_HEADER.exec(before.slice(headerOffset))?.[0].length ?? 0);
  return [{ start, end, text: edit.scalar }, removeLines(text, { source, headerEnd: end })];
}

function removeLines(
  text: string,
  block: { readonly source: FieldSource; readonly headerEnd: number },
): Splice {
  const { start, end } = block.source;
  let written = end;
  while (written > start && " \t\r\n".includes(text.charAt(written - 1))) written -= 1;
  if (written === start) return { start, end: start, text: "" };
  const lastEnd = findLineEnd(text, written);
  if (lastEnd < end) {
    const lineBreak = text.startsWith("\r\n", lastEnd) ? 2 : 1;
    return { start, end: lastEnd + lineBreak, text: "" };
  }
  // The file ends without a line break, and shall do so again.
  return { start: findLineEnd(text, block.headerEnd), end, text: "" };
}

function fillEmptyValue(
  text: string,
  edit: { readonly source: FieldSource; readonly scalar: string },
): Splice {
  if (edit.source.propertiesEnd >= 0) {
    const at = edit.source.propertiesEnd;
    return { start: at, end: at, text: ` ${edit.scalar}` };
  }
  const colon = /^\s*:/.exec(text.slice(edit.source.keyEnd, edit.source.keyEnd + 100));
  const at = edit.source.keyEnd + (colon?.[0].length ?? 0);
  return { start: at, end: at, text: `${colon === null ? ":" : ""} ${edit.scalar}` };
}

function insertFields(
  text: string,
  edit: { readonly parsed: ParsedEntry; readonly missing: readonly [OwnField, string][] },
): Splice {
  const { parsed } = edit;
  const anchor = parsed.anchorField;
  if (anchor === undefined) {
    throw formatError(
      'Cannot add a field to an entry: expected "namespace" or "name" in it',
      { text, offset: parsed.start },
    );
  }
  const quote = text[anchor.keyStart] === '"' ? '"' : "";
  const fields = edit.missing.map(([name, value]) =>
    `${quote}${name}${quote}: ${toScalar(text, { name, value, key: anchor })}`
  );
  return parsed.isFlow
    ? insertFlowFields(text, { parsed, anchor, fields })
    : insertLines(text, { parsed, anchor, fields });
}

interface Insertion {
  readonly parsed: ParsedEntry;
  readonly anchor: FieldSource;
  readonly fields: readonly string[];
}

/** In flow style behind the comma, each on a line of its own where the anchor field has one. */
function insertFlowFields(text: string, edit: Insertion): Splice {
  const { anchor, parsed } = edit;
  if (text[parsed.start] !== "{") {
    throw formatError(
      "Cannot add a field to an entry without braces: expected {...} around it",
      { text, offset: parsed.start },
    );
  }
  const separator = `,${ownLineBefore(text, anchor) ?? " "}`;
  return insertAt(anchor.end, edit.fields.map((field) => separator + field));
}

/** Line break and indentation of a field that has its line for itself; reads no further than that. */
function ownLineBefore(text: string, field: FieldSource): string | undefined {
  const isBlank = (at: number) => text[at] === " " || text[at] === "\t";
  let start = field.keyStart;
  while (isBlank(start - 1)) start -= 1;
  let end = field.end;
  while (isBlank(end)) end += 1;
  if (text[end] === ",") end += 1;
  while (isBlank(end)) end += 1;
  const isAlone = isLineEnd(text, start - 1) && isLineEnd(text, end);
  return isAlone ? lineBreakAt(text, end) + text.slice(start, field.keyStart) : undefined;
}

function insertLines(text: string, edit: Insertion): Splice {
  const { anchor, parsed } = edit;
  const indent = " ".repeat(parsed.start - findLineStart(text, parsed.start));
  const isAtLineStart = anchor.form === "block" && findLineStart(text, anchor.end) === anchor.end;
  if (isAtLineStart) {
    const eol = lineBreakAt(text, findLineEnd(text, anchor.keyEnd));
    return insertAt(anchor.end, edit.fields.map((field) => indent + field + eol));
  }
  const lineEnd = findLineEnd(text, Math.max(anchor.end, anchor.propertiesEnd, anchor.keyEnd));
  const eol = lineBreakAt(text, lineEnd);
  return insertAt(lineEnd, edit.fields.map((field) => eol + indent + field));
}

function insertAt(offset: number, lines: readonly string[]): Splice {
  return { start: offset, end: offset, text: lines.join("") };
}
