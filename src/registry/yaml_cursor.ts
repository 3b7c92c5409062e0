/**
 * Walks the flat event stream of one YAML document and refuses what could make an edit change more
 * than it says: several documents, duplicate keys, merge keys, unknown aliases. Aliases are never
 * expanded, so no small text can grow large.
 */
import {
  type AliasEvent,
  type Event,
  EVENT_ID,
  getScalarValue,
  type MappingEvent,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
  type SequenceEvent,
  YAMLException,
} from "js-yaml";
import { formatError } from "./source_text.ts";

/** An event that begins a node. */
export type NodeEvent = MappingEvent | SequenceEvent | ScalarEvent | AliasEvent;

const NESTING_MAX = 60;
const PLAIN_NULL = /^(?:~|null|Null|NULL)?$/;

/** Reads nodes of one document in order; the position only moves forward. */
export class YamlCursor {
  readonly text: string;
  readonly #events: readonly Event[];
  /** Text of the scalar behind each anchor so far; `undefined` for a collection. */
  readonly #anchors = new Map<string, string | null | undefined>();
  readonly #aliases = new Map<string, number>();
  #at = 1;

  constructor(text: string) {
    this.text = text;
    this.#events = readEvents(text);
    this.#refuseFurtherDocuments();
  }

  /** Whether the text holds no node at all. */
  get isEmpty(): boolean {
    const first = this.#events[1];
    return this.#events.length === 0 || first === undefined ||
      (first.type === EVENT_ID.SCALAR && this.toText(first) === null);
  }

  /** The scalar values directly under the root mapping, by key, without moving. */
  rootScalars(): ReadonlyMap<string, { readonly text: string; readonly offset: number }> {
    const found = new Map<string, { readonly text: string; readonly offset: number }>();
    let depth = 0;
    let key: string | undefined;
    for (const event of this.#events) {
      if (event.type === EVENT_ID.POP) depth -= 1;
      if (depth === 2 && event.type === EVENT_ID.SCALAR && key !== undefined) {
        found.set(key, { text: getScalarValue(this.text, event), offset: offsetOf(event) ?? 0 });
      }
      if (depth === 2) {
        key = key === undefined && event.type === EVENT_ID.SCALAR
          ? getScalarValue(this.text, event)
          : undefined;
      }
      if (isOpening(event)) depth += 1;
    }
    return found;
  }

  /** Offset of the first alias of each name, for what was walked. */
  get aliases(): ReadonlyMap<string, number> {
    return this.#aliases;
  }

  /** Offset of the last thing before the node that was just read: for nodes without a place. */
  get lastOffset(): number {
    for (let at = this.#at - 2; at > 0; at--) {
      const event = this.#events[at];
      if (event?.type === EVENT_ID.SCALAR && event.valueStart >= 0) return event.valueEnd;
      const offset = event === undefined ? undefined : offsetOf(event);
      if (offset !== undefined) return offset;
    }
    return 0;
  }

  /** The next node, or `undefined` where the enclosing collection ends (and is left). */
  next(): NodeEvent | undefined {
    const event = this.#events[this.#at++];
    if (event === undefined || event.type === EVENT_ID.POP) return undefined;
    if (event.type === EVENT_ID.DOCUMENT) return undefined;
    if (event.type === EVENT_ID.ALIAS) this.#noteAlias(event);
    else this.#noteAnchor(event);
    return event;
  }

  /** The next key of a mapping and its name, or `undefined` at its end; refuses merge keys. */
  nextKey(): { readonly event: NodeEvent; readonly name: string | null } | undefined {
    const event = this.next();
    if (event === undefined) return undefined;
    if (event.type !== EVENT_ID.SCALAR) return { event, name: this.toText(event) ?? null };
    const name = getScalarValue(this.text, event);
    if (name === "<<" && event.style === SCALAR_STYLE.PLAIN) {
      throw formatError('Cannot edit a mapping with a merge key "<<": expected plain fields', {
        text: this.text,
        offset: event.valueStart,
      });
    }
    return { event, name };
  }

  /** Text of a scalar or of an alias to one; `null` for null, `undefined` for a collection. */
  toText(event: NodeEvent): string | null | undefined {
    if (event.type === EVENT_ID.ALIAS) {
      return this.#anchors.get(this.text.slice(event.anchorStart, event.anchorEnd));
    }
    if (event.type !== EVENT_ID.SCALAR) return undefined;
    const value = getScalarValue(this.text, event);
    const isNull = event.style === SCALAR_STYLE.PLAIN && event.tagStart < 0 &&
      PLAIN_NULL.test(value);
    return isNull ? null : value;
  }

  /** Adds the source of a whole node, whose first event was just read, to `parts`. */
  collect(event: NodeEvent, parts: string[]): void {
    this.collectProperties(event, parts);
    if (event.type === EVENT_ID.SCALAR) {
      parts.push(
        SCALAR_MARKS[event.style] ?? "\n?",
        this.text.slice(event.valueStart, event.valueEnd),
      );
    } else if (event.type === EVENT_ID.SEQUENCE) {
      parts.push("[");
      for (let item = this.next(); item !== undefined; item = this.next()) {
        this.collect(item, parts);
      }
      parts.push("]");
    } else if (event.type === EVENT_ID.MAPPING) {
      parts.push("{");
      const names = new KeySet(this.text);
      for (let key = this.nextKey(); key !== undefined; key = this.nextKey()) {
        if (key.name !== null) names.add(key.name, offsetOf(key.event) ?? event.start);
        this.collectPair(key.event, parts);
      }
      parts.push("}");
    }
  }

