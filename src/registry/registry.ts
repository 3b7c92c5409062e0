/**
 * The registry as the rest of the program sees it: which shape the file has and what its entries
 * say. Plain data without source positions; `parse_registry.ts` makes it, `edit_registry.ts` changes
 * the file behind it.
 */

/** `ClaimRegistry` is the platform's document, `ClusterMap` one list of entries for each cluster. */
export type RegistryShape = "ClaimRegistry" | "ClusterMap";

/** The fields of an entry that this program writes; all others belong to people. */
export const OWN_FIELDS = ["statusMessage", "lastCheckedAt", "status"] as const;
/** Name of a field that this program writes. */
export type OwnField = typeof OWN_FIELDS[number];

/** One row of the registry; `null` stands for a field that is missing or empty. */
export interface RegistryEntry {
  /** Position among all entries of the file, counted from 0. */
  readonly index: number;
  /** Line of the file that the entry starts in, counted from 1. */
  readonly line: number;
  /** Its own `cluster` field, or the key of the cluster map that it stands under. */
  readonly cluster: string | null;
  readonly name: string | null;
  readonly namespace: string | null;
  readonly template: string | null;
  readonly claimRef: string | null;
  readonly repository: string | null;
  readonly path: string | null;
  readonly statusMessage: string | null;
  readonly lastCheckedAt: string | null;
  readonly status: string | null;
}

/** A registry file, read. */
export interface Registry {
  readonly shape: RegistryShape;
  readonly entries: readonly RegistryEntry[];
}

/**
 * Gives each entry a name that survives edits of other entries, so that an entry of one version of
 * the file can be found in another. Equal entries are told apart by their order.
 */
export function identifyEntries(entries: readonly RegistryEntry[]): readonly string[] {
  const seen = new Map<string, number>();
  return entries.map((entry) => {
    const identity = JSON.stringify([
      entry.cluster,
      entry.template,
      entry.namespace,
      entry.name,
      entry.claimRef,
      entry.path,
    ]);
    const count = seen.get(identity) ?? 0;
    seen.set(identity, count + 1);
    return count === 0 ? identity : `${identity}#${count}`;
  });
}
