/** Counts calls per account, hour and resource, for the rate-limit headers and the primary limit. */

/** What GitHub counts apart. */
export type RateResource = "core" | "graphql";

/** Whose call it is, and of which kind. */
export interface RateSubject {
  readonly account: string;
  readonly resource: RateResource;
}

interface Budget {
  /** In seconds. */
  readonly resetAt: number;
  used: number;
}

/** The budgets of all accounts; a name that is not an account's shares one of its own. */
export class RateLimit {
  readonly #budgets = new Map<string, Budget>();
  readonly #now: () => Date;
  readonly #limit: (resource: RateResource) => number;

  constructor(
    { now, limit }: {
      readonly now: () => Date;
      readonly limit: (resource: RateResource) => number;
    },
  ) {
    this.#now = now;
    this.#limit = limit;
  }

  /** Whether the hour's calls are used up. */
  isUsedUp(subject: RateSubject): boolean {
    return this.#budget(subject).used >= this.#limit(subject.resource);
  }

  /** The headers for an answer; `charge` says whether the call counts. */
  headers(
    { account, resource, charge }: RateSubject & { readonly charge: "counted" | "free" },
  ): Readonly<Record<string, string>> {
    const budget = this.#budget({ account, resource });
    if (charge === "counted") budget.used += 1;
    const limit = this.#limit(resource);
    return {
      "x-ratelimit-limit": String(limit),
      "x-ratelimit-remaining": String(Math.max(0, limit - budget.used)),
      "x-ratelimit-reset": String(budget.resetAt),
      "x-ratelimit-used": String(budget.used),
      "x-ratelimit-resource": resource,
    };
  }

  #budget({ account, resource }: RateSubject): Budget {
    const key = `${resource} ${account}`;
    const seconds = Math.floor(this.#now().getTime() / 1000);
    const current = this.#budgets.get(key);
    if (current !== undefined && current.resetAt > seconds) return current;
    const fresh = { resetAt: seconds + 3600, used: 0 };
    this.#budgets.set(key, fresh);
    return fresh;
  }
}
