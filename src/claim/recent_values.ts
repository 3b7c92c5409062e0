/** Remembers what was made of the newest keys, so that equal keys share one value. */

/** A cache with a fixed number of entries; the oldest goes first. */
export class RecentValues<Value> {
  readonly #values = new Map<string, Value>();
  readonly #countMax: number;

  constructor(countMax: number) {
    this.#countMax = countMax;
  }

  /** The value of the key, made now if it is not there. */
  get(key: string, make: () => Value): Value {
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    const value = make();
    if (this.#values.size >= this.#countMax) this.#forgetOldest();
    this.#values.set(key, value);
    return value;
  }

  #forgetOldest(): void {
    for (const key of this.#values.keys()) {
      this.#values.delete(key);
      return;
    }
  }
}
