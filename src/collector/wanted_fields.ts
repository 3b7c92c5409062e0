/**
 * Decides what each entry shall say: the text of its claim, the time of the change, and the status
 * word where that is asked for. Compares with the base branch, so that whatever others did to the
 * file meanwhile is seen; lets the open proposal stand for claims that are neither known nor proven
 * to be gone.
 */
import type { ClaimStatus, Phase } from "../claim/claim.ts";
import { GONE_TEXT } from "../claim/phase.ts";
import type { WantedFields } from "../registry/edit_registry.ts";
import type { MatchResult } from "../registry/match_entries.ts";
import type { OwnField, RegistryEntry } from "../registry/registry.ts";
import type { ProposedEntry } from "./proposed_entries.ts";
import { findSettleTime, type SettleRule } from "./settling.ts";

/** What the decision rests on. */
export interface WantedContext {
  /** Entries on the base branch. */
  readonly entries: readonly RegistryEntry[];
  readonly match: MatchResult;
  /** By index of an unmatched entry: Unix milliseconds since when its claim is proven to be gone. */
  readonly absentSince: ReadonlyMap<number, number>;
  /** What the open proposal says, by index of the entry. */
  readonly proposals: readonly ProposedEntry[];
  /** Whether `status` is written too. */
  readonly writesStatus: boolean;
  /** Whether entries of that sort must keep what they say for now. */
  readonly keepsValue: (entry: RegistryEntry) => boolean;
  /** How long a change must hold before it is wanted. */
  readonly settling: SettleRule;
}

/** What the entries shall say. */
export interface WantedEntries {
  /** The fields that differ from the base branch, in the order of the file. */
  readonly wanted: readonly WantedFields[];
  /** Unix milliseconds at which each change that is held back will have settled. */
  readonly settlingUntil: readonly number[];
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

/** Decides for each entry; pure. */
export function toWantedFields(context: WantedContext): WantedEntries {
  const { writesStatus, settling } = context;
  const ambiguous = new Set(context.match.ambiguous.map(({ entry }) => entry.index));
  const wanted: WantedFields[] = [];
  const settlingUntil: number[] = [];
  for (const entry of context.entries) {
    if (ambiguous.has(entry.index)) continue;
    const branch = context.proposals[entry.index] ?? {};
    const claim = context.keepsValue(entry) ? undefined : findClaim(entry, context);
    const dueAt = claim === undefined
      ? null
      : findSettleTime(claim, { shown: shownText(entry, branch), rule: settling });
    if (dueAt !== null) settlingUntil.push(dueAt);
    const fields = claim === undefined || dueAt !== null
      ? standingFields(entry, branch)
      : claimFields(entry, { claim, proposal: branch.proposal, writesStatus });
    if (fields !== undefined) wanted.push({ index: entry.index, fields });
  }
  return { wanted, settlingUntil };
}

/** What the registry says of an entry once the open proposal is merged. */
function shownText(entry: RegistryEntry, { proposal }: ProposedEntry): string | null {
  return proposal === undefined ? entry.statusMessage : proposal.statusMessage;
}

/** RFC 3339 in UTC with whole seconds, as the registry writes times. */
export function toRegistryTime(unixMs: number): string {
  return `${new Date(Math.floor(unixMs / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}

type Fields = Partial<Record<OwnField, string>>;
type KnownClaim = Pick<ClaimStatus, "registryText" | "phase" | "changedAt" | "heardAt">;

/** The claim of an entry; one that is proven to be gone is as good as an old tombstone. */
function findClaim(
  { index }: RegistryEntry,
  { match, absentSince }: WantedContext,
): KnownClaim | undefined {
  const claim = match.matches.get(index);
  const changedAt = absentSince.get(index);
  if (claim !== undefined || changedAt === undefined) return claim;
  return { registryText: GONE_TEXT, phase: "Gone", changedAt, heardAt: -Infinity };
}

/** What a known claim wants; the time moves only together with what it is the time of. */
function claimFields(
  entry: RegistryEntry,
  want: {
    readonly claim: KnownClaim;
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
  { proposal, from }: ProposedEntry,
): Fields | undefined {
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
