/**
 * Claims of a session that exist, although nothing is kept of them: their items were refused, or there
 * was no room. While there is one in a scope, it proves nothing that the scope has no row for a claim.
 */
import { mayBeInScope, type Scope } from "../claim/scope.ts";
import { estimateKey } from "./byte_estimate.ts";
import { type ItemKey, toKeyText } from "./sync_progress.ts";

/** Most claims that are remembered one by one; all of them are looked at for each scope. */
const UNREAD_COUNT_MAX = 1_000;

interface Unread {
  readonly key: ItemKey;
  /** Whether there was no room for it; else its item was refused for what it is. */
  readonly awaitsRoom: boolean;
  /** Sequence of the batch that named it last. */
  readonly sequence: number;
}

/** Owns the keys. */
export class UnreadClaims {
  readonly #claims = new Map<string, Unread>();
  #bytes = 0;
  #lostSequence = 0;
  #lostRoomSequence = 0;

  /** Estimated size. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The claim exists, and that is all that is known. */
  add({ claimRef, type }: ItemKey, { sequence, awaitsRoom }: Omit<Unread, "key">): void {
    // An item has more to it than its key.
    const key = { claimRef, type };
    const keyText = toKeyText(key);
    const isKnown = this.#claims.has(keyText);
    if (!isKnown && this.#claims.size >= UNREAD_COUNT_MAX) {
      this.#lostSequence = sequence;
      if (awaitsRoom) this.#lostRoomSequence = sequence;
      return;
    }
    this.#claims.set(keyText, { key, sequence, awaitsRoom });
    if (!isKnown) this.#bytes += estimateKey(keyText);
  }

  /** The claim is kept now, or is gone. */
  delete(key: ItemKey): void {
    if (this.#claims.size > 0) this.#remove(toKeyText(key));
  }

  /** Whether nothing may be concluded from what a scope lacks, whose synchronisation began then. */
  isAnyIn(scope: Scope, firstSequence: number): boolean {
    if (this.#lostSequence >= firstSequence) return true;
    for (const { key } of this.#claims.values()) {
      if (mayBeInScope(key, scope)) return true;
    }
    return false;
  }

  /** Whether there was no room for one of them that the session still tells of. */
  isRoomAwaited(isTold: (key: ItemKey) => boolean): boolean {
    for (const { key, awaitsRoom } of this.#claims.values()) {
      if (awaitsRoom && isTold(key)) return true;
    }
    return false;
  }

  /** Sequence of the last batch with claims without room that were forgotten; 0 without any. */
  get lostRoomSequence(): number {
    return this.#lostRoomSequence;
  }

  /** All scopes were forgotten for lack of room, and with them what they lacked room for. */
  noteLostRoom(sequence: number): void {
    this.#lostRoomSequence = sequence;
  }

  /** Everything was told again since then. */
  forgetLostRoom(): void {
    this.#lostRoomSequence = 0;
  }

  /** A synchronisation of the scope has ended: those that it did not name are gone. */
  sweep(scope: Scope, firstSequence: number): void {
    for (const [keyText, { key, sequence }] of this.#claims) {
      if (mayBeInScope(key, scope) && sequence < firstSequence) this.#remove(keyText);
    }
  }

  /** Forgets the keys for lack of room: no scope proves anything until it is synchronised again. */
  lose(sequence: number): void {
    if (this.#claims.size === 0) return;
    if (this.isRoomAwaited(() => true)) this.#lostRoomSequence = sequence;
    this.#claims.clear();
    this.#bytes = 0;
    this.#lostSequence = sequence;
  }

  #remove(keyText: string): void {
    if (this.#claims.delete(keyText)) this.#bytes -= estimateKey(keyText);
  }
}
