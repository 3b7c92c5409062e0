/**
 * Where a claim waits until it is told: in the synchronisation of its scope while one is under way,
 * else in the outbox. A scope that is listed for the first time is kept quiet for a while, because a
 * synchronisation follows that tells all of it.
 */
import { type ClaimRecord, isGone, isUntold } from "./claim_record.ts";
import { Outbox } from "./outbox.ts";
import type { WatchedScope } from "./watched_scope.ts";

interface Coverage {
  readonly scope: WatchedScope;
  /** What the synchronisation has still to name. */
  readonly remaining: Outbox;
}

/** Owns the waiting claims; each that has something to tell is in one place. */
export class Backlog {
  readonly outbox = new Outbox();
  readonly #time: () => number;
  readonly #quietUntil = new Map<WatchedScope, number>();
  #coverage: Coverage | null = null;
  #newsAt: number | null = null;

  constructor(deps: { readonly time: () => number }) {
    this.#time = deps.time;
  }

  /** When the oldest change came that waits in the outbox; `null` where none does. */
  get newsAt(): number | null {
    return this.outbox.size === 0 ? null : this.#newsAt;
  }

  /** How many claims wait, those of the synchronisation under way included. */
  get pendingCount(): number {
    return this.outbox.size + (this.#coverage?.remaining.size ?? 0);
  }

  /** Puts a claim where its state belongs. */
  update(claim: ClaimRecord): void {
    const remaining = this.#coverage?.scope === claim.scope ? this.#coverage.remaining : null;
    if (isGone(claim)) remaining?.delete(claim);
    else if (remaining !== null) {
      // One without a telling is named all the same: it exists.
      if (claim.telling === null || isUntold(claim)) remaining.add(claim);
      return this.outbox.delete(claim);
    }
    if (!isUntold(claim) || this.#quietUntil.has(claim.scope)) return this.outbox.delete(claim);
    if (this.outbox.size === 0) this.#newsAt = this.#time();
    this.outbox.add(claim);
  }

  /** Takes a claim out that is forgotten. */
  drop(claim: ClaimRecord): void {
    this.outbox.delete(claim);
    this.#coverage?.remaining.delete(claim);
  }

  /** Puts claims back that could not be told, before all others; only what is still news. */
  putBack(claims: readonly ClaimRecord[]): void {
    // Another one may have taken the place of a claim that was forgotten meanwhile.
    const known = claims.filter((claim) => claim.scope.find(claim.claimRef) === claim);
    for (const claim of known) this.update(claim);
    this.outbox.putBack(claims.filter((claim) => this.outbox.has(claim)));
    this.#newsAt = -Infinity;
  }

  /** Tells nothing of a scope until it is synchronised or the time has come. */
  quieten(scope: WatchedScope, until: number): void {
    this.#quietUntil.set(scope, until);
  }

  /** Lets the claims of all scopes be told. */
  releaseAll(): void {
    for (const scope of [...this.#quietUntil.keys()]) this.#release(scope);
  }

  /** Tells the claims of a scope again, whatever was told before. */
  retell(scope: WatchedScope): void {
    for (const claim of scope.claims) {
      claim.told = null;
      this.update(claim);
    }
  }

  /** When `advance` has something to do. */
  get nextDueAt(): number {
    return Math.min(Infinity, ...this.#quietUntil.values());
  }

  /** Releases the scopes that were quiet for long enough. */
  advance(): void {
    const now = this.#time();
    for (const [scope, until] of this.#quietUntil) if (until <= now) this.#release(scope);
  }

  /** A synchronisation begins: gives the claims that it has to name. */
  cover(scope: WatchedScope): Outbox {
    const remaining = new Outbox();
    this.#quietUntil.delete(scope);
    this.#coverage = { scope, remaining };
    for (const claim of scope.claims) {
      if (!isGone(claim)) remaining.add(claim);
      this.update(claim);
    }
    return remaining;
  }

  /** A synchronisation has ended, or was given up. */
  uncover(): void {
    const remaining = this.#coverage?.remaining;
    this.#coverage = null;
    for (const claim of remaining?.claims() ?? []) this.update(claim);
  }

  #release(scope: WatchedScope): void {
    this.#quietUntil.delete(scope);
    for (const claim of scope.claims) this.update(claim);
  }
}
