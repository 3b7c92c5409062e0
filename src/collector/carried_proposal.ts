/**
 * Whether a merge of the base branch into ours left the proposal what it is: our fields as we wrote
 * them, and every other byte as on that base.
 */
import { RegistryFormatError } from "../errors.ts";
import { OWN_FIELDS, type OwnField, type RegistryEntry } from "../registry/registry.ts";
import { findProposed } from "./proposed_entries.ts";
import type { RegistryEditor } from "./registry_editor.ts";

/** The texts of the registry file on both sides of a merge. */
export interface MergedTexts {
  /** What our commit was built on. */
  readonly proposedFrom: string;
  /** What our commit made of it. */
  readonly proposed: string;
  /** What the merged base branch says. */
  readonly base: string;
  /** What the merge made of both. */
  readonly merged: string;
}

/** Says whether the merge carries the proposal on, and nothing else. */
export type CarriesProposal = (texts: MergedTexts, signal: AbortSignal) => Promise<boolean>;

/** A judge that reads and edits the way the proposal was made. */
export function createCarriesProposal(editor: RegistryEditor): CarriesProposal {
  return async (texts, signal) => {
    try {
      const [from, proposed, base] = [
        await editor.parse(texts.proposedFrom, signal),
        await editor.parse(texts.proposed, signal),
        await editor.parse(texts.base, signal),
      ];
      const found = findProposed({
        entries: base.entries,
        proposed: proposed.entries,
        proposedFrom: from.entries,
      });
      const wanted = base.entries.map((entry, position) => ({
        index: entry.index,
        fields: toProposedFields(found[position]?.proposal, found[position]?.from),
      }));
      return (await editor.edit({ text: texts.base, wanted }, signal)).text === texts.merged;
    } catch (error) {
      if (error instanceof RegistryFormatError) return false;
      throw error;
    }
  };
}

/** The fields that our commit gave to an entry. */
function toProposedFields(
  proposal: RegistryEntry | undefined,
  from: RegistryEntry | undefined,
): Readonly<Partial<Record<OwnField, string>>> {
  const fields: Partial<Record<OwnField, string>> = {};
  for (const name of OWN_FIELDS) {
    const value = proposal?.[name] ?? null;
    if (value !== null && value !== (from?.[name] ?? null)) fields[name] = value;
  }
  return fields;
}
