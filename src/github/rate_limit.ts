/**
 * GitHub's rate limits: what an answer says of them, and that nobody asks again before the time.
 * Going on while limited may get an App banned. Each resource has a budget of its own; a secondary
 * limit counts for all of them.
 */
import { UnavailableError } from "../errors.ts";
import type { Clock } from "../runtime/clock.ts";
import { parseRetryAfter } from "../runtime/retry_after.ts";

/** What has a budget of its own; `app` is an App that asks for its tokens. */
export type Resource = "core" | "graphql" | "app";

/** What is left of a budget, as the newest answer told it. */
export interface Quota {
  readonly resource: Resource;
  /** Calls an hour, for `graphql` points. */
  readonly limit: number;
  readonly remaining: number;
  /** Unix milliseconds. */
  readonly resetAt: number;
}

/** An answer, and whose budget it is on. */
export interface LimitedAnswer {
  readonly resource: Resource;
  readonly response: Response;
  readonly body: Uint8Array;
}

/** What GitHub asks for where a secondary limit names no time. */
const SECONDARY_WAIT_MS = 60_000;
/** No answer may silence us for longer than this. */
const WAIT_MAX_MS = 3_600_000;

interface Wait {
  since: number;
  waitMs: number;
}

/** Remembers until when no call may be made, and what is left until then. */
export class RateLimit {
  readonly #clock: Clock;
  readonly #waits = new Map<Resource | "all", Wait>();
  readonly #quotas = new Map<Resource, Quota>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What is left of each budget that an answer has told of. */
  get quotas(): readonly Quota[] {
    return [...this.#quotas.values()];
  }

  /** Throws `UnavailableError` with the time that is left, while there is some. */
  refuseWhileLimited(resource: Resource): void {
    const leftMs = Math.max(this.#leftMs("all"), this.#leftMs(resource));
    if (leftMs <= 0) return;
    const seconds = Math.ceil(leftMs / 1000);
    throw new UnavailableError(`the rate limit asks to wait ${seconds} s`, {
      retryAfterMs: leftMs,
    });
  }

  /** Takes note of an answer's headers; throws if the answer itself is a refusal by a limit. */
  note(answer: LimitedAnswer): void {
    const { resource, response } = answer;
    const quota = readQuota(answer);
    if (quota !== undefined) this.#quotas.set(resource, quota);
    const now = this.#clock.now();
    const wait = readWait(answer, now);
    if (wait === undefined) return;
    const known = this.#waits.get(wait.of);
    if (known === undefined || wait.waitMs > this.#leftMs(wait.of)) {
      this.#waits.set(wait.of, { since: now, waitMs: wait.waitMs });
    }
    if (isRefusal(response) || response.status === 503) this.refuseWhileLimited(resource);
  }

  #leftMs(of: Resource | "all"): number {
    const wait = this.#waits.get(of);
    if (wait === undefined) return 0;
    const now = this.#clock.now();
    // A clock that was set back must not make the wait longer.
    wait.since = Math.min(wait.since, now);
    const leftMs = wait.since + wait.waitMs - now;
    if (leftMs <= 0) this.#waits.delete(of);
    return leftMs;
  }
}

function readQuota({ resource, response: { headers } }: LimitedAnswer): Quota | undefined {
  const [limit = -1, remaining = -1, reset = -1] = ["limit", "remaining", "reset"].map((name) =>
    toCount(headers.get(`x-ratelimit-${name}`))
  );
  if (limit < 0 || remaining < 0 || reset < 0) return undefined;
  return { resource, limit, remaining, resetAt: reset * 1000 };
}

/** How long the answer asks to wait, in milliseconds, and with what; `undefined` where it does not. */
function readWait(
  { resource, response, body }: LimitedAnswer,
  now: number,
): { readonly of: Resource | "all"; readonly waitMs: number } | undefined {
  const { status, headers } = response;
  const retryAfterMs = parseRetryAfter(headers.get("retry-after"), now);
  // GraphQL tells of a secondary limit with 200, too.
  const mayAsk = isRefusal(response) || status === 503 || resource === "graphql";
  if (mayAsk && retryAfterMs !== null) return { of: "all", waitMs: bound(retryAfterMs) };
  if (headers.get("x-ratelimit-remaining") === "0") {
    const reset = Number(headers.get("x-ratelimit-reset") ?? Number.NaN);
    const waitMs = Number.isFinite(reset) ? bound(reset * 1000 - now) : SECONDARY_WAIT_MS;
    return { of: resource, waitMs };
  }
  const isSecondary = status === 429 || (isRefusal(response) && saysRateLimit(body));
  return isSecondary ? { of: "all", waitMs: SECONDARY_WAIT_MS } : undefined;
}

function isRefusal({ status }: Response): boolean {
  return status === 403 || status === 429;
}

/** Some refusals by a secondary limit carry no header that would say so. */
function saysRateLimit(body: Uint8Array): boolean {
  return /rate limit|abuse detection/i.test(new TextDecoder().decode(body.subarray(0, 2_000)));
}

function toCount(text: string | null): number {
  return text !== null && /^\d{1,12}$/.test(text) ? Number(text) : -1;
}

function bound(waitMs: number): number {
  return Math.min(Math.max(waitMs, 1_000), WAIT_MAX_MS);
}
