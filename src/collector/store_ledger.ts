/**
 * What the store holds, in numbers, against what it may hold. Everything that senders can make grow
 * pays in by estimated bytes, and gets back what it paid. The process's own memory is not asked: what
 * waits there to be collected must not refuse anybody.
 */
import { CLUSTER_BYTES, SESSION_BYTES } from "./byte_estimate.ts";
import { type Shortage, type StoreLimits, toBudgetBytes } from "./store_limits.ts";
import { Tombstones } from "./tombstones.ts";

/** There is room as long as the largest claim fits, by estimate. */
const LARGEST_CLAIM_BYTES = 48_000;

/** The claims of a cluster, as far as they are counted. */
export interface CountedClaims {
  readonly count: number;
  readonly tombstoneCount: number;
  /** Removes the oldest of its tombstones. */
  evictOldest(): void;
}

/** How full the store is; tombstones are left out, since they give way. */
export interface StoreSize {
  readonly claimCount: number;
  readonly claimCountMax: number;
  /** By estimate. */
  readonly bytes: number;
  readonly bytesMax: number;
}

/** Owns the sums. */
export class StoreLedger {
  readonly limits: StoreLimits;
  readonly tombstones: Tombstones = new Tombstones();
  readonly #bytesMax: number;
  /** Tombstones included. */
  #claimCount = 0;
  #clusterCount = 0;
  #bytes = 0;
  #changeCount = 0;

  constructor(limits: StoreLimits) {
    this.limits = limits;
    this.#bytesMax = toBudgetBytes(limits);
  }

  /** Estimated size of everything. */
  get bytes(): number {
    return this.#bytes;
  }

  /** How full it is. */
  get size(): StoreSize {
    return {
      claimCount: this.#claimCount - this.tombstones.count,
      claimCountMax: this.limits.claimsMax,
      bytes: this.#bytes - this.tombstones.bytes,
      bytesMax: this.#bytesMax,
    };
  }

  /** Whether there is memory for a claim of the largest size. */
  get hasRoom(): boolean {
    return this.#hasRoomFor(LARGEST_CLAIM_BYTES);
  }

  /** Rises with each change that a registry could show. */
  get changeCount(): number {
    return this.#changeCount;
  }

  /** A registry could show this. */
  noteChange(): void {
    this.#changeCount += 1;
  }

  /** Rows come, or go where the numbers are negative. */
  countRows(rows: { readonly count: number; readonly bytes: number }): void {
    this.#claimCount += rows.count;
    this.#bytes += rows.bytes;
  }

  /** Something else grows, or shrinks where the number is negative. */
  pay(bytes: number): void {
    this.#bytes += bytes;
  }

  /** A cluster comes, or goes where the number is negative. */
  countClusters(count: number): void {
    this.#clusterCount += count;
    this.#bytes += count * CLUSTER_BYTES;
  }

  /** What a cluster that is not known yet would lack. */
  findClusterShortage(): Shortage | null {
    if (this.#clusterCount >= this.limits.clustersMax) return "clusters";
    return this.#hasRoomFor(CLUSTER_BYTES + SESSION_BYTES) ? null : "memory";
  }

  /** What a new claim would lack, all tombstones given way; of the largest size where none is said. */
  findShortage(claims: CountedClaims, bytes: number = LARGEST_CLAIM_BYTES): Shortage | null {
    const { claimsPerClusterMax, claimsMax } = this.limits;
    if (claims.count - claims.tombstoneCount >= claimsPerClusterMax) return "cluster-claims";
    if (this.#claimCount - this.tombstones.count >= claimsMax) return "claims";
    return this.#hasRoomFor(bytes) ? null : "memory";
  }

  /** Drops as many tombstones as a new claim needs, the oldest first; what is short in spite of that. */
  makeRoom(claims: CountedClaims, bytes: number): Shortage | null {
    const shortage = this.findShortage(claims, bytes);
    if (shortage !== null) return shortage;
    if (claims.count >= this.limits.claimsPerClusterMax) claims.evictOldest();
    if (this.#claimCount >= this.limits.claimsMax) this.tombstones.evictOldest();
    this.makeRoomFor(bytes);
    return null;
  }

  /** The same for what is no claim; false where there is no room in spite of that. */
  makeRoomFor(bytes: number): boolean {
    if (!this.#hasRoomFor(bytes)) return false;
    while (this.#bytes + bytes > this.#bytesMax && this.tombstones.count > 0) {
      this.tombstones.evictOldest();
    }
    return true;
  }

  #hasRoomFor(bytes: number): boolean {
    return this.#bytes - this.tombstones.bytes + bytes <= this.#bytesMax;
  }
}
