/**
 * Refuses calls as GitHub's limits do: the primary one of the hour, a secondary one that a test
 * declares, and the one on writes. All are off unless asked for. A call that is refused costs
 * nothing, but is counted, since a client should not have made it.
 */
import { numberOf } from "../repository/account.ts";
import type { GitHubSettings } from "../repository/github_state.ts";
import { answerJson } from "./json_answer.ts";
import { RateLimit, type RateSubject } from "./rate_limit.ts";

/** A secondary limit: every call is refused until it ends. */
export interface SecondaryLimit {
  readonly status: 403 | 429;
  /** From now, by the double's clock. */
  readonly retryAfterSeconds: number;
  /**
   * How an answer says when to come back: `retry-after` (the default), `reset` for the headers of
   * the primary limit, `nothing` for the message alone.
   */
  readonly tells?: "retry-after" | "reset" | "nothing";
}

/** A call as the limits see it. */
export interface LimitedCall extends RateSubject {
  /** Whether it makes content; calls of GraphQL never do here. */
  readonly isWrite: boolean;
}

/** What a limiter works with. */
export interface CallLimiterDeps {
  readonly now: () => Date;
  readonly settings: Pick<
    GitHubSettings,
    "callsPerHour" | "graphQlCallsPerHour" | "enforcesPrimaryLimit" | "writesPerMinuteMax"
  >;
}

const rateLimitPage =
  "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api";
const secondaryPage = `${rateLimitPage}#about-secondary-rate-limits`;
const writeWindowMs = 60_000;

/** The limits of one double. */
export class CallLimiter {
  readonly #deps: CallLimiterDeps;
  readonly #budgets: RateLimit;
  readonly #writes = new Map<string, readonly number[]>();
  #secondary: { readonly limit: SecondaryLimit; readonly untilMs: number } | undefined;
  #refused = 0;

  constructor(deps: CallLimiterDeps) {
    const { now, settings } = deps;
    this.#deps = deps;
    this.#budgets = new RateLimit({
      now,
      limit: (resource) =>
        resource === "core" ? settings.callsPerHour : settings.graphQlCallsPerHour,
    });
  }

  /** How many calls were refused by a limit. */
  get refusedCount(): number {
    return this.#refused;
  }

  /** Begins a secondary limit, in place of one that is there. */
  limitSecondary(limit: SecondaryLimit): void {
    const untilMs = this.#deps.now().getTime() + limit.retryAfterSeconds * 1000;
    this.#secondary = { limit, untilMs };
  }

  /** The answer that refuses a call which has just come in, or undefined. */
  refuse(call: LimitedCall): Response | undefined {
    const answer = this.#refuseSecondary() ?? this.#refusePrimary(call) ?? this.#refuseWrite(call);
    if (answer !== undefined) this.#refused += 1;
    return answer;
  }

  /** Sets the rate-limit headers that an answer does not have yet. */
  complete(
    answer: Response,
    { charge, ...subject }: RateSubject & { readonly charge: "counted" | "free" },
  ): void {
    const { account, resource } = subject;
    const headers = this.#budgets.headers({ account, resource, charge });
    for (const [name, value] of Object.entries(headers)) {
      if (!answer.headers.has(name)) answer.headers.set(name, value);
    }
  }

  #refuseSecondary(): Response | undefined {
    if (this.#secondary === undefined) return undefined;
    const { limit: { status, tells = "retry-after" }, untilMs } = this.#secondary;
    const seconds = Math.ceil((untilMs - this.#deps.now().getTime()) / 1000);
    if (seconds <= 0) {
      this.#secondary = undefined;
      return undefined;
    }
    const reset = String(Math.ceil(untilMs / 1000));
    const headers = {
      "retry-after": { "retry-after": String(seconds) },
      reset: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset },
      nothing: {},
    }[tells];
    const message = "You have exceeded a secondary rate limit. Please wait a few minutes before " +
      "you try again.";
    return answerLimit({ status, message, page: secondaryPage, headers });
  }

  // GraphQL reports its primary limit with a good status.
  #refusePrimary({ account, resource }: RateSubject): Response | undefined {
    const { enforcesPrimaryLimit } = this.#deps.settings;
    if (!enforcesPrimaryLimit || !this.#budgets.isUsedUp({ account, resource })) return undefined;
    const message = `API rate limit exceeded for user ID ${numberOf(account)}.`;
    if (resource === "graphql") {
      return answerJson({ errors: [{ type: "RATE_LIMITED", message }] });
    }
    return answerLimit({ status: 403, message, page: rateLimitPage, headers: {} });
  }

  #refuseWrite({ account, resource, isWrite }: LimitedCall): Response | undefined {
    const { now, settings: { writesPerMinuteMax } } = this.#deps;
    if (!isWrite || resource !== "core" || writesPerMinuteMax === Number.POSITIVE_INFINITY) {
      return undefined;
    }
    const at = now().getTime();
    const recent = (this.#writes.get(account) ?? []).filter((ms) => ms > at - writeWindowMs);
    const oldest = recent[0];
    if (recent.length < writesPerMinuteMax || oldest === undefined) {
      this.#writes.set(account, [...recent, at]);
      return undefined;
    }
    const seconds = Math.ceil((oldest + writeWindowMs - at) / 1000);
    return answerLimit({
      status: 403,
      message: "You have exceeded a secondary rate limit and have been temporarily blocked from " +
        "content creation. Please retry your request again later.",
      page: secondaryPage,
      headers: { "retry-after": String(seconds) },
    });
  }
}

function answerLimit({ status, message, page, headers }: {
  readonly status: number;
  readonly message: string;
  readonly page: string;
  readonly headers: Readonly<Record<string, string>>;
}): Response {
  const body = { message, documentation_url: page, status: String(status) };
  return answerJson(body, { status, headers });
}
