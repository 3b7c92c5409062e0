/** Tells people which entries and claims could not be joined, and why. */
import type { ClaimStatus } from "../claim/claim.ts";
import type { Ambiguity, MatchResult } from "../registry/match_entries.ts";
import type { RegistryEntry } from "../registry/registry.ts";
import type { Unjoined, UnjoinedList } from "./pass_report.ts";
import { entryName } from "./entry_name.ts";

/** How many are named; all are counted. */
const NAMED_MAX = 100;

/** The three lists of a pass report. */
export interface JoinReport {
  readonly unmatchedEntries: UnjoinedList;
  readonly unregisteredClaims: UnjoinedList;
  readonly ambiguousEntries: UnjoinedList;
}

/** Nothing is apart, or nothing is known to be. */
export const EMPTY_UNJOINED: UnjoinedList = { count: 0, first: [] };

/** Nothing was compared, so nothing is known to be apart. */
export const EMPTY_JOIN_REPORT: JoinReport = {
  unmatchedEntries: EMPTY_UNJOINED,
  unregisteredClaims: EMPTY_UNJOINED,
  ambiguousEntries: EMPTY_UNJOINED,
};

/** Entries that have one thing in common. */
export function toEntryList(entries: readonly RegistryEntry[], reason: string): UnjoinedList {
  return toList(entries, (entry) => ({ name: describeEntry(entry), reason }));
}

/** Describes what a match left open. */
export function toJoinReport(
  match: MatchResult,
  context: {
    readonly isManifestPending: (entry: RegistryEntry) => boolean;
    /** Whether it is proven that its claim does not exist any more. */
    readonly isGone: (entry: RegistryEntry) => boolean;
  },
): JoinReport {
  return {
    unmatchedEntries: toList(match.unmatched, (entry) => ({
      name: describeEntry(entry),
      reason: context.isGone(entry)
        ? "gone: all that watch its kind have synchronised without it"
        : context.isManifestPending(entry)
        ? "its manifest has not been read yet"
        : "no cluster reports a claim for it",
    })),
    unregisteredClaims: toList(match.unregistered, (claim) => ({
      name: describeClaim(claim),
      reason: "no entry stands for it",
    })),
    ambiguousEntries: toList(match.ambiguous, toAmbiguous),
  };
}

function toAmbiguous({ entry, claims, reason }: Ambiguity): Unjoined {
  if (reason === "several-entries") {
    return { name: describeEntry(entry), reason: "another entry stands for the same claim" };
  }
  return { name: describeEntry(entry), reason: `${claims.length} claims could be meant` };
}

function toList<Item>(
  items: readonly Item[],
  describe: (item: Item) => Unjoined,
): UnjoinedList {
  return { count: items.length, first: items.slice(0, NAMED_MAX).map(describe) };
}

function describeEntry(entry: RegistryEntry): string {
  const cluster = entry.cluster === null ? "" : `${entry.cluster} `;
  return `${cluster}${entryName(entry)} (line ${entry.line})`;
}

function describeClaim(claim: ClaimStatus): string {
  const kind = claim.type === null ? "" : ` ${claim.type.kind}`;
  return `${claim.cluster}${kind} ${claim.claimRef}`;
}
