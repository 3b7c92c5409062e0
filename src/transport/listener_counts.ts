/** What a listener counts of connections and of requests that never reach its handler. */

/** Which limit has closed a connection without an answer. */
export const CUT_REASONS = [
  /** Another one needed its place, or there was none for it. */
  "too-many-connections",
  /** It sent more requests at once than it may. */
  "too-many-requests",
  /** Answers waited for too long, or too many bytes of them, for their reader. */
  "slow-reader",
  /** Nothing moved in either direction. */
  "silent",
] as const;

/** What was wrong with a request that was answered and closed, or answered, without the handler. */
export const REFUSAL_REASONS = [
  /** The bytes were no request in HTTP/1.1. */
  "no-http",
  /** Its header was too large. */
  "large-header",
  /** It did not arrive in time. */
  "timeout",
  /** It expected what is not done. */
  "expectation",
  /** Its path and host made no address. */
  "no-address",
] as const;

/** One of them. */
export type CutReason = typeof CUT_REASONS[number];

/** One of them. */
export type RefusalReason = typeof REFUSAL_REASONS[number];

/** Owns the counts; every reason is there from the start. */
export class ListenerCounts {
  readonly #cut = toCounts(CUT_REASONS);
  readonly #refused = toCounts(REFUSAL_REASONS);
  #openCount = 0;

  /** Connections that are open now. */
  get openCount(): number {
    return this.#openCount;
  }

  /** How many were closed for each reason. */
  get cut(): Readonly<Record<CutReason, number>> {
    return this.#cut;
  }

  /** How many were refused for each reason. */
  get refused(): Readonly<Record<RefusalReason, number>> {
    return this.#refused;
  }

  /** A connection was made. */
  noteOpened(): void {
    this.#openCount += 1;
  }

  /** A connection has ended, whoever has ended it. */
  noteClosed(): void {
    this.#openCount -= 1;
  }

  /** A limit closes a connection. */
  noteCut(reason: CutReason): void {
    this.#cut[reason] += 1;
  }

  /** A request is refused. */
  noteRefused(reason: RefusalReason): void {
    this.#refused[reason] += 1;
  }
}

function toCounts<Reason extends string>(reasons: readonly Reason[]): Record<Reason, number> {
  return Object.fromEntries(reasons.map((reason) => [reason, 0])) as Record<Reason, number>;
}
