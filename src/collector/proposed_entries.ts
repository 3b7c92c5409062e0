/**
 * Finds the entries of the base branch again in the open proposal and in what that was built on: by
 * what they are, not by where they stand, because people add, remove and move entries meanwhile.
 */
import { identifyEntries, type RegistryEntry } from "../registry/registry.ts";

/** What the open proposal knows of one entry. */
export interface ProposedEntry {
  /** The entry on our branch. */
  readonly proposal?: RegistryEntry | undefined;
  /** The entry in the file that our branch was built on. */
  readonly from?: RegistryEntry | undefined;
}

/** The versions of the registry that are compared; both of the branch are empty without a proposal. */
export interface ProposedVersions {
  /** Entries on the base branch. */
  readonly entries: readonly RegistryEntry[];
  /** Entries on our branch. */
  readonly proposed: readonly RegistryEntry[];
  /** Entries that our branch was built on. */
  readonly proposedFrom: readonly RegistryEntry[];
}

/** By index of the base branch's entry; empty without a proposal. */
export function findProposed(versions: ProposedVersions): readonly ProposedEntry[] {
  const { entries, proposed, proposedFrom } = versions;
  if (proposed.length === 0) return [];
  const proposals = byIdentity(proposed);
  const origins = byIdentity(proposedFrom);
  return identifyEntries(entries).map((identity) => ({
    proposal: proposals.get(identity),
    from: origins.get(identity),
  }));
}

function byIdentity(entries: readonly RegistryEntry[]): ReadonlyMap<string, RegistryEntry> {
  const identities = identifyEntries(entries);
  return new Map(entries.map((entry, position) => [identities[position] ?? "", entry]));
}
