/** Counts calls per account and hour for the rate-limit headers. Refusing is left to faults. */

interface Budget {
  readonly resetAt: number;
  used: number;
}

/** The budgets of all accounts; a name that is not an account's shares one of its own. */
export class RateLimit {
  readonly #budgets = new Map<string, Budget>();
  readonly #now: () => Date;
  readonly #limit: () => number;

  constructor({ now, limit }: { readonly now: () => Date; readonly limit: () => number }) {
    this.#now = now;
    this.#limit = limit;
  }

  /** The headers for an answer; `charge` says whether the call counts. */
  headers(
    { account, charge }: { readonly account: string; readonly charge: "counted" | "free" },
  ): Readonly<Record<string, string>> {
    const budget = this.#budget(account);
    if (charge === "counted") budget.used += 1;
    const limit = this.#limit();
    return {
      "x-ratelimit-limit": String(limit),
      "x-ratelimit-remaining": String(Math.max(0, limit - budget.used)),
      "x-ratelimit-reset": String(budget.resetAt),
      "x-ratelimit-used": String(budget.used),
      "x-ratelimit-resource": "core",
    };
  }

  #budget(account: string): Budget {
    const seconds = Math.floor(this.#now().getTime() / 1000);
    const current = this.#budgets.get(account);
    if (current !== undefined && current.resetAt > seconds) return current;
    const fresh = { resetAt: seconds + 3600, used: 0 };
    this.#budgets.set(account, fresh);
    return fresh;
  }
}
