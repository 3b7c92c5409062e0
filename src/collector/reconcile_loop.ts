/**
 * Runs passes one after another: on an interval counted from the end of the last one, at once when
 * asked, and a final one on a graceful stop. Decides when the next is due after a failure; what a
 * pass does is the reconciler's business.
 */
import { disposition, errorMessage, UnavailableError } from "../errors.ts";
import { toBackoffMs } from "../runtime/backoff.ts";
import type { Clock } from "../runtime/clock.ts";
import type { LogFields, Logger } from "../runtime/logger.ts";
import { NO_TRACER, type Span, type Tracer } from "../runtime/tracer.ts";
import { PassLog } from "./pass_log.ts";
import { isGoodPass, type PassError, type PassReport } from "./pass_report.ts";
import type { Quota } from "./registry_repository.ts";
import { EMPTY_FINDINGS, type PassResult } from "./pass_result.ts";
import type { Plan } from "./plan.ts";
import { PlanDesk, type Planner } from "./plan_desk.ts";

/** What runs a pass. */
export interface PassRunner extends Planner {
  /** Whether there is news that no successful pass has worked on. */
  readonly isPending: boolean;
  /** What is left of the repository's rate limits. */
  readonly quotas: readonly Quota[];
  runPass(signal: AbortSignal): Promise<PassResult>;
  /** Releases a mass change that is held back. */
  confirm(id: string): void;
  /** Waits for the cluster no more; false where nobody did. */
  forget(cluster: string): boolean;
}

/** What the loop works with. */
export interface ReconcileLoopDeps {
  readonly runner: PassRunner;
  readonly intervalMs: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  /** Hears of each pass that has ended. */
  readonly onPass: (report: PassReport) => void;
  readonly tracer?: Tracer;
}

/** Where the loop stands. */
export interface ReconcileStatus {
  /** Unix milliseconds at which the pass that runs now began; `null` while none runs. */
  readonly runningSince: number | null;
  readonly last: PassReport | null;
  /** Unix milliseconds at which the last pass ended that neither failed nor waited. */
  readonly lastSuccessAt: number | null;
  /** Unix milliseconds at which the next pass is due; `null` while one runs or none will come. */
  readonly nextAt: number | null;
  /** What is left of the repository's rate limits. */
  readonly quotas: readonly Quota[];
}

const BACKOFF_FIRST_MS = 5_000;

interface Attempt {
  readonly report: PassReport;
  /** How long to wait for the next. */
  readonly delayMs: number;
  /** What only its stack explains. */
  readonly bug?: unknown;
}

/** Owns the rhythm of the passes; they never overlap. */
export class ReconcileLoop {
  readonly #deps: ReconcileLoopDeps;
  readonly #stopping = new AbortController();
  readonly #passAbort = new AbortController();
  readonly #desk: PlanDesk;
  readonly #log: PassLog;
  #waiters: PromiseWithResolvers<PassReport>[] = [];
  #wake = new AbortController();
  #runningSince: number | null = null;
  #nextAt: number | null = null;
  #last: PassReport | null = null;
  #lastSuccessAt: number | null = null;
  #failureCount = 0;
  #done: Promise<void> | undefined;

  constructor(deps: ReconcileLoopDeps) {
    this.#deps = deps;
    this.#log = new PassLog(deps.logger);
    this.#desk = new PlanDesk({ planner: deps.runner, stopping: this.#stopping.signal });
  }

  /** Starts with a first pass; called once. */
  start(): void {
    this.#done ??= this.#run();
  }

  /** Whether a pass runs now, and what the last one came to. */
  describe(): ReconcileStatus {
    const { quotas } = this.#deps.runner;
    return {
      runningSince: this.#runningSince,
      last: this.#last,
      lastSuccessAt: this.#lastSuccessAt,
      nextAt: this.#nextAt,
      quotas,
    };
  }

