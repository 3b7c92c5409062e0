/** The pace of writes: a few at once, one a second in the long run, as GitHub asks of its clients. */
import type { Clock } from "../runtime/clock.ts";

const BURST = 10;
const REFILL_MS = 1_000;

/** A token bucket; writes are serial, so there is no queue. */
export class WritePace {
  readonly #clock: Clock;
  #tokens = BURST;
  #refilledAt: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#refilledAt = clock.now();
  }

  /** Waits until a write may be made; ends early when the signal is aborted. */
  async waitForTurn(signal: AbortSignal): Promise<void> {
    const now = this.#clock.now();
    // A clock that was set back refills nothing, and takes nothing away.
    const elapsedMs = Math.max(0, now - this.#refilledAt);
    this.#tokens = Math.min(BURST, this.#tokens + elapsedMs / REFILL_MS);
    this.#refilledAt = now;
    this.#tokens -= 1;
    if (this.#tokens < 0) await this.#clock.sleep(-this.#tokens * REFILL_MS, signal);
  }
}
