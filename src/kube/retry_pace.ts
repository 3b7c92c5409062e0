/** How long to wait before the next attempt: nothing keeps an API server busy with our failures. */
import { toBackoffMs } from "../runtime/backoff.ts";
import type { Clock } from "../runtime/clock.ts";
import type { KubeFailure } from "./kube_failure.ts";

const FIRST_WAIT_MS = 1_000;
const WAIT_MAX_MS = 30_000;
/** The API server may ask for more, but not for an hour. */
const ASKED_WAIT_MAX_MS = 300_000;
/** Failures are forgotten when all went well for so long. */
const RECOVERY_MS = 5_000;
/** A watch that ends sooner has not been one. */
const WATCH_AGE_MIN_MS = 1_000;

/** Counts failures in a row. */
export class RetryPace {
  readonly #clock: Clock;
  readonly #random: () => number;
  #failureCount = 0;
  #expiryCount = 0;
  #quickEndCount = 0;
  #healthySince: number | null = null;

  constructor(deps: { readonly clock: Clock; readonly random: () => number }) {
    this.#clock = deps.clock;
    this.#random = deps.random;
  }

  /** Something usable came. */
  noteProgress(): void {
    this.#healthySince ??= this.#clock.now();
  }

  /** The wait after a failure; none after the first expiry, for the way on is known. */
  waitAfterFailure(failure: KubeFailure): number {
    const healthyMs = this.#healthySince === null ? 0 : this.#clock.now() - this.#healthySince;
    if (healthyMs >= RECOVERY_MS) this.#failureCount = this.#expiryCount = 0;
    this.#healthySince = null;
    if (failure.problem.kind === "expired") {
      this.#expiryCount += 1;
      return this.#expiryCount === 1 ? 0 : this.#toWait(this.#expiryCount - 1);
    }
    this.#failureCount += 1;
    const { retryAfterMs } = failure;
    if (retryAfterMs === 0) return this.#toWait(this.#failureCount);
    // It knows best; all who were told the same shall not come back at the same moment.
    return Math.min(retryAfterMs, ASKED_WAIT_MAX_MS) + Math.round(this.#random() * FIRST_WAIT_MS);
  }

  /** The wait after a watch that ended as it should: none, unless such ends follow each other. */
  waitAfterEnd(watchAgeMs: number): number {
    this.#quickEndCount = watchAgeMs < WATCH_AGE_MIN_MS ? this.#quickEndCount + 1 : 0;
    return this.#quickEndCount <= 1 ? 0 : this.#toWait(this.#quickEndCount - 1);
  }

  #toWait(count: number): number {
    return toBackoffMs(count, {
      firstMs: FIRST_WAIT_MS,
      maxMs: WAIT_MAX_MS,
      random: this.#random,
    });
  }
}
