/** Where in the text the own fields of one entry are replaced or put in, in the entry's own style. */
import { RegistryFormatError } from "../errors.ts";
import type { FieldSource, ParsedEntry } from "./parse_entry.ts";
import { OWN_FIELDS, type OwnField } from "./registry.ts";
import { findLineEnd, findLineStart, lineBreakAt, toPosition } from "./source_text.ts";
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
  const scalar = toDoubleQuoted(edit.value);
  if (source.tag !== null && source.tag !== "!!str" && source.tag !== "!") {
    throw new RegistryFormatError(
      `Cannot change "${edit.name}": found the tag "${source.tag}", expected none`,
      toPosition(text, source.propertiesEnd - source.tag.length),
    );
  }
  if (source.form === "empty") return [fillEmptyValue(text, { source, scalar })];
  if (source.form === "plain") return [{ start: source.start, end: source.end, text: scalar }];
  const from = Math.max(source.keyEnd, source.propertiesEnd);
  const header = /[|>][0-9+-]*/.exec(text.slice(from, source.start));
  const headerStart = from + (header?.index ?? 0);
  return [
    { start: headerStart, end: headerStart + (header?.[0].length ?? 0), text: scalar },
    { start: source.start, end: source.end, text: "" },
  ];
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
    throw new RegistryFormatError(
      'Cannot add a field to an entry: expected "namespace" or "name" in it',
      toPosition(text, parsed.start),
    );
  }
  const fields = edit.missing.map(([name, value]) => {
    const key = parsed.hasQuotedKeys ? `"${name}"` : name;
    return `${key}: ${toDoubleQuoted(value)}`;
  });
  if (parsed.isFlow) {
    return { start: anchor.end, end: anchor.end, text: fields.map((it) => `, ${it}`).join("") };
  }
  return insertLines(text, { parsed, anchor, fields });
}

function insertLines(
  text: string,
  edit: {
    readonly parsed: ParsedEntry;
    readonly anchor: FieldSource;
    readonly fields: readonly string[];
  },
): Splice {
  const { anchor } = edit;
  const indent = " ".repeat(edit.parsed.start - findLineStart(text, edit.parsed.start));
  const lines = edit.fields.map((field) => indent + field);
  const isAtLineStart = anchor.form === "block" && anchor.end > 0 &&
    findLineStart(text, anchor.end) === anchor.end;
  if (isAtLineStart) {
    const eol = lineBreakAt(text, findLineEnd(text, anchor.start));
    return { start: anchor.end, end: anchor.end, text: lines.map((line) => line + eol).join("") };
  }
  const from = Math.max(anchor.end, anchor.propertiesEnd, anchor.keyEnd);
  const lineEnd = findLineEnd(text, from);
  const eol = lineBreakAt(text, lineEnd);
  return { start: lineEnd, end: lineEnd, text: lines.map((line) => eol + line).join("") };
}
