/**
 * Changes our own fields in a registry file, text in, text out, and proves it: the result is parsed
 * again, and unless everything else is what it was and our fields are what was wanted, it is
 * refused. Which values are wanted is decided elsewhere.
 */
import { RegistryFormatError } from "../errors.ts";
import { spliceEntry } from "./entry_splices.ts";
import type { ParsedEntry } from "./parse_entry.ts";
import { type ParsedRegistry, parseRegistry } from "./parse_registry.ts";
import { OWN_FIELDS, type OwnField, type RegistryEntry } from "./registry.ts";
import { toPosition } from "./source_text.ts";
import { applySplices, type Splice } from "./splice.ts";

/** The own fields that one entry shall have; a field that is not named stays as it is. */
export interface WantedFields {
  /** Position of the entry among all entries of the file. */
  readonly index: number;
  readonly fields: Readonly<Partial<Record<OwnField, string>>>;
}

/** What an edit changed in one entry. */
export interface EntryChange {
  readonly before: RegistryEntry;
  readonly after: RegistryEntry;
}

/** The new file and what is different in it, in the order of the file. */
export interface RegistryEdit {
  readonly text: string;
  readonly changes: readonly EntryChange[];
}

/**
 * Writes the wanted values into the file. Throws `RegistryFormatError` for a file that cannot be
 * edited safely, `RangeError` for an entry that does not exist.
 */
export function editRegistry(text: string, wanted: readonly WantedFields[]): RegistryEdit {
  const before = parseRegistry(text);
  const needed = wanted.map((want) => narrow(want, before)).filter((want) => want !== undefined)
    .sort((a, b) => a.index - b.index);
  if (needed.length === 0) return { text, changes: [] };
  const splices: Splice[] = [];
  for (const want of needed) {
    const parsed = entryAt(before, want.index);
    refuseSharedAnchors(parsed, { text, want, before });
    splices.push(...spliceEntry(text, { parsed, fields: want.fields }));
  }
  const edited = applySplices(text, splices);
  const after = parseEdited(edited, { text, at: entryAt(before, needed[0]?.index ?? 0) });
  prove({ text, before, after, wanted: needed });
  return {
    text: edited,
    changes: needed.map(({ index }) => ({
      before: entryAt(before, index).entry,
      after: entryAt(after, index).entry,
    })),
  };
}

/** Leaves out the fields that already say what is wanted. */
function narrow(want: WantedFields, registry: ParsedRegistry): WantedFields | undefined {
  const { entry } = entryAt(registry, want.index);
  const fields: Partial<Record<OwnField, string>> = {};
  for (const name of OWN_FIELDS) {
    // What a file can hold: no lone surrogates, and an empty text reads as none.
    const value = want.fields[name]?.toWellFormed();
    if (value !== undefined && (value || null) !== entry[name]) fields[name] = value;
  }
  return Object.keys(fields).length === 0 ? undefined : { index: want.index, fields };
}

function entryAt(registry: ParsedRegistry, index: number): ParsedEntry {
  const parsed = registry.entries[index];
  if (parsed !== undefined) return parsed;
  throw new RangeError(`Cannot find the entry ${index}: there are ${registry.entries.length}`);
}

/** An anchor on our field that is used elsewhere would carry our text there. */
function refuseSharedAnchors(
  parsed: ParsedEntry,
  context: {
    readonly text: string;
    readonly want: WantedFields;
    readonly before: ParsedRegistry;
  },
): void {
  for (const name of OWN_FIELDS) {
    const anchor = parsed.own[name]?.anchor ?? null;
    if (anchor === null || context.want.fields[name] === undefined) continue;
    const offset = context.before.aliases.get(anchor);
    if (offset === undefined) continue;
    throw new RegistryFormatError(
      `Cannot change "${name}": its anchor "&${anchor}" is used elsewhere, expected no alias of it`,
      toPosition(context.text, offset),
    );
  }
}

function parseEdited(
  edited: string,
  context: { readonly text: string; readonly at: ParsedEntry },
): ParsedRegistry {
  try {
    return parseRegistry(edited);
  } catch (error) {
    if (!(error instanceof RegistryFormatError)) throw error;
    throw unsafe(`the result would not parse (${error.message})`, context);
  }
}

function prove(
  edit: {
    readonly text: string;
    readonly before: ParsedRegistry;
    readonly after: ParsedRegistry;
    readonly wanted: readonly WantedFields[];
  },
): void {
  const { text, before, after } = edit;
  const first = entryAt(before, edit.wanted[0]?.index ?? 0);
  if (before.shape !== after.shape || before.frame !== after.frame) {
    throw unsafe("something outside the entries would change", { text, at: first });
  }
  if (before.entries.length !== after.entries.length) {
    throw unsafe("the number of entries would change", { text, at: first });
  }
  const wantedByIndex = new Map(edit.wanted.map((want) => [want.index, want.fields]));
  for (const [index, old] of before.entries.entries()) {
    const edited = entryAt(after, index);
    const fields = wantedByIndex.get(index);
    const isProven = old.foreign === edited.foreign &&
      OWN_FIELDS.every((name) =>
        edited.entry[name] === ((fields?.[name] ?? old.entry[name]) || null)
      );
    if (!isProven) throw unsafe("something besides our fields would change", { text, at: old });
  }
}

function unsafe(
  what: string,
  place: { readonly text: string; readonly at: ParsedEntry },
): RegistryFormatError {
  return new RegistryFormatError(
    `Cannot edit the entry "${(place.at.entry.name ?? "").slice(0, 100)}" safely: ${what}`,
    toPosition(place.text, place.at.start),
  );
}
