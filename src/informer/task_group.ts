/** Tasks that run side by side and end together: the first one that fails ends the others. */

/** Work that goes on until its signal is aborted. */
export type Task = (signal: AbortSignal) => Promise<void>;

/** Owns running tasks. */
export class TaskGroup {
  readonly #ending = new AbortController();
  readonly #running = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | null = null;

  /** Starts a task; the returned function ends it. */
  start(task: Task): () => void {
    const own = new AbortController();
    const running = this.#run(task, AbortSignal.any([own.signal, this.#ending.signal]));
    this.#running.add(running);
    running.then(() => this.#running.delete(running));
    return () => own.abort();
  }

  /** Ends all tasks. */
  end(): void {
    this.#ending.abort();
  }

  /** Resolves when all tasks have ended; rejects with the error of the one that failed first. */
  async join(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
    if (this.#failure !== null) throw this.#failure.error;
  }

  /** Never rejects. */
  async #run(task: Task, signal: AbortSignal): Promise<void> {
    try {
      await task(signal);
    } catch (error) {
      this.#failure ??= { error };
      this.end();
    }
  }
}
