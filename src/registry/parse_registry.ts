/**
 * Reads a registry file, text in, entries with their places in the text out. Recognises the two
 * shapes by their content and refuses anything else with line and column; guesses nothing.
 */
import { COLLECTION_STYLE, EVENT_ID, type SequenceEvent } from "js-yaml";
import type { RegistryFormatError } from "../errors.ts";
import { type ParsedEntry, parseEntry } from "./parse_entry.ts";
import type { Registry, RegistryShape } from "./registry.ts";
import { formatError, LineCounter } from "./source_text.ts";
import { KeySet, type NodeEvent, offsetOf, YamlCursor } from "./yaml_cursor.ts";

/** The only version of the platform's registry that is known. */
export const CLAIM_REGISTRY_API_VERSION = "claim-registry.io/v1alpha1";

/** A registry with all that an edit needs to know of its text. */
export interface ParsedRegistry {
  readonly shape: RegistryShape;
  readonly entries: readonly ParsedEntry[];
  /** The source of everything outside the entries; equal before and after every edit. */
  readonly frame: string;
  /** Offset of the first use of each anchor, by name, for those that are used. */
  readonly aliases: ReadonlyMap<string, number>;
}

/** Parses a registry file; throws `RegistryFormatError` for one that cannot be edited safely. */
export function parseRegistry(text: string): ParsedRegistry {
  const cursor = new YamlCursor(text);
  const reader = new RegistryReader(cursor);
  if (!cursor.isEmpty) reader.readRoot();
  const { shape, entries, frame } = reader;
  return { shape, entries, frame: frame.join(""), aliases: cursor.aliases };
}

/** The plain view of a parsed registry. */
export function toRegistry(parsed: ParsedRegistry): Registry {
  return { shape: parsed.shape, entries: parsed.entries.map(({ entry }) => entry) };
}

class RegistryReader {
  readonly entries: ParsedEntry[] = [];
  readonly frame: string[] = [];
  shape: RegistryShape = "ClusterMap";
  readonly #cursor: YamlCursor;
  readonly #lines: LineCounter;
  #lists = 0;

  constructor(cursor: YamlCursor) {
    this.#cursor = cursor;
    this.#lines = new LineCounter(cursor.text);
  }

  readRoot(): void {
    const root = this.#cursor.next();
    if (root?.type !== EVENT_ID.MAPPING) {
      throw this.#refusal("Cannot recognise the registry: expected a mapping", root);
    }
    this.shape = this.#recognise();
    const names = new KeySet(this.#cursor.text);
    for (let key = this.#cursor.nextKey(); key !== undefined; key = this.#cursor.nextKey()) {
      if (key.name === null || this.#cursor.toText(key.event) === null) {
        throw this.#refusal("Cannot read a key: expected a text", key.event);
      }
      names.add(key.name, offsetOf(key.event) ?? 0);
      this.#cursor.collect(key.event, this.frame);
      this.#readTopLevelValue(key.name);
    }
    if (this.shape === "ClaimRegistry" && this.#lists === 0) {
      throw this.#refusal('Cannot find the entries: expected a list under "claims"', root);
    }
  }

  #readTopLevelValue(name: string): void {
    const value = this.#cursor.next();
    if (value === undefined) return;
    const isList = this.shape === "ClusterMap" || name === "claims";
    if (!isList) return this.#cursor.collect(value, this.frame);
    this.#lists += 1;
    if (value.type === EVENT_ID.SEQUENCE) {
      this.#readList(value, this.shape === "ClusterMap" ? name : null);
    } else if (this.#cursor.toText(value) === null && value.type === EVENT_ID.SCALAR) {
      this.#cursor.collect(value, this.frame);
    } else {
      const what = this.shape === "ClusterMap" ? `the cluster "${name.slice(0, 100)}"` : '"claims"';
      throw this.#refusal(`Cannot read ${what}: expected a list of entries`, value);
    }
  }

  #readList(list: SequenceEvent, cluster: string | null): void {
    this.frame.push(list.style === COLLECTION_STYLE.FLOW ? "[flow" : "[block");
    for (let item = this.#cursor.next(); item !== undefined; item = this.#cursor.next()) {
      if (item.type !== EVENT_ID.MAPPING) {
        throw formatError("Cannot read an entry: expected a mapping", {
          text: this.#cursor.text,
          offset: offsetOf(item) ?? this.#findDash(),
        });
      }
      const index = this.entries.length;
      const line = this.#lines.lineAt(item.start);
      this.entries.push(parseEntry(this.#cursor, { mapping: item, index, line, cluster }));
      this.frame.push(",");
    }
    this.frame.push("]");
  }

  /** Where the dash of an empty list item stands. */
  #findDash(): number {
    const { text, lastOffset } = this.#cursor;
    if (text.charAt(lastOffset) === "-") return lastOffset;
    const before = /[\r\n][ \t]*(?=-(?:\s|$))/.exec(text.slice(lastOffset));
    return lastOffset + (before === null ? 0 : before.index + before[0].length);
  }

  #recognise(): RegistryShape {
    const scalars = this.#cursor.rootScalars();
    const apiVersion = scalars.get("apiVersion");
    const kind = scalars.get("kind");
    if (apiVersion === undefined && kind === undefined) return "ClusterMap";
    if (kind?.text === "ClaimRegistry" && apiVersion?.text === CLAIM_REGISTRY_API_VERSION) {
      return "ClaimRegistry";
    }
    const wrong = kind?.text === "ClaimRegistry" ? apiVersion : kind;
    const found = [apiVersion?.text ?? "no apiVersion", kind?.text ?? "no kind"]
      .map((part) => `"${part.slice(0, 100)}"`).join(" ");
    throw formatError(
      `Cannot recognise the registry: found ${found}, expected ` +
        `"${CLAIM_REGISTRY_API_VERSION}" "ClaimRegistry" or a map of clusters`,
      { text: this.#cursor.text, offset: (wrong ?? kind ?? apiVersion)?.offset ?? 0 },
    );
  }

  #refusal(message: string, event: NodeEvent | undefined): RegistryFormatError {
    const offset = event === undefined ? undefined : offsetOf(event);
    return formatError(message, {
      text: this.#cursor.text,
      offset: offset ?? this.#cursor.lastOffset,
    });
  }
}
