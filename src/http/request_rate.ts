/**
 * Sends away whoever asks too often: each credential is counted by itself, whoever shows none by
 * address. One noisy sender costs the others nothing, and no body of it is read.
 */
import type { Context } from "@hono/hono";
import type { Caller } from "../collector/caller.ts";
import type { Logger } from "../runtime/logger.ts";
import type { AppEnv } from "./app_deps.ts";
import { respondError } from "./error_response.ts";
import { RequestBuckets } from "./request_buckets.ts";
import { toSender } from "./sender.ts";

/** With a whole number a second, a token is there after a second. */
const RETRY_AFTER_S = 1;
/** Refusals are told together, at most this often. */
const TELL_EACH_MS = 60_000;

/** What the rate is made of. */
export interface RequestRateDeps {
  /** Requests a second of one credential or address; 0 for any number. */
  readonly requestsPerSecond: number;
  /** Milliseconds that never go back. */
  readonly steadyNow: () => number;
  readonly logger: Logger;
}

/** Answers 429, or nothing where the request may go on; `null` stands for a refused credential. */
export type RequestRate = (
  c: Context<AppEnv>,
  caller: Caller | null,
) => ReturnType<typeof respondError<429>> | undefined;

/** Makes the rate of all requests. */
export function createRequestRate(deps: RequestRateDeps): RequestRate {
  const { requestsPerSecond, steadyNow } = deps;
  if (requestsPerSecond === 0) return () => undefined;
  const buckets = new RequestBuckets(requestsPerSecond);
  const refusals = new RefusalTeller(deps);
  return function limitRate(c, caller) {
    const sender = toSender(c, caller);
    if (buckets.take(sender.key, steadyNow())) return undefined;
    refusals.add(sender.name);
    return respondError(c, {
      status: 429,
      error: `Too many requests: expected at most ${requestsPerSecond} a second, ` +
        `try again in ${RETRY_AFTER_S} second`,
      retryAfterS: RETRY_AFTER_S,
    });
  };
}

/** Tells of refusals at once, and then of all that came together. */
class RefusalTeller {
  readonly #deps: RequestRateDeps;
  #toldAt = -Infinity;
  #count = 0;

  constructor(deps: RequestRateDeps) {
    this.#deps = deps;
  }

  add(name: string): void {
    const { steadyNow, logger, requestsPerSecond } = this.#deps;
    this.#count += 1;
    if (steadyNow() - this.#toldAt < TELL_EACH_MS) return;
    logger.warn("Too many requests are refused", {
      last: name,
      count: this.#count,
      requestsPerSecond,
    });
    this.#toldAt = steadyNow();
    this.#count = 0;
  }
}
