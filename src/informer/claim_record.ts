/**
 * What is kept of one claim, and what is told of it. A telling never changes: a claim in a new state
 * gets a new one, so that the identity of tellings says what is delivered and what is not.
 */
import type { Phase } from "../claim/claim.ts";
import type { CompositeRecord } from "./composite_kind.ts";
import type { KeptDigest } from "./digest_pool.ts";
import type { WatchedScope } from "./watched_scope.ts";

/** One state of a claim, as the collector is told of it. */
export interface Telling {
  readonly uid: string | null;
  readonly statusMessage: string;
  /** `Gone`: the claim does not exist any more. */
  readonly phase: Phase;
  /** Whether the status has been of an older generation for a minute. */
  readonly isOutdated: boolean;
  /** When text, phase and uid were first seen together, in Unix milliseconds; never goes back. */
  readonly observedAt: number;
}

/** One claim as the API server shows it and as the collector was told of it; small, and one for each claim. */
export interface ClaimRecord {
  readonly scope: WatchedScope;
  /** `namespace/name`, or `name`. */
  readonly claimRef: string;
  /** `null`: the claim does not exist any more. */
  digest: KeptDigest | null;
  /** Of the object that the digest is of. */
  uid: string | null;
  /** The composite that it names. */
  composite: CompositeRecord | null;
  /** What is to be told of it; `null` while that waits for its composite. */
  telling: Telling | null;
  /** What the collector has for certain; `null` where that is not known. */
  told: Telling | null;
  /** The list that showed it last. */
  mark: number;
}

/** Whether there is something to tell. */
export function isUntold({ telling, told }: ClaimRecord): boolean {
  return telling !== null && telling !== told;
}

/** Whether the claim does not exist any more, as far as it may be told. */
export function isGone({ telling }: ClaimRecord): boolean {
  return telling?.phase === "Gone";
}

/** Whether both tell the same; when that was observed does not count. */
export function isSameTelling(
  a: Omit<Telling, "observedAt">,
  b: Omit<Telling, "observedAt">,
): boolean {
  return isSameState(a, b) && a.isOutdated === b.isOutdated;
}

/** Whether both tell the same text, phase and uid. */
export function isSameState(
  a: Omit<Telling, "observedAt">,
  b: Omit<Telling, "observedAt">,
): boolean {
  return a.statusMessage === b.statusMessage && a.phase === b.phase && a.uid === b.uid;
}
