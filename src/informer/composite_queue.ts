/** Claims that name a composite of a kind for which there is no room: first come, first served. */
import type { CompositeRef } from "../claim/digest.ts";
import type { ClaimRecord } from "./claim_record.ts";

/** A claim and what it names. */
export interface QueuedClaim {
  readonly claim: ClaimRecord;
  readonly ref: CompositeRef;
}

/** Owns the claims that wait; never more than there are. */
export class CompositeQueue {
  readonly #refs = new Map<ClaimRecord, CompositeRef>();

  /** How many claims wait. */
  get size(): number {
    return this.#refs.size;
  }

  /** Lets a claim wait; one that waits already keeps its turn. */
  put({ claim, ref }: QueuedClaim): void {
    this.#refs.set(claim, ref);
  }

  /** The claim waits no longer; whether it did. */
  drop(claim: ClaimRecord): boolean {
    return this.#refs.delete(claim);
  }

  /** Takes out the claim that came first, and with it all that name the same kind. */
  take(): readonly QueuedClaim[] {
    const taken: QueuedClaim[] = [];
    for (const [claim, ref] of this.#refs) {
      if (isSameKind(taken[0]?.ref ?? ref, ref)) taken.push({ claim, ref });
    }
    for (const { claim } of taken) this.#refs.delete(claim);
    return taken;
  }
}

function isSameKind(a: CompositeRef, b: CompositeRef): boolean {
  return a.kind === b.kind && a.group === b.group && a.version === b.version;
}
