/**
 * Digests as they are kept for long: without what their keeper knows anyway, and shared by all objects
 * that say the same, which most do. What the pool forgets costs memory only.
 */
import type { Condition, ObjectDigest } from "../claim/digest.ts";

/** The part of a digest that is no name. */
export type KeptDigest = ObjectDigest & { readonly claimRef: ""; readonly uid: null };

/** So many digests are looked through for an equal one. */
const SHARED_COUNT_MAX = 32;

/** Owns the digests that were kept last. */
export class DigestPool {
  readonly #recent: KeptDigest[] = [];
  #next = 0;

  /** What is to be kept of a digest. */
  share(digest: ObjectDigest): KeptDigest {
    const known = this.#recent.find((recent) => isSameDigest(recent, digest));
    if (known !== undefined) return known;
    const kept: KeptDigest = { ...digest, claimRef: "", uid: null, composite: null };
    this.#recent[this.#next] = kept;
    this.#next = (this.#next + 1) % SHARED_COUNT_MAX;
    return kept;
  }
}

/** Whether both say the same, whatever their objects are called. */
export function isSameDigest(a: ObjectDigest, b: ObjectDigest): boolean {
  return a.isDeleting === b.isDeleting && a.isPaused === b.isPaused &&
    a.isOutdated === b.isOutdated && isSameCondition(a.ready, b.ready) &&
    isSameCondition(a.synced, b.synced) && isSameCondition(a.responsive, b.responsive);
}

function isSameCondition(a: Condition | null, b: Condition | null): boolean {
  if (a === b) return true;
  if (a === null || b === null) return false;
  return a.status === b.status && a.reason === b.reason && a.message === b.message;
}
