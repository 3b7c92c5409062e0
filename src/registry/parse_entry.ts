/**
 * Reads one entry of the registry: what its fields say, where our own fields stand in the text, and
 * where new ones go. Everything that is not ours is kept as source, to prove that no edit moved it.
 */
import { COLLECTION_STYLE, EVENT_ID, type MappingEvent, SCALAR_STYLE } from "js-yaml";
import { OWN_FIELDS, type OwnField, type RegistryEntry } from "./registry.ts";
import { isLineEnd, lineBreakAt } from "./source_text.ts";
import { KeySet, type NodeEvent, offsetOf, type YamlCursor } from "./yaml_cursor.ts";

/** Where a scalar value and its key stand; offsets are -1 where there is nothing. */
export interface FieldSource {
  /** The key with its quotes; an alias with its star. */
  readonly keyStart: number;
  readonly keyEnd: number;
  /** The value with its quotes; an alias with its star; a block scalar's content lines. */
  readonly start: number;
  readonly end: number;
  /** Behind anchor and tag of the value. */
  readonly propertiesEnd: number;
  /**
   * `plain` covers aliases and quoted scalars: anything that is replaced as it stands; `collection`
   * is a list or mapping (or an alias of one), which is nobody's text and never replaced.
   */
  readonly form: "plain" | "block" | "empty" | "collection";
  readonly anchor: string | null;
  readonly tag: string | null;
  readonly tagStart: number;
}

/** An entry with the places in the text that an edit needs. */
export interface ParsedEntry {
  readonly entry: RegistryEntry;
  readonly isFlow: boolean;
  /** Offset of the entry's first key or, in flow style, of its brace. */
  readonly start: number;
  readonly own: Readonly<Partial<Record<OwnField, FieldSource>>>;
  /** The field that new fields go behind, if there is one. */
  readonly anchorField: FieldSource | undefined;
  /** Source of the entry without our own fields. */
  readonly foreign: string;
}

const READ_FIELDS = [
  "cluster",
  "name",
  "namespace",
  "template",
  "claimRef",
  "repository",
  "path",
  ...OWN_FIELDS,
] as const;
type ReadField = typeof READ_FIELDS[number];
type AnchorField = "namespace" | "name" | "claimRef";

const READ_FIELD_SET: ReadonlySet<string> = new Set(READ_FIELDS);

/** Reads the entry whose mapping event was just taken from the cursor. */
export function parseEntry(
  cursor: YamlCursor,
  place: {
    readonly mapping: MappingEvent;
    readonly index: number;
    readonly line: number;
    readonly cluster: string | null;
  },
): ParsedEntry {
  const { mapping } = place;
  const values: Partial<Record<ReadField, string | null>> = {};
  const own: Partial<Record<OwnField, FieldSource>> = {};
  const anchors: Partial<Record<AnchorField, FieldSource>> = {};
  const foreign: string[] = [];
  cursor.collectProperties(mapping, foreign);
  const names = new KeySet(cursor.text);
  for (let key = cursor.nextKey(); key !== undefined; key = cursor.nextKey()) {
    const keyOffset = offsetOf(key.event) ?? mapping.start;
    if (key.name !== null) names.add(key.name, keyOffset);
    if (!isReadField(key.name)) {
      cursor.collectPair(key.event, foreign);
      continue;
    }
    const value = cursor.next();
    if (value === undefined) continue;
    const text = cursor.toText(value);
    const source = toFieldSource(cursor.text, { key: key.event, value, text });
    values[key.name] = text ?? null;
    if (isOwnField(key.name)) {
      own[key.name] = source;
      if (source.form !== "collection") continue;
    }
    if (isAnchorField(key.name) && source.form !== "collection") anchors[key.name] = source;
    cursor.collectField({ key: key.event, value }, foreign);
    if (source.form === "block") foreign.push(finalLineBreak(cursor.text, source), text ?? "");
  }
  const isFlow = mapping.style === COLLECTION_STYLE.FLOW;
  return {
    entry: toEntry(values, place),
    isFlow,
    start: mapping.start,
    own,
    anchorField: pickAnchor(anchors, isFlow),
    foreign: foreign.join(""),
  };
}

