/**
 * Reads one entry of the registry: what its fields say, where our own fields stand in the text, and
 * where new ones go. Everything that is not ours is kept as source, to prove that no edit moved it.
 */
import { COLLECTION_STYLE, EVENT_ID, type MappingEvent, SCALAR_STYLE } from "js-yaml";
import { OWN_FIELDS, type OwnField, type RegistryEntry } from "./registry.ts";
import { formatError } from "./source_text.ts";
import { KeySet, type NodeEvent, offsetOf, type YamlCursor } from "./yaml_cursor.ts";

/** Where a scalar value and its key stand; offsets are -1 where there is nothing. */
export interface FieldSource {
  /** Behind the key, its closing quote included. */
  readonly keyEnd: number;
  /** The value with its quotes; an alias with its star; a block scalar's content lines. */
  readonly start: number;
  readonly end: number;
  /** Behind anchor and tag of the value. */
  readonly propertiesEnd: number;
  /** `plain` covers aliases and quoted scalars: anything that is replaced as it stands. */
  readonly form: "plain" | "block" | "empty";
  readonly anchor: string | null;
  readonly tag: string | null;
}

/** An entry with the places in the text that an edit needs. */
export interface ParsedEntry {
  readonly entry: RegistryEntry;
  readonly isFlow: boolean;
  /** Offset of the entry's first key. */
  readonly start: number;
  readonly own: Readonly<Partial<Record<OwnField, FieldSource>>>;
  /** The field that new fields go behind, if there is one. */
  readonly anchorField: FieldSource | undefined;
  /** Whether that field's key is double-quoted, as in JSON. */
  readonly hasQuotedKeys: boolean;
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

const READ_FIELD_SET: ReadonlySet<string> = new Set(READ_FIELDS);
const OWN_FIELD_SET: ReadonlySet<string> = new Set(OWN_FIELDS);

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
  const sources: Partial<Record<ReadField, FieldSource & { readonly isQuotedKey: boolean }>> = {};
  const foreign: string[] = [];
  if (mapping.anchorStart >= 0) {
    foreign.push("&", cursor.text.slice(mapping.anchorStart, mapping.anchorEnd));
  }
  const names = new KeySet(cursor.text);
  let start = -1;
  for (let key = cursor.nextKey(); key !== undefined; key = cursor.nextKey()) {
    const keyOffset = offsetOf(key.event) ?? mapping.start;
    if (start < 0) start = keyOffset - (isQuoted(key.event) ? 1 : 0);
    if (key.name !== null) names.add(key.name, keyOffset);
    if (!isReadField(key.name)) {
      cursor.collect(key.event, foreign);
      const value = cursor.next();
      if (value !== undefined) cursor.collect(value, foreign);
      continue;
    }
    const value = cursor.next();
    if (value === undefined) continue;
    const text = cursor.toText(value);
    if (text === undefined) throw notText(cursor, { name: key.name, value, keyOffset });
    values[key.name] = text;
    sources[key.name] = {
      ...toFieldSource(cursor.text, { key: key.event, value }),
      isQuotedKey: isDoubleQuoted(key.event),
    };
    if (OWN_FIELD_SET.has(key.name)) continue;
    cursor.collect(key.event, foreign);
    cursor.collect(value, foreign);
  }
  const anchorField = pickAnchor(sources, mapping.style === COLLECTION_STYLE.FLOW);
  return {
    entry: toEntry(values, place),
    isFlow: mapping.style === COLLECTION_STYLE.FLOW,
    start,
    own: pickOwn(sources),
    anchorField,
    hasQuotedKeys: anchorField?.isQuotedKey ?? false,
    foreign: foreign.join(""),
  };
}

function isReadField(name: string | null): name is ReadField {
  return name !== null && READ_FIELD_SET.has(name);
}

function toEntry(
  values: Readonly<Partial<Record<ReadField, string | null>>>,
  place: { readonly index: number; readonly line: number; readonly cluster: string | null },
): RegistryEntry {
  const read = (name: ReadField): string | null => values[name] || null;
  return {
    index: place.index,
    line: place.line,
    cluster: read("cluster") ?? place.cluster,
    name: read("name"),
    namespace: read("namespace"),
    template: read("template"),
    claimRef: read("claimRef"),
    repository: read("repository"),
    path: read("path"),
    statusMessage: read("statusMessage"),
    lastCheckedAt: read("lastCheckedAt"),
    status: read("status"),
  };
}

function pickOwn(
  sources: Readonly<Partial<Record<ReadField, FieldSource>>>,
): Partial<Record<OwnField, FieldSource>> {
  const own: Partial<Record<OwnField, FieldSource>> = {};
  for (const name of OWN_FIELDS) {
    const source = sources[name];
    if (source !== undefined) own[name] = source;
  }
  return own;
}

/** New fields go behind `namespace`, else `name`: in the middle of an entry they do not conflict. */
function pickAnchor<Source extends FieldSource>(
  sources: Readonly<Partial<Record<ReadField, Source>>>,
  isFlow: boolean,
): Source | undefined {
  const candidates = [sources.namespace, sources.name, sources.claimRef];
  return candidates.find((source) => source !== undefined && (!isFlow || source.form !== "empty"));
}

function toFieldSource(
  text: string,
  pair: { readonly key: NodeEvent; readonly value: NodeEvent },
): FieldSource {
  const { key, value } = pair;
  const keyEnd = key.type === EVENT_ID.SCALAR ? key.valueEnd + (isQuoted(key) ? 1 : 0) : -1;
  if (value.type === EVENT_ID.ALIAS) {
    const start = value.anchorStart - 1;
    const none = { anchor: null, tag: null };
    return { keyEnd, start, end: value.anchorEnd, propertiesEnd: -1, form: "plain", ...none };
  }
  const common = {
    keyEnd,
    propertiesEnd: Math.max(value.anchorEnd, value.tagEnd),
    anchor: value.anchorStart < 0 ? null : text.slice(value.anchorStart, value.anchorEnd),
    tag: value.tagStart < 0 ? null : text.slice(value.tagStart, value.tagEnd),
  };
  if (value.type !== EVENT_ID.SCALAR || value.valueStart < 0) {
    return { ...common, start: -1, end: -1, form: "empty" };
  }
  const quote = isQuoted(value) ? 1 : 0;
  const isBlock = value.style === SCALAR_STYLE.LITERAL_BLOCK ||
    value.style === SCALAR_STYLE.FOLDED_BLOCK;
  const range = { start: value.valueStart - quote, end: value.valueEnd + quote };
  return { ...common, ...range, form: isBlock ? "block" : "plain" };
}

function isQuoted(event: NodeEvent): boolean {
  return event.type === EVENT_ID.SCALAR &&
    (event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED);
}

function isDoubleQuoted(event: NodeEvent): boolean {
  return event.type === EVENT_ID.SCALAR && event.style === SCALAR_STYLE.DOUBLE_QUOTED;
}

function notText(
  cursor: YamlCursor,
  found: { readonly name: string; readonly value: NodeEvent; readonly keyOffset: number },
): Error {
  return formatError(`Cannot read the field "${found.name}" of an entry: expected a text`, {
    text: cursor.text,
    offset: offsetOf(found.value) ?? found.keyOffset,
  });
}
