/** The tombstones of the store, the oldest first: they expire in this order, and make room in it. */
import type { ClaimRow } from "./claim_row.ts";

/** Whoever can take a row out of the store. */
export interface RowOwner {
  /** The row is removed, with all that is kept of it. */
  evict(row: ClaimRow): void;
}

/** Owns the order. */
export class Tombstones {
  readonly #owners = new Map<ClaimRow, RowOwner>();
  #bytes = 0;

  /** How many there are. */
  get count(): number {
    return this.#owners.size;
  }

  /** How much room they would make, by estimate. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The one that came first. */
  get oldest(): ClaimRow | undefined {
    const [row] = this.#owners.keys();
    return row;
  }

  /** A tombstone comes in. */
  add(row: ClaimRow, context: { readonly owner: RowOwner; readonly bytes: number }): void {
    this.#owners.set(row, context.owner);
    this.#bytes += context.bytes;
  }

  /** It was taken out by somebody else. */
  delete(row: ClaimRow, bytes: number): void {
    if (this.#owners.delete(row)) this.#bytes -= bytes;
  }

  /** Takes the oldest out of the store. */
  evictOldest(): void {
    const [entry] = this.#owners;
    if (entry === undefined) return;
    const [row, owner] = entry;
    owner.evict(row);
  }
}
