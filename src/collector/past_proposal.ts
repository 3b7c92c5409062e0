/**
 * What the newest pull request of ours said when it ended, and what follows from that: silence where
 * a person has closed it, restraint where another writer removes again what was merged. Pure.
 */
import { isStatusText } from "../claim/phase.ts";
import type { EntryChange } from "../registry/edit_registry.ts";
import { identifyEntries, type RegistryEntry } from "../registry/registry.ts";
import type { Comparison } from "./registry_comparer.ts";

/** Two versions of the registry and how they differ. */
export interface PastFacts {
  /** Entries on the base branch. */
  readonly entries: readonly RegistryEntry[];
  readonly changes: readonly EntryChange[];
  /** Entries at the head of the pull request that has ended. */
  readonly past: readonly RegistryEntry[];
}

/** What a comparison knows of that. */
export function toPastFacts({ base, edit, past }: Comparison): PastFacts {
  return { entries: base.registry.entries, changes: edit.changes, past };
}

/**
 * Whether some entry wants a message that neither the base branch nor that pull request has; the
 * status word beside it is no news of its own.
 */
export function saysMore({ entries, changes, past }: PastFacts): boolean {
  const pastOf = findPast(entries, past);
  return changes.some(({ before, after }) => {
    const { statusMessage } = after;
    if (statusMessage === before.statusMessage) return false;
    return statusMessage !== (pastOf(before)?.statusMessage ?? null);
  });
}

/** Entries that have no message on the base branch although that pull request brought them one. */
export function findStripped({ entries, past }: PastFacts): readonly RegistryEntry[] {
  const pastOf = findPast(entries, past);
  return entries.filter((entry) => {
    const old = pastOf(entry)?.statusMessage ?? null;
    return entry.statusMessage === null && old !== null && isStatusText(old);
  });
}

/** Whether all that is wanted is to put back what was merged before. */
export function isRestoration(facts: PastFacts): boolean {
  return facts.changes.every(({ before }) => before.statusMessage === null) && !saysMore(facts);
}

function findPast(
  entries: readonly RegistryEntry[],
  past: readonly RegistryEntry[],
): (entry: RegistryEntry) => RegistryEntry | undefined {
  const identities = identifyEntries(entries);
  const pastIdentities = identifyEntries(past);
  const known = new Map(past.map((entry, position) => [pastIdentities[position], entry]));
  return ({ index }) => known.get(identities[index] ?? "");
}
