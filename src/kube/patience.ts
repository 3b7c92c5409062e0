/**
 * Waits for one request with a limit on each wait, since the runtime's HTTP client has none of any
 * kind. When a limit passes or the caller gives up, the request's signal is aborted.
 */
import type { Clock } from "../runtime/clock.ts";

/** Thrown by a wait whose limit has passed. */
export class TimeLimitError extends Error {
  override readonly name = "TimeLimitError";
  readonly limitMs: number;
  constructor(limitMs: number) {
    super(`no answer within ${limitMs / 1000} s`);
    this.limitMs = limitMs;
  }
}

/** The limits of one request. */
export class Patience {
  /** Whoever wants the request; may give it up. */
  readonly caller: AbortSignal;
  readonly #clock: Clock;
  readonly #request = new AbortController();
  readonly #giveUp: () => void;

  constructor(deps: { readonly clock: Clock; readonly signal: AbortSignal }) {
    this.#clock = deps.clock;
    this.caller = deps.signal;
    this.#giveUp = () => this.#request.abort(this.caller.reason);
    if (this.caller.aborted) this.#giveUp();
    else this.caller.addEventListener("abort", this.#giveUp, { once: true });
  }

  /** For the request: aborted by the caller, by a passed limit, and by `end`. */
  get signal(): AbortSignal {
    return this.#request.signal;
  }

  /**
   * Waits for the work, at most so long; throws `TimeLimitError`, or what the caller aborts with. The
   * error tells of `toldMs` where the wait is only the rest of a longer one.
   */
  async wait<T>(work: Promise<T>, limitMs: number, toldMs = limitMs): Promise<T> {
    const timer = new AbortController();
    const expiry = this.#clock.sleep(limitMs, timer.signal).then(() => {
      if (!timer.signal.aborted) this.#request.abort(new TimeLimitError(toldMs));
    });
    let stopListening = () => {};
    try {
      // Not a race with one promise for all waits: that one would keep the results of them all.
      return await new Promise((resolve, reject) => {
        const { signal } = this.#request;
        const giveUp = () => reject(signal.reason);
        stopListening = () => signal.removeEventListener("abort", giveUp);
        if (signal.aborted) giveUp();
        signal.addEventListener("abort", giveUp);
        work.then(resolve, reject);
      });
    } finally {
      stopListening();
      timer.abort();
      await expiry;
    }
  }

  /** Lets go of the request: its connection is closed if anything of it is still open. */
  end(): void {
    this.caller.removeEventListener("abort", this.#giveUp);
    this.#request.abort();
  }
}
