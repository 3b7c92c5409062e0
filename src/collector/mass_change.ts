/**
 * The brake for mass changes: if more than half of what the registry knows would vanish at once, the
 * likely reason is not that it vanished. Says so by a digest that a person can confirm.
 */
import { GONE_TEXT, isStatusText, NO_CONDITIONS_TEXT } from "../claim/phase.ts";
import { compareText } from "../claim/claim.ts";
import type { EntryChange } from "../registry/edit_registry.ts";
import { identifyEntries, type RegistryEntry } from "../registry/registry.ts";

/** Registries with fewer entries have no brake. */
export const BRAKE_ENTRY_COUNT_MIN = 20;

/** Length of the short hash that stands for an entry. */
const ENTRY_HASH_LENGTH = 5;

/** So many claims that would vanish that somebody should look. */
export interface MassChange {
  /** 16 hex digits: a digest of the entries that nobody has confirmed yet. */
  readonly id: string;
  /** How many of how many entries nobody has confirmed. */
  readonly count: number;
  readonly ofCount: number;
  /** Short hashes of all entries that would vanish, confirmed or not, sorted. */
  readonly hashes: readonly string[];
}

/** Counts against the base branch; `null` where the share is small or already confirmed. */
export async function findMassChange(facts: {
  /** Entries on the base branch. */
  readonly entries: readonly RegistryEntry[];
  readonly changes: readonly EntryChange[];
  /** Short hashes of entries that a person has confirmed. */
  readonly confirmed: readonly string[];
}): Promise<MassChange | null> {
  const { entries, changes } = facts;
  if (entries.length < BRAKE_ENTRY_COUNT_MIN) return null;
  const telling = entries.filter(({ statusMessage }) => isTelling(statusMessage));
  const vanishing = changes.filter(({ before, after }) =>
    isTelling(before.statusMessage) && isVanished(after.statusMessage)
  );
  if (vanishing.length * 2 <= telling.length) return null;
  const hashes = await hashEntries(entries, vanishing);
  const confirmed = new Set(facts.confirmed);
  const open = hashes.filter((hash) => !confirmed.has(hash));
  const ofCount = telling.length - (hashes.length - open.length);
  if (open.length * 2 <= ofCount) return null;
  const id = (await sha256(JSON.stringify(open))).toHex().slice(0, 16);
  return { id, count: open.length, ofCount, hashes };
}

function isTelling(text: string | null): boolean {
  return text !== null && isStatusText(text) && !isVanished(text);
}

function isVanished(text: string | null): boolean {
  return text === GONE_TEXT || text === NO_CONDITIONS_TEXT;
}

async function hashEntries(
  entries: readonly RegistryEntry[],
  changes: readonly EntryChange[],
): Promise<readonly string[]> {
  const identities = identifyEntries(entries);
  const hashes = await Promise.all(changes.map(async ({ before }) => {
    const hash = await sha256(identities[before.index] ?? "");
    return hash.toBase64({ alphabet: "base64url" }).slice(0, ENTRY_HASH_LENGTH);
  }));
  return hashes.sort(compareText);
}

async function sha256(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}
