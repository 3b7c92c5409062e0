/** The claims of one resource that are watched together: the records, and what the wire calls them. */
import type { BatchScope } from "../contract/batch.ts";
import type { ClaimRecord } from "./claim_record.ts";
import type { WatchState } from "./watch_state.ts";

/** Owns the records of a scope, those included that are gone and not yet told to be. */
export class WatchedScope {
  readonly wire: BatchScope & { readonly kind: string };
  readonly watch: WatchState;
  /** Whether the resource itself was deleted, and all of its claims with it. */
  isEnded = false;
  readonly #claims = new Map<string, ClaimRecord>();
  #livingCount = 0;

  constructor(options: {
    readonly wire: BatchScope & { readonly kind: string };
    readonly watch: WatchState;
  }) {
    this.wire = options.wire;
    this.watch = options.watch;
  }

  /** Whether it is known which claims exist, so that all of them can be told. */
  get isComplete(): boolean {
    return this.isEnded || this.watch.isListed;
  }

  /** How many claims exist. */
  get livingCount(): number {
    return this.#livingCount;
  }

  /** How many claims are gone and not yet told to be. */
  get goneCount(): number {
    return this.#claims.size - this.#livingCount;
  }

  /** All records. */
  get claims(): Iterable<ClaimRecord> {
    return this.#claims.values();
  }

  /** The record of a claim. */
  find(claimRef: string): ClaimRecord | undefined {
    return this.#claims.get(claimRef);
  }

  /** A new record; its claim does not exist until it is told to. */
  create(claimRef: string): ClaimRecord {
    const claim: ClaimRecord = {
      scope: this,
      claimRef,
      digest: null,
      uid: null,
      composite: null,
      telling: null,
      told: null,
      mark: 0,
    };
    this.#claims.set(claimRef, claim);
    return claim;
  }

  /** Keeps the digest of a claim; `null`: it does not exist any more. */
  setDigest(claim: ClaimRecord, digest: ClaimRecord["digest"]): void {
    this.#livingCount += Number(digest !== null) - Number(claim.digest !== null);
    claim.digest = digest;
  }

  /** Forgets a claim that is gone. */
  remove(claim: ClaimRecord): void {
    if (this.#claims.get(claim.claimRef) === claim) this.#claims.delete(claim.claimRef);
  }
}
