/**
 * Claims of a session that exist, although nothing could be read of them: their items were refused.
 * While there is one in a scope, it proves nothing that the scope has no row for a claim.
 */
import { isInScope, type Scope } from "../claim/scope.ts";
import { type ItemKey, toKeyText } from "./sync_progress.ts";

/** Most claims that are remembered; with more, every scope counts as having one. */
const UNREAD_COUNT_MAX = 10_000;

/** Owns the keys. */
export class UnreadClaims {
  readonly #keys = new Map<string, ItemKey>();
  #isOverfull = false;

  /** The claim exists, and that is all that is known. */
  add(key: ItemKey): void {
    if (this.#keys.size < UNREAD_COUNT_MAX) this.#keys.set(toKeyText(key), key);
    else this.#isOverfull = true;
  }

  /** The claim could be read, or is gone. */
  delete(key: ItemKey): void {
    if (this.#keys.size > 0) this.#keys.delete(toKeyText(key));
  }

  /** Whether a claim of the scope could not be read. */
  isAnyIn(scope: Scope): boolean {
    if (this.#isOverfull) return true;
    for (const key of this.#keys.values()) {
      if (isInScope(key, scope, key.type === null ? [] : [key.type.kind])) return true;
    }
    return false;
  }

  /** A synchronisation of the scope has ended: those that it did not name are gone. */
  sweep(scope: Scope, isNamed: (key: ItemKey) => boolean): void {
    for (const key of this.#keys.values()) {
      const isCovered = isInScope(key, scope, key.type === null ? [] : [key.type.kind]);
      if (isCovered && !isNamed(key)) this.delete(key);
    }
  }
}
