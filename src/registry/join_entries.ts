/**
 * Joins the registry with what is known of the clusters: which entry is which claim, and which entry
 * is proven to have none any more. Pure; says which manifests would help.
 */
import { type AbsenceContext, proveAbsences } from "./absence_proof.ts";
import { matchEntries, type MatchResult } from "./match_entries.ts";
import type { RegistryEntry } from "./registry.ts";

/** A match, and what is known of the entries that it leaves over. */
export interface JoinedEntries {
  readonly match: MatchResult;
  /** By index of an unmatched entry: Unix milliseconds since when its claim is proven to be gone. */
  readonly absentSince: ReadonlyMap<number, number>;
  /** Manifest paths that would help and have not been read yet. */
  readonly neededPaths: ReadonlySet<string>;
}

/** Matches entries and claims first; absence is asked for only where nothing matches. */
export function joinEntries(
  entries: readonly RegistryEntry[],
  context: AbsenceContext,
): JoinedEntries {
  const match = matchEntries(entries, context);
  const { absentSince, neededPaths } = proveAbsences(match.unmatched, context);
  return { match, absentSince, neededPaths: match.neededPaths.union(neededPaths) };
}
