/**
 * What the newest pull request of ours said when it ended, and what follows from that: silence where
 * a person has closed it, restraint where we have withdrawn it, or where another writer undoes again
 * what was merged. Pure.
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

/**
 * Entries of the base branch that another writer has undone: that pull request brought them a message
 * of our form, and they have lost it, or say something else while the same is wanted again.
 */
export function findUndone({ entries, changes, past }: PastFacts): readonly RegistryEntry[] {
  const pastOf = findPast(entries, past);
  const changeOf = new Map(changes.map((change) => [change.before.index, change]));
  return entries.filter((entry) => {
    const old = pastOf(entry);
    if (old === undefined || !isStatusText(old.statusMessage ?? "")) return false;
    if (entry.statusMessage === null) return true;
    const change = changeOf.get(entry.index);
    return change !== undefined && isPutBack(change, old);
  });
}

/** Whether all that is wanted is to put back what was merged before. */
export function isRestoration(facts: PastFacts): boolean {
  if (saysMore(facts)) return false;
  const undone = new Set(findUndone(facts).map(({ index }) => index));
  return facts.changes.every(({ before }) =>
    before.statusMessage === null || undone.has(before.index)
  );
}

/** Whether a change, which is one of the message or of the status word, ends at what was merged. */
function isPutBack({ before, after }: EntryChange, old: RegistryEntry): boolean {
  return after.statusMessage === old.statusMessage &&
    (after.status === before.status || after.status === old.status);
}

/** Finds what an entry of the base branch said in the past. */
export function findPast(
  entries: readonly RegistryEntry[],
  past: readonly RegistryEntry[],
): (entry: RegistryEntry) => RegistryEntry | undefined {
  const identities = identifyEntries(entries);
  const pastIdentities = identifyEntries(past);
  const known = new Map(past.map((entry, position) => [pastIdentities[position], entry]));
  return ({ index }) => known.get(identities[index] ?? "");
}
