/** A bell for everybody who waits for something to have changed, and looks for themselves what. */

/** Rings whenever something has changed. */
export class Bell {
  #next = Promise.withResolvers<void>();

  /** Wakes all who wait. */
  ring(): void {
    const heard = this.#next;
    this.#next = Promise.withResolvers();
    heard.resolve();
  }

  /** Resolves at the next ring. */
  hear(): Promise<void> {
    return this.#next.promise;
  }
}
