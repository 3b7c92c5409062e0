/** The name by which people find an entry of the registry. */
import type { RegistryEntry } from "../registry/registry.ts";

/** `namespace/name`, as far as the entry says so; as it stands in the file, so not to be trusted. */
export function entryName(entry: RegistryEntry): string {
  const name = entry.name ?? entry.claimRef ?? `entry ${entry.index + 1}`;
  return entry.namespace === null ? name : `${entry.namespace}/${name}`;
}
