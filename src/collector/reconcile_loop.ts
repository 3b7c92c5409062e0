/**
 * Runs passes one after another: on an interval counted from the end of the last one, at once when
 * asked, and a final one on a graceful stop. Decides when the next is due after a failure; what a
 * pass does is the reconciler's business.
 */
import { disposition, errorMessage, UnavailableError } from "../errors.ts";
import { toBackoffMs } from "../runtime/backoff.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";
import { EMPTY_JOIN_REPORT } from "./join_report.ts";
import type { PassError, PassReport } from "./pass_report.ts";
import type { PassResult } from "./reconciler.ts";

/** What runs a pass. */
export interface PassRunner {
  /** Whether there is news that no successful pass has worked on. */
  readonly isPending: boolean;
  runPass(signal: AbortSignal): Promise<PassResult>;
}

/** What the loop works with. */
export interface ReconcileLoopDeps {
  readonly runner: PassRunner;
  readonly intervalMs: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
}

/** Where the loop stands. */
export interface ReconcileStatus {
  readonly running: boolean;
  readonly last: PassReport | null;
}

const BACKOFF_FIRST_MS = 5_000;

/** Owns the rhythm of the passes; they never overlap. */
export class ReconcileLoop {
  readonly #deps: ReconcileLoopDeps;
  readonly #stopping = new AbortController();
  readonly #passAbort = new AbortController();
  #waiters: PromiseWithResolvers<PassReport>[] = [];
  #wake = new AbortController();
  #running = false;
  #last: PassReport | null = null;
  #failureCount = 0;
  #done: Promise<void> | undefined;

  constructor(deps: ReconcileLoopDeps) {
    this.#deps = deps;
  }

  /** Starts with a first pass; called once. */
  start(): void {
    this.#done ??= this.#run();
  }

  /** Whether a pass runs now, and what the last one came to. */
  describe(): ReconcileStatus {
    return { running: this.#running, last: this.#last };
  }

  /** Runs a pass that begins after this call, and gives its report. */
  runNow(): Promise<PassReport> {
    if (this.#stopping.signal.aborted) {
      return Promise.reject(new UnavailableError("Cannot run a pass: the server is stopping"));
    }
    const waiter = Promise.withResolvers<PassReport>();
    this.#waiters.push(waiter);
    this.#wake.abort();
    return waiter.promise;
  }

  /** Ends the loop: lets a running pass finish and runs a last one if there is news, within the time. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping.abort();
    this.#wake.abort();
    const timer = new AbortController();
    const deadline = this.#deps.clock.sleep(graceMs, timer.signal).then(() => {
      this.#passAbort.abort();
    });
    await this.#done;
    if (this.#deps.runner.isPending && !this.#passAbort.signal.aborted) await this.#runOnce();
    timer.abort();
    await deadline;
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      this.#wake = new AbortController();
      const delayMs = await this.#runOnce();
      if (this.#waiters.length > 0) continue;
      const signal = AbortSignal.any([this.#wake.signal, this.#stopping.signal]);
      await this.#deps.clock.sleep(delayMs, signal);
    }
    for (const waiter of this.#waiters) {
      waiter.reject(new UnavailableError("Cannot run a pass: the server is stopping"));
    }
  }

  /** Runs a pass, keeps its report, and says how long to wait for the next. */
  async #runOnce(): Promise<number> {
    const waiters = this.#waiters;
    this.#waiters = [];
    this.#running = true;
    const startedAt = this.#deps.clock.now();
    const { report, delayMs } = await this.#attempt(startedAt);
    this.#running = false;
    this.#last = report;
    this.#log(report);
    for (const waiter of waiters) waiter.resolve(report);
    return delayMs;
  }

  async #attempt(startedAt: number): Promise<{ report: PassReport; delayMs: number }> {
    try {
      const result = await this.#deps.runner.runPass(this.#passAbort.signal);
      this.#failureCount = 0;
      const finishedAt = this.#deps.clock.now();
      const report = { ...result, startedAt, finishedAt, error: null };
      return { report, delayMs: this.#deps.intervalMs };
    } catch (error) {
      this.#failureCount += 1;
      if (disposition(error).kind === "bug") this.#deps.logger.error("Pass hit a bug", { error });
      const finishedAt = this.#deps.clock.now();
      return {
        report: { ...toFailure(error, this.#last), startedAt, finishedAt },
        delayMs: this.#delayAfter(error),
      };
    }
  }

  #delayAfter(error: unknown): number {
    const { intervalMs, random } = this.#deps;
    const decision = disposition(error);
    if (decision.kind === "wait-for-person" || decision.kind === "stopped") return intervalMs;
    const options = { firstMs: Math.min(BACKOFF_FIRST_MS, intervalMs), maxMs: intervalMs, random };
    const backoffMs = toBackoffMs(this.#failureCount, options);
    const askedMs = decision.kind === "back-off" ? decision.retryAfterMs ?? 0 : 0;
    return Math.max(backoffMs, askedMs);
  }

  #log(report: PassReport): void {
    const { outcome, message, changeCount, revision, pullRequest, error } = report;
    const fields = {
      outcome,
      durationMs: report.finishedAt - report.startedAt,
      revision,
      changes: changeCount,
      unmatchedEntries: report.unmatchedEntries.count,
      unregisteredClaims: report.unregisteredClaims.count,
      ambiguousEntries: report.ambiguousEntries.count,
      ...(pullRequest === null ? {} : { pullRequest: pullRequest.url }),
    };
    if (error === null) this.#deps.logger.info(`Pass: ${message}`, fields);
    else this.#deps.logger.error(`Pass failed: ${message}`, { ...fields, code: error.code });
  }
}

const CODES: Readonly<Record<string, PassError["code"]>> = {
  AccessError: "access",
  ConfigError: "settings",
  RegistryFormatError: "registry-format",
  UnavailableError: "unavailable",
  ConflictError: "conflict",
  AbortError: "stopped",
};

type Failure = Omit<PassReport, "startedAt" | "finishedAt">;

function toFailure(error: unknown, last: PassReport | null): Failure {
  const code = (error instanceof Error ? CODES[error.name] : undefined) ?? "bug";
  const message = errorMessage(error);
  return {
    ...(last ?? { revision: 0, changeCount: 0, pullRequest: null, ...EMPTY_JOIN_REPORT }),
    outcome: "failed",
    message,
    error: { code, message },
  };
}
