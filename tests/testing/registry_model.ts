/**
 * Registries as a model: text in pieces, so that a test knows without any parser which bytes belong
 * to our fields and what the file must look like after an edit.
 */
import { OWN_FIELDS, type OwnField } from "../../src/registry/registry.ts";

/** The value of one of our fields after an edit, in whatever quotes. */
export interface Hole {
  readonly value: string;
}
/** Text before an edit, or text and holes after it. */
export type Parts = readonly (string | Hole)[];

/** One field of an entry. */
export interface FieldModel {
  readonly name: string;
  /** The name in the quotes of the text. */
  readonly key: string;
  /** Anchor or tag. */
  readonly properties: string;
  /** What stands behind the colon, before the comment. */
  readonly source: string;
  /** Further lines of the value, without indentation. */
  readonly lines: readonly string[];
  /** What a reader makes of it; `null` for none. */
  readonly value: string | null;
  readonly comment: string;
  /** Comments and blank lines behind the field. */
  readonly gap: readonly string[];
}

/** One entry; one in flow style has fields of one line without comments. */
export interface EntryModel {
  readonly fields: readonly FieldModel[];
  readonly isFlow: boolean;
  /** What stands alone behind the dash; `null` where the first field does. */
  readonly dashLine: string | null;
}

/** The entries below one top-level key. */
export interface ListModel {
  readonly key: string;
  readonly comment: string;
  readonly indent: number;
  /** How many spaces follow a dash. */
  readonly dashWidth: number;
  readonly entries: readonly EntryModel[];
}

/** A whole file. */
export interface RegistryModel {
  readonly head: readonly string[];
  readonly lists: readonly ListModel[];
  readonly tail: readonly string[];
  readonly eol: string;
  readonly endsWithBreak: boolean;
}

type Wanted = Readonly<Partial<Record<OwnField, string>>>;
/** What each entry shall say, by its position. */
export type WantedModel = ReadonlyMap<number, Wanted>;

/** All entries, in the order of the file. */
export function listEntries(model: RegistryModel): readonly EntryModel[] {
  return model.lists.flatMap((list) => list.entries);
}

/** The file as it is. */
export function renderBefore(model: RegistryModel): string {
  return renderAfter(model, new Map()).map((part) => {
    if (typeof part === "string") return part;
    throw new Error("Cannot render a file with holes");
  }).join("");
}

/** The file with the wanted values. */
export function renderAfter(model: RegistryModel, wanted: WantedModel): Parts {
  const lines: Parts[] = model.head.map((line) => [line]);
  let index = 0;
  for (const list of model.lists) {
    lines.push([`${list.key}:${list.entries.length === 0 ? " []" : ""}${list.comment}`]);
    for (const entry of list.entries) {
      const fields = wanted.get(index) ?? {};
      lines.push(
        ...entry.isFlow ? [renderFlow(entry, list, fields)] : renderBlock(entry, list, fields),
      );
      index += 1;
    }
  }
  lines.push(...model.tail.map((line) => [line]));
  const parts = lines.flatMap((line, at) => at === 0 ? line : [model.eol, ...line]);
  return model.endsWithBreak ? [...parts, model.eol] : parts;
}

/** Compares a text with parts: bytes for text; for a hole one scalar that JSON reads as its value. */
export function findDifference(text: string, parts: Parts): string | undefined {
  let at = 0;
  for (const part of parts) {
    if (typeof part === "string") {
      if (!text.startsWith(part, at)) return describe(text, { at, expected: part });
      at += part.length;
      continue;
    }
    const scalar = /"(?:[^"\\]|\\.)*"|[a-z]+/y;
    scalar.lastIndex = at;
    const found = scalar.exec(text)?.[0] ?? "";
    const value: unknown = found.startsWith('"') ? JSON.parse(found) : found;
    if (value !== part.value) return describe(text, { at, expected: part.value });
    at += found.length;
  }
  return at === text.length ? undefined : describe(text, { at, expected: "the end" });
}

function describe(
  text: string,
  place: { readonly at: number; readonly expected: string },
): string {
  const found = JSON.stringify(text.slice(place.at, place.at + place.expected.length + 40));
  return `at ${place.at}: expected ${JSON.stringify(place.expected)}, found ${found}`;
}

function renderFlow(entry: EntryModel, list: ListModel, wanted: Wanted): Parts {
  const pairs: Parts[] = [];
  const anchor = anchorOf(entry);
  for (const field of entry.fields) {
    const value = changedValue(field, wanted);
    const source = field.source === "" ? "" : ` ${field.source}`;
    pairs.push(value === undefined ? [`${field.key}:${source}`] : [`${field.key}: `, { value }]);
    if (field === anchor) pairs.push(...newFields(entry, wanted));
  }
  const inner = pairs.flatMap((pair, at) => at === 0 ? pair : [", ", ...pair]);
  return [`${" ".repeat(list.indent)}-${" ".repeat(list.dashWidth)}{`, ...inner, "}"];
}

function renderBlock(entry: EntryModel, list: ListModel, wanted: Wanted): readonly Parts[] {
  const dash = `${" ".repeat(list.indent)}-`;
  const indent = " ".repeat(list.indent + 1 + list.dashWidth);
  const lines: Parts[] = entry.dashLine === null ? [] : [[dash + entry.dashLine]];
  const anchor = anchorOf(entry);
  for (const field of entry.fields) {
    const isFirst = field === entry.fields[0] && entry.dashLine === null;
    const start = isFirst ? dash + " ".repeat(list.dashWidth) : indent;
    const value = changedValue(field, wanted);
    const head = `${start}${field.key}:${field.properties === "" ? "" : ` ${field.properties}`}`;
    if (value === undefined) {
      lines.push([`${head}${field.source === "" ? "" : ` ${field.source}`}${field.comment}`]);
      lines.push(...field.lines.map((line) => [line === "" ? "" : `${indent}  ${line}`]));
    } else {
      lines.push([`${head} `, { value }, field.comment]);
    }
    if (field === anchor) {
      lines.push(...newFields(entry, wanted).map((parts) => [indent, ...parts]));
    }
    lines.push(...field.gap.map((line) => [line]));
  }
  return lines;
}

/** The field that new ones go behind. */
function anchorOf(entry: EntryModel): FieldModel {
  const isUsable = (field: FieldModel) => !entry.isFlow || field.source !== "";
  for (const name of ["namespace", "name"]) {
    const found = entry.fields.find((field) => field.name === name && isUsable(field));
    if (found !== undefined) return found;
  }
  throw new Error("Cannot render an entry without a name");
}

function changedValue(field: FieldModel, wanted: Wanted): string | undefined {
  const name = OWN_FIELDS.find((own) => own === field.name);
  const value = name === undefined ? undefined : wanted[name]?.toWellFormed();
  return value === undefined || (value || null) === field.value ? undefined : value;
}

function newFields(entry: EntryModel, wanted: Wanted): readonly Parts[] {
  const quote = anchorOf(entry).key.startsWith('"') ? '"' : "";
  return OWN_FIELDS.flatMap((name): readonly Parts[] => {
    const value = wanted[name]?.toWellFormed() ?? "";
    const isPresent = entry.fields.some((field) => field.name === name);
    return isPresent || value === "" ? [] : [[`${quote}${name}${quote}: `, { value }]];
  });
}
