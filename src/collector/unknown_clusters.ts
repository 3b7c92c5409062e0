/**
 * Clusters that have reported, but found no room: they exist, so a claim that no other cluster has may
 * be theirs. Remembers as long as the process lives, or until they find room.
 */

/** Most names that are remembered; with more, nothing is proven to be gone. */
const NAME_COUNT_MAX = 20;

/** Owns the names. */
export class UnknownClusters {
  readonly #names = new Set<string>();
  #isOverfull = false;

  /** All that are remembered. */
  get names(): Iterable<string> {
    return this.#names;
  }

  /** Whether there were more than can be remembered. */
  get isOverfull(): boolean {
    return this.#isOverfull;
  }

  /** The cluster found no room. */
  add(name: string): void {
    if (this.#names.has(name)) return;
    if (this.#names.size < NAME_COUNT_MAX) this.#names.add(name);
    else this.#isOverfull = true;
  }

  /** The cluster is known now, or retired. */
  delete(name: string): void {
    this.#names.delete(name);
  }
}