function isReadField(name: string | null): name is ReadField {
  return name !== null && READ_FIELD_SET.has(name);
}

function isOwnField(name: ReadField): name is OwnField {
  return name === "statusMessage" || name === "lastCheckedAt" || name === "status";
}

function isAnchorField(name: ReadField): name is AnchorField {
  return name === "namespace" || name === "name" || name === "claimRef";
}

function toEntry(
  values: Readonly<Partial<Record<ReadField, string | null>>>,
  place: { readonly index: number; readonly line: number; readonly cluster: string | null },
): RegistryEntry {
  return {
    index: place.index,
    line: place.line,
    cluster: values.cluster || place.cluster,
    name: values.name || null,
    namespace: values.namespace || null,
    template: values.template || null,
    claimRef: values.claimRef || null,
    repository: values.repository || null,
    path: values.path || null,
    statusMessage: values.statusMessage || null,
    lastCheckedAt: values.lastCheckedAt || null,
    status: values.status || null,
  };
}

/** New fields go behind `namespace`, else `name`: in the middle of an entry they do not conflict. */
function pickAnchor(
  sources: Readonly<Partial<Record<AnchorField, FieldSource>>>,
  isFlow: boolean,
): FieldSource | undefined {
  const candidates = [sources.namespace, sources.name, sources.claimRef];
  return candidates.find((source) => source !== undefined && (!isFlow || source.form !== "empty"));
}

function toFieldSource(
  text: string,
  field: {
    readonly key: NodeEvent;
    readonly value: NodeEvent;
    readonly text: string | null | undefined;
  },
): FieldSource {
  const { value } = field;
  const key = rangeOf(field.key);
  const isCollection = field.text === undefined;
  const start = isCollection ? offsetOf(value) ?? key.end : -1;
  const range = isCollection ? { start, end: start } : rangeOf(value);
  const { anchorStart, anchorEnd, tagStart, tagEnd } = value.type === EVENT_ID.ALIAS
    ? NO_PROPERTIES
    : value;
  return {
    keyStart: key.start,
    keyEnd: key.end,
    start: range.start,
    end: range.end,
    propertiesEnd: Math.max(anchorEnd, tagEnd),
    form: isCollection
      ? "collection"
      : range.start < 0
      ? "empty"
      : isBlockScalar(value)
      ? "block"
      : "plain",
    anchor: anchorStart < 0 ? null : text.slice(anchorStart, anchorEnd),
    tag: tagStart < 0 ? null : text.slice(tagStart, tagEnd),
    tagStart,
  };
}

const NO_PROPERTIES = { anchorStart: -1, anchorEnd: -1, tagStart: -1, tagEnd: -1 };

/** A scalar with its quotes, an alias with its star; -1 where there is nothing. */
function rangeOf(event: NodeEvent): { readonly start: number; readonly end: number } {
  if (event.type === EVENT_ID.ALIAS) {
    return { start: event.anchorStart - 1, end: event.anchorEnd };
  }
  if (event.type !== EVENT_ID.SCALAR || event.valueStart < 0) return { start: -1, end: -1 };
  const quote = isQuoted(event) ? 1 : 0;
  return { start: event.valueStart - quote, end: event.valueEnd + quote };
}

function isBlockScalar(event: NodeEvent): boolean {
  return event.type === EVENT_ID.SCALAR &&
    (event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK);
}

function isQuoted(event: NodeEvent): boolean {
  return event.type === EVENT_ID.SCALAR &&
    (event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED);
}

/** What the source of a block text lacks at the end of a file: fields behind it give it that. */
function finalLineBreak(text: string, source: FieldSource): string {
  const isOpen = source.end === text.length && !isLineEnd(text, text.length - 1);
  return isOpen ? lineBreakAt(text, text.length) : "";
}
