/**
 * The words of the domain: what a claim's status is, what makes two of them the same claim, and
 * which phases there are. Plain data; times are Unix milliseconds.
 */

/** Every phase a claim can be in; when several apply, the first in this list wins. */
export const PHASES = [
  "Gone",
  "Deleting",
  "Paused",
  "Error",
  "Throttled",
  "Ready",
  "Creating",
  "Unavailable",
  "Unknown",
] as const;

/** What a claim is up to, in one word. */
export type Phase = typeof PHASES[number];

/** Every phase as readers see it: `Stale` is laid over a phase that may not hold any more. */
export const SHOWN_PHASES = [...PHASES, "Stale"] as const;

/** A phase as readers see it. */
export type ShownPhase = typeof SHOWN_PHASES[number];

/** What a sender may say about the object behind a claim reference. */
export interface ClaimType {
  /** API group of the object; empty for the core group. */
  readonly group: string;
  /** Kind of the object, as Kubernetes spells it. */
  readonly kind: string;
}

/** Names one claim: two statuses with equal keys are statuses of the same claim. */
export interface ClaimKey {
  /** The cluster's name. */
  readonly cluster: string;
  /** `namespace/name`, or `name` for a cluster-scoped object. */
  readonly claimRef: string;
  /** `null` where the sender did not say. */
  readonly type: ClaimType | null;
}

/** The newest known status of one claim. */
export interface ClaimStatus extends ClaimKey {
  /** As the sender wrote it, at most 8,192 characters. */
  readonly statusMessage: string;
  /** The message as the registry shows it: one clean line, at most 256 code points. */
  readonly registryText: string;
  readonly phase: Phase;
  /** When the sender saw this state. */
  readonly observedAt: number;
  /** When the server last heard of it. */
  readonly receivedAt: number;
  /** `observedAt` of the first status with this `registryText` and `phase`. */
  readonly changedAt: number;
  /** When the server first heard this `registryText` and `phase`, by its own clock. */
  readonly heardAt: number;
}

/** Orders keys by cluster, claim reference, group and kind, comparing UTF-16 code units. */
export function compareClaimKeys(a: ClaimKey, b: ClaimKey): number {
  return compareText(a.cluster, b.cluster) || compareText(a.claimRef, b.claimRef) ||
    compareText(a.type?.group ?? "", b.type?.group ?? "") ||
    compareText(a.type?.kind ?? "", b.type?.kind ?? "");
}

/** Whether both name the same type; two unknown types are the same. */
export function isSameType(a: ClaimType | null, b: ClaimType | null): boolean {
  if (a === null || b === null) return a === b;
  return a.group === b.group && a.kind === b.kind;
}

/** Compares two texts by UTF-16 code units: independent of locale, so orders are stable. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
