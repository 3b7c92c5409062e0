/**
 * How often somebody may ask: for each key a bucket of tokens, of which each request takes one and
 * each second gives some back. Who asks, and what a refusal looks like, is for others to say. Pure.
 */

/** Seconds of requests that fit into a bucket: what somebody quiet may ask at once. */
export const BURST_S = 10;

/** Most buckets that are kept. */
export const BUCKET_COUNT_MAX = 10_000;

const SECOND_MS = 1_000;

/** The buckets of all keys. */
export class RequestBuckets {
  readonly #costMs: number;
  /**
   * For each key when its bucket will be full again, in milliseconds; the key that has asked last
   * stands last. One that is full for long is the same as none.
   */
  readonly #fullAt = new Map<string, number>();
  /** Times are counted from the first: sums of small parts and large times are not exact. */
  #epoch: number | undefined;

  /** Makes buckets that give back this many tokens a second; a whole number from 1. */
  constructor(requestsPerSecond: number) {
    this.#costMs = SECOND_MS / requestsPerSecond;
  }

  /** How many buckets are kept now. */
  get size(): number {
    return this.#fullAt.size;
  }

  /** Takes a token; false where the bucket is empty, which costs nothing. */
  take(key: string, at: number): boolean {
    this.#epoch ??= at;
    const now = at - this.#epoch;
    const fullAt = Math.max(this.#fullAt.get(key) ?? 0, now) + this.#costMs;
    // Half a token of slack: sums of fractions are never exact.
    if (fullAt - now > BURST_S * SECOND_MS + this.#costMs / 2) return false;
    this.#fullAt.delete(key);
    this.#fullAt.set(key, fullAt);
    if (this.#fullAt.size > BUCKET_COUNT_MAX) this.#forgetOldest();
    return true;
  }

  /** The one that was used least recently; most often it is full again. */
  #forgetOldest(): void {
    for (const key of this.#fullAt.keys()) {
      this.#fullAt.delete(key);
      return;
    }
  }
}
