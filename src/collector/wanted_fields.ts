/**
 * Decides what each entry shall say: the text of its claim, the time of the change, and the status
 * word where that is asked for. Compares with the base branch, so that whatever others did to the
 * file meanwhile is seen; lets the open proposal stand for claims that are not known yet.
 */
import type { ClaimStatus, Phase } from "../claim/claim.ts";
import type { WantedFields } from "../registry/edit_registry.ts";
import type { MatchResult } from "../registry/match_entries.ts";
import { identifyEntries, type OwnField, type RegistryEntry } from "../registry/registry.ts";

/** What the decision rests on. */
export interface WantedContext {
  /** Entries on the base branch. */
  readonly entries: readonly RegistryEntry[];
  readonly match: MatchResult;
  /** Entries on our branch, if it holds a proposal. */
  readonly proposed: readonly RegistryEntry[];
  /** Entries that our branch was built on. */
  readonly proposedFrom: readonly RegistryEntry[];
  /** Whether `status` is written too. */
  readonly writesStatus: boolean;
  /** Whether entries of that sort must keep what they say for now. */
  readonly keepsValue: (entry: RegistryEntry) => boolean;
}

/** What the registry's own `status` field says for a phase. */
const STATUS_WORDS: Readonly<Record<Phase, string>> = {
  Ready: "active",
  Paused: "active",
  Throttled: "active",
  Error: "error",
  Unavailable: "error",
  Creating: "unknown",
  Unknown: "unknown",
  Gone: "unknown",
  Deleting: "deleting",
};

/** The fields that differ from the base branch, in the order of the file; pure. */
export function toWantedFields(context: WantedContext): readonly WantedFields[] {
  const identities = identifyEntries(context.entries);
  const proposed = byIdentity(context.proposed);
  const proposedFrom = byIdentity(context.proposedFrom);
  const ambiguous = new Set(context.match.ambiguous.map(({ entry }) => entry.index));
  const wanted: WantedFields[] = [];
  for (const entry of context.entries) {
    if (ambiguous.has(entry.index)) continue;
    const identity = identities[entry.index] ?? "";
    const proposal = proposed.get(identity);
    const claim = context.match.matches.get(entry.index);
    const fields = claim === undefined || context.keepsValue(entry)
      ? standingFields(entry, { proposal, from: proposedFrom.get(identity) })
      : claimFields(entry, { claim, proposal, writesStatus: context.writesStatus });
    if (fields !== undefined) wanted.push({ index: entry.index, fields });
  }
  return wanted;
}

/** RFC 3339 in UTC with whole seconds, as the registry writes times. */
export function toRegistryTime(unixMs: number): string {
  return `${new Date(Math.floor(unixMs / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}

type Fields = Partial<Record<OwnField, string>>;

/** What a known claim wants; the time moves only together with what it is the time of. */
function claimFields(
  entry: RegistryEntry,
  want: {
    readonly claim: ClaimStatus;
    readonly proposal: RegistryEntry | undefined;
    readonly writesStatus: boolean;
  },
): Fields | undefined {
  const { claim, proposal } = want;
  const status = want.writesStatus ? STATUS_WORDS[claim.phase] : entry.status;
  const statusMessage = claim.registryText;
  if (entry.statusMessage === statusMessage && entry.status === status) return undefined;
  const isProposed = proposal?.statusMessage === statusMessage &&
    (!want.writesStatus || proposal.status === status);
  const lastCheckedAt = (isProposed ? proposal.lastCheckedAt : null) ??
    toRegistryTime(claim.changedAt);
  return { statusMessage, lastCheckedAt, ...(want.writesStatus && status ? { status } : {}) };
}

/** What the open proposal changed stands while nothing newer is known. */
function standingFields(
  entry: RegistryEntry,
  branch: {
    readonly proposal: RegistryEntry | undefined;
    readonly from: RegistryEntry | undefined;
  },
): Fields | undefined {
  const { proposal, from } = branch;
  if (proposal === undefined) return undefined;
  const fields: Fields = {};
  for (const name of ["statusMessage", "lastCheckedAt", "status"] as const) {
    const value = proposal[name];
    if (value !== null && value !== (from?.[name] ?? null) && value !== entry[name]) {
      fields[name] = value;
    }
  }
  const isDifferent = fields.statusMessage !== undefined || fields.status !== undefined;
  return isDifferent ? fields : undefined;
}

function byIdentity(entries: readonly RegistryEntry[]): ReadonlyMap<string, RegistryEntry> {
  const identities = identifyEntries(entries);
  return new Map(entries.map((entry) => [identities[entry.index] ?? "", entry]));
}
