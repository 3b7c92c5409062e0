/**
 * GitHub's rate limits: what an answer says of them, and that nobody asks again before the time.
 * Going on while limited may get an App banned.
 */
import { UnavailableError } from "../errors.ts";
import type { Clock } from "../runtime/clock.ts";

/** What GitHub asks for where a secondary limit names no time. */
const SECONDARY_WAIT_MS = 60_000;
/** No answer may silence us for longer than this. */
const WAIT_MAX_MS = 3_600_000;

/** Remembers until when no call may be made. */
export class RateLimit {
  readonly #clock: Clock;
  #limited = { since: 0, waitMs: 0 };

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Throws `UnavailableError` with the time that is left, while there is some. */
  refuseWhileLimited(): void {
    const leftMs = this.#leftMs();
    if (leftMs <= 0) return;
    const seconds = Math.ceil(leftMs / 1000);
    throw new UnavailableError(`the rate limit asks to wait ${seconds} s`, {
      retryAfterMs: leftMs,
    });
  }

  /** Takes note of an answer's headers; throws if the answer itself is a refusal by a limit. */
  note(response: Response, body: Uint8Array): void {
    const waitMs = readWait(response, { body, now: this.#clock.now() });
    if (waitMs === undefined) return;
    if (waitMs > this.#leftMs()) this.#limited = { since: this.#clock.now(), waitMs };
    if (response.status === 403 || response.status === 429) this.refuseWhileLimited();
  }

  #leftMs(): number {
    const now = this.#clock.now();
    // A clock that was set back must not make the wait longer.
    this.#limited.since = Math.min(this.#limited.since, now);
    const leftMs = this.#limited.since + this.#limited.waitMs - now;
    if (leftMs <= 0) this.#limited.waitMs = 0;
    return leftMs;
  }
}

/** How long the answer asks to wait, in milliseconds; `undefined` where it does not. */
function readWait(
  response: Response,
  context: { readonly body: Uint8Array; readonly now: number },
): number | undefined {
  const isRefusal = response.status === 403 || response.status === 429;
  const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
  if (isRefusal && Number.isFinite(retryAfter)) return bound(retryAfter * 1000);
  if (response.headers.get("x-ratelimit-remaining") === "0") {
    const reset = Number(response.headers.get("x-ratelimit-reset") ?? Number.NaN);
    return Number.isFinite(reset) ? bound(reset * 1000 - context.now) : SECONDARY_WAIT_MS;
  }
  if (response.status === 429) return SECONDARY_WAIT_MS;
  return isRefusal && saysRateLimit(context.body) ? SECONDARY_WAIT_MS : undefined;
}

/** Some refusals by a secondary limit carry no header that would say so. */
function saysRateLimit(body: Uint8Array): boolean {
  return /rate limit|abuse detection/i.test(new TextDecoder().decode(body.subarray(0, 2_000)));
}

function bound(waitMs: number): number {
  return Math.min(Math.max(waitMs, 1_000), WAIT_MAX_MS);
}