  /** Releases the mass change that the last pass held back; false where it holds back no such one. */
  confirm(id: string): boolean {
    const isHeld = this.#last?.held.some((hold) => hold.id === id) ?? false;
    if (isHeld) this.#deps.runner.confirm(id);
    return isHeld;
  }

  /** Waits no more for a cluster that was known before the start; false where nobody did. */
  forget(cluster: string): boolean {
    return this.#deps.runner.forget(cluster);
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

  /** Makes a plan between passes; throws `UnavailableError` while the server is stopping. */
  plan(): Promise<Plan> {
    return this.#desk.plan();
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
    if (this.#deps.runner.isPending && !this.#passAbort.signal.aborted) await this.#takeTurn();
    timer.abort();
    await deadline;
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      this.#wake = new AbortController();
      const delayMs = await this.#takeTurn();
      if (this.#waiters.length > 0) continue;
      const signal = AbortSignal.any([this.#wake.signal, this.#stopping.signal]);
      this.#nextAt = this.#deps.clock.now() + delayMs;
      await this.#deps.clock.sleep(delayMs, signal);
      this.#nextAt = null;
    }
    for (const waiter of this.#waiters) {
      waiter.reject(new UnavailableError("Cannot run a pass: the server is stopping"));
    }
  }

  #takeTurn(): Promise<number> {
    const { tracer = NO_TRACER } = this.#deps;
    return this.#desk.takeTurn(() =>
      tracer.inSpan({ name: "pass" }, (span) => this.#runOnce(span))
    );
  }

  /** Runs a pass, keeps its report, and says how long to wait for the next. */
  async #runOnce(span: Span): Promise<number> {
    const waiters = this.#waiters;
    this.#waiters = [];
    const startedAt = this.#deps.clock.now();
    this.#runningSince = startedAt;
    const { report, delayMs, bug } = await this.#attempt(startedAt);
    this.#runningSince = null;
    this.#last = report;
    if (isGoodPass(report)) this.#lastSuccessAt = report.finishedAt;
    this.#log.write(report, {
      ...this.#toNextPass(delayMs),
      ...(bug === undefined ? {} : { error: bug }),
    });
    describePass(span, report);
    this.#deps.onPass(report);
    for (const waiter of waiters) waiter.resolve(report);
    return delayMs;
  }

  async #attempt(startedAt: number): Promise<Attempt> {
    try {
      const result = await this.#deps.runner.runPass(this.#passAbort.signal);
      this.#failureCount = 0;
      const finishedAt = this.#deps.clock.now();
      const report = { ...result, startedAt, finishedAt, error: null };
      return { report, delayMs: this.#deps.intervalMs };
    } catch (error) {
      this.#failureCount += 1;
      const finishedAt = this.#deps.clock.now();
      return {
        report: { ...toFailure(error, this.#last), startedAt, finishedAt },
        delayMs: this.#delayAfter(error),
        ...(disposition(error).kind === "bug" ? { bug: error } : {}),
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

  /** When the next pass is due; nothing while the process ends. */
  #toNextPass(delayMs: number): LogFields {
    if (this.#stopping.signal.aborted) return {};
    const waitMs = this.#waiters.length > 0 ? 0 : delayMs;
    return { nextPassAt: new Date(this.#deps.clock.now() + waitMs) };
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

function describePass(span: Span, { outcome, changeCount, revision, error }: PassReport): void {
  const values = {
    "pass.outcome": outcome,
    "pass.changes": changeCount,
    "pass.revision": revision,
  };
  span.setAttributes(values);
  if (error !== null) span.fail(error.code);
}

type Failure = Omit<PassReport, "startedAt" | "finishedAt">;

function toFailure(error: unknown, last: PassReport | null): Failure {
  const code = (error instanceof Error ? CODES[error.name] : undefined) ?? "bug";
  const message = errorMessage(error);
  return {
    ...(last ?? { revision: 0, pullRequest: null, ...EMPTY_FINDINGS }),
    outcome: "failed",
    message,
    error: { code, message },
  };
}
