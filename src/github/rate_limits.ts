/**
 * Whose rate limits count: a limit belongs to who met it. Another personal token may be another
 * person's, so it begins anew; the tokens of an App come and go, and the limits stay with the
 * installation.
 */
import type { Clock } from "../runtime/clock.ts";
import { type Quota, RateLimit } from "./rate_limit.ts";

/** Who has limits: each `token` its own, or one `account` whatever it signs in with. */
export type LimitOwner = "token" | "account";

/** The limits of the credential that was used last. */
export class RateLimits {
  readonly #clock: Clock;
  readonly #belongTo: LimitOwner;
  #current: { readonly owner: string | null; readonly limit: RateLimit };

  constructor({ clock, belongTo }: { readonly clock: Clock; readonly belongTo: LimitOwner }) {
    this.#clock = clock;
    this.#belongTo = belongTo;
    this.#current = { owner: null, limit: new RateLimit(clock) };
  }

  /** What is left of the budgets, as the newest answers told it. */
  get quotas(): readonly Quota[] {
    return this.#current.limit.quotas;
  }

  /** The limits of who signs in with this header; those of another token are forgotten. */
  of(authorization: string | null): RateLimit {
    const owner = this.#belongTo === "token" ? authorization : null;
    if (owner !== this.#current.owner) {
      this.#current = { owner, limit: new RateLimit(this.#clock) };
    }
    return this.#current.limit;
  }
}
