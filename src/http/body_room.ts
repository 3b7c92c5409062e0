/**
 * Room for the bytes of bodies that are read at once: many that are each small enough would fill the
 * memory together. Each sender has a share, so that slow ones do not keep the others out. Pure.
 */

/** Most bytes of all bodies that are read at once. */
export const BODIES_BYTES_MAX = 67_108_864;
/** Most bytes of one share; a single body may be larger. */
export const SHARE_BYTES_MAX = 16_777_216;

/** Owns the bytes that are taken. */
export class BodyRoom {
  readonly #shares = new Map<string, number>();
  #bytes = 0;

  /** Takes room until it is disposed of; nothing where there is none. One that is alone finds room. */
  take(share: string, bytes: number): Disposable | undefined {
    const taken = this.#shares.get(share) ?? 0;
    if (taken > 0 && taken + bytes > SHARE_BYTES_MAX) return undefined;
    if (this.#bytes > 0 && this.#bytes + bytes > BODIES_BYTES_MAX) return undefined;
    this.#shares.set(share, taken + bytes);
    this.#bytes += bytes;
    return { [Symbol.dispose]: () => this.#release(share, bytes) };
  }

  #release(share: string, bytes: number): void {
    const left = (this.#shares.get(share) ?? 0) - bytes;
    if (left > 0) this.#shares.set(share, left);
    else this.#shares.delete(share);
    this.#bytes -= bytes;
  }
}
