/**
 * When the next request may go and when it must: waits after failures, the heartbeat, and how the
 * connection to the collector stands. Says in the log when trouble begins and when it ends.
 */
import { toBackoffMs } from "../runtime/backoff.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Delivery } from "./collector_client.ts";

/** What the pace works with. */
export interface RequestPaceDeps {
  /** Longest silence towards the collector, in milliseconds. */
  readonly heartbeatMs: number;
  readonly random: () => number;
  /** Milliseconds that never go back. */
  readonly time: () => number;
  readonly logger: Logger;
}

/** A request that was not delivered, for the time being. */
export type Failure = Exclude<Delivery<unknown>, { readonly kind: "delivered" }>;

/** What keeps requests from being delivered. */
export interface CollectorTrouble {
  /** `refused`: a person must act. */
  readonly kind: "refused" | "unavailable";
  /** One sentence for people. */
  readonly message: string;
  /** When it began. */
  readonly since: number;
}

/** After a refusal, the next attempt. */
export const REFUSED_WAIT_MS = 60_000;
const BACKOFF_FIRST_MS = 500;
const BACKOFF_MAX_MS = 5_000;
/** No collector can ask for more. */
const RETRY_AFTER_MAX_MS = 600_000;
/** A heartbeat leaves this share of its time, and at most so long, for the way. */
const MARGIN_SHARE = 0.1;
const MARGIN_MAX_MS = 1_000;

/** Owns the waits between requests. */
export class RequestPace {
  readonly #deps: RequestPaceDeps;
  #trouble: CollectorTrouble | null = null;
  #failureCount = 0;
  #notBefore = -Infinity;
  #contactAt: number;
  #deliveredAt: number | null = null;
  #deliveredCount = 0;
  #failedCount = 0;

  constructor(deps: RequestPaceDeps) {
    this.#deps = deps;
    this.#contactAt = deps.time();
  }

  /** What keeps requests from being delivered; `null` while none fails. */
  get trouble(): CollectorTrouble | null {
    return this.#trouble;
  }

  /** When the last delivered request was answered; `null` before the first. */
  get deliveredAt(): number | null {
    return this.#deliveredAt;
  }

  /** How many requests were delivered so far. */
  get deliveredCount(): number {
    return this.#deliveredCount;
  }

  /** How many requests were not delivered so far. */
  get failedCount(): number {
    return this.#failedCount;
  }

  /** No request may go before. */
  get notBefore(): number {
    return this.#notBefore;
  }

  /** The next request must go by then, be it empty. */
  get heartbeatAt(): number {
    const { heartbeatMs } = this.#deps;
    return this.#contactAt + heartbeatMs - Math.min(heartbeatMs * MARGIN_SHARE, MARGIN_MAX_MS);
  }

  /** A request that began then was delivered: the collector may have heard of us right then. */
  noteDelivered(beganAt: number): void {
    this.#deliveredCount += 1;
    this.#contactAt = beganAt;
    this.#deliveredAt = this.#deps.time();
    this.#failureCount = 0;
    this.#notBefore = -Infinity;
    if (this.#trouble === null) return;
    const durationMs = this.#deliveredAt - this.#trouble.since;
    this.#trouble = null;
    this.#deps.logger.info("The collector takes what is sent again", { durationMs });
  }

  /** A request failed: the next one waits. */
  noteFailure(failure: Failure): void {
    const now = this.#deps.time();
    this.#failedCount += 1;
    this.#notBefore = now + this.#toWaitMs(failure);
    const kind = failure.kind === "unavailable" ? "unavailable" : "refused";
    const { message } = failure;
    if (this.#trouble?.kind === kind) {
      this.#trouble = { ...this.#trouble, message };
      return;
    }
    this.#trouble = { kind, message, since: now };
    const text = kind === "refused"
      ? "The collector refuses what is sent; it is kept and tried again every minute"
      : "The collector cannot be reached; it is tried again";
    this.#deps.logger.warn(`${text}: ${message}`);
  }

  #toWaitMs(failure: Failure): number {
    if (failure.kind !== "unavailable") {
      this.#failureCount = 0;
      return REFUSED_WAIT_MS;
    }
    this.#failureCount += 1;
    const backoffMs = toBackoffMs(this.#failureCount, {
      firstMs: BACKOFF_FIRST_MS,
      maxMs: BACKOFF_MAX_MS,
      random: this.#deps.random,
    });
    return Math.max(backoffMs, Math.min(failure.retryAfterMs ?? 0, RETRY_AFTER_MAX_MS));
  }
}