  /** Adds a key, whose first event was just read, and its value. */
  collectPair(key: NodeEvent, parts: string[]): void {
    const isCollection = key.type === EVENT_ID.MAPPING || key.type === EVENT_ID.SEQUENCE;
    if (isCollection) this.collect(key, parts);
    const value = this.next();
    if (value === undefined) return;
    if (isCollection) this.collect(value, parts);
    else this.collectField({ key, value }, parts);
  }

  /** Adds a key that is no collection and its value, when the first event of both was just read. */
  collectField(
    field: { readonly key: NodeEvent; readonly value: NodeEvent },
    parts: string[],
  ): void {
    const { key, value } = field;
    const isSimple = key.type === EVENT_ID.SCALAR && key.valueStart >= 0 &&
      key.anchorStart < 0 && key.tagStart < 0 &&
      value.type === EVENT_ID.SCALAR && value.valueStart >= 0;
    if (isSimple) {
      // One piece with all that stands between: quotes, properties, comments.
      parts.push("\n", this.text.slice(key.valueStart, value.valueEnd));
      return;
    }
    this.collect(key, parts);
    this.collect(value, parts);
  }

  /** Adds anchor and tag of a node, or the whole of an alias. */
  collectProperties(event: NodeEvent, parts: string[]): void {
    if (event.type === EVENT_ID.ALIAS) {
      parts.push("*", this.text.slice(event.anchorStart, event.anchorEnd));
      return;
    }
    if (event.anchorStart >= 0) {
      parts.push("&", this.text.slice(event.anchorStart, event.anchorEnd));
    }
    if (event.tagStart >= 0) parts.push("!", this.text.slice(event.tagStart, event.tagEnd));
  }

  #noteAnchor(event: MappingEvent | SequenceEvent | ScalarEvent): void {
    if (event.anchorStart < 0) return;
    this.#anchors.set(this.text.slice(event.anchorStart, event.anchorEnd), this.toText(event));
  }

  #noteAlias(event: AliasEvent): void {
    const name = this.text.slice(event.anchorStart, event.anchorEnd);
    if (!this.#anchors.has(name)) {
      throw formatError(`Cannot resolve the alias "*${name}": expected an anchor before it`, {
        text: this.text,
        offset: event.anchorStart - 1,
      });
    }
    if (!this.#aliases.has(name)) this.#aliases.set(name, event.anchorStart - 1);
  }

  #refuseFurtherDocuments(): void {
    const second = this.#events.findIndex((event, index) =>
      index > 0 && event.type === EVENT_ID.DOCUMENT
    );
    if (second < 0) return;
    const document = this.#events[second];
    const node = this.#events[second + 1];
    const start = (node === undefined ? undefined : offsetOf(node)) ?? this.text.length;
    const hasMarker = document?.type === EVENT_ID.DOCUMENT && document.explicitStart;
    const offset = hasMarker ? this.text.lastIndexOf("---", start - 1) : start;
    throw formatError("Cannot edit a file with several documents: expected one", {
      text: this.text,
      offset,
    });
  }
}

/** The keys of one mapping; refuses the second of equal ones. */
export class KeySet {
  readonly #text: string;
  readonly #names: string[] = [];
  #index: Set<string> | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** Adds a key that stands at `offset`. */
  add(name: string, offset: number): void {
    const isKnown = this.#index?.has(name) ?? this.#names.includes(name);
    if (isKnown) {
      throw formatError(`Cannot edit a mapping with the key "${name.slice(0, 100)}" twice`, {
        text: this.#text,
        offset,
      });
    }
    this.#names.push(name);
    if (this.#index !== undefined) this.#index.add(name);
    else if (this.#names.length > 16) this.#index = new Set(this.#names);
  }
}

const SCALAR_MARKS: Readonly<Record<number, string>> = {
  [SCALAR_STYLE.PLAIN]: "\n=",
  [SCALAR_STYLE.SINGLE_QUOTED]: "\n'",
  [SCALAR_STYLE.DOUBLE_QUOTED]: '\n"',
};

/** Where a node begins in the text, or `undefined` for an empty one. */
export function offsetOf(event: Event): number | undefined {
  if (event.type === EVENT_ID.SCALAR) return event.valueStart < 0 ? undefined : event.valueStart;
  if (event.type === EVENT_ID.ALIAS) return event.anchorStart - 1;
  if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) return event.start;
  return undefined;
}

function isOpening(event: Event): boolean {
  return event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.MAPPING ||
    event.type === EVENT_ID.SEQUENCE;
}

function readEvents(text: string): readonly Event[] {
  try {
    return parseEvents(text, { maxDepth: NESTING_MAX });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const offset = error.mark?.position ?? 0;
    throw formatError(`Cannot parse the registry as YAML: ${error.reason}`, { text, offset });
  }
}
