/**
 * The claims that have something to tell, each once, oldest first. It holds no states: whoever takes
 * a claim tells the newest one, so that its size is bounded by the number of claims.
 */
import type { ClaimRecord } from "./claim_record.ts";

/** An ordered set of claims. */
export class Outbox {
  /** Claims that came back, before all others and in their old order: what is refused is narrowed down so. */
  #front = new Set<ClaimRecord>();
  readonly #rest = new Set<ClaimRecord>();

  /** How many claims are in it. */
  get size(): number {
    return this.#front.size + this.#rest.size;
  }

  /** The claim that is next. */
  get first(): ClaimRecord | undefined {
    for (const claim of this.claims()) return claim;
    return undefined;
  }

  /** All of them, in order. */
  *claims(): Iterable<ClaimRecord> {
    yield* this.#front;
    yield* this.#rest;
  }

  /** Whether the claim is in it. */
  has(claim: ClaimRecord): boolean {
    return this.#front.has(claim) || this.#rest.has(claim);
  }

  /** Adds a claim at the end, unless it is there. */
  add(claim: ClaimRecord): void {
    if (!this.#front.has(claim)) this.#rest.add(claim);
  }

  /** Takes a claim out. */
  delete(claim: ClaimRecord): void {
    this.#front.delete(claim);
    this.#rest.delete(claim);
  }

  /** Takes the first claims out, as long as they are welcome. */
  take(isWelcome: (claim: ClaimRecord) => boolean): readonly ClaimRecord[] {
    const taken: ClaimRecord[] = [];
    for (const claim of this.claims()) {
      if (!isWelcome(claim)) break;
      taken.push(claim);
    }
    for (const claim of taken) this.delete(claim);
    return taken;
  }

  /** Puts claims back where they were: before all others. */
  putBack(claims: readonly ClaimRecord[]): void {
    this.#front = new Set([...claims, ...this.#front]);
    for (const claim of claims) this.#rest.delete(claim);
  }
}
