/** One line in the log for each pass, and one for each problem that comes. */
import type { LogFields, Logger } from "../runtime/logger.ts";
import { needsPerson, type PassProblem, type PassReport } from "./pass_report.ts";

/** Remembers which problems were said. */
export class PassLog {
  readonly #logger: Logger;
  readonly #warned = new Map<PassProblem["code"], string>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** What the pass did, or why it did nothing; louder where somebody must act. */
  write(report: PassReport, more: LogFields): void {
    for (const problem of report.problems) this.#warnOnce(problem);
    const { message, error } = report;
    const fields = { ...toFields(report), ...more };
    if (error !== null) {
      this.#logger.error(`Pass failed: ${message}`, { ...fields, code: error.code });
    } else if (report.held.some(needsPerson)) this.#logger.warn(`Pass: ${message}`, fields);
    else this.#logger.info(`Pass: ${message}`, fields);
  }

  /** A problem that stays is said once. */
  #warnOnce({ code, message }: PassProblem): void {
    if (this.#warned.get(code) === message) return;
    this.#warned.set(code, message);
    this.#logger.warn(message, { code });
  }
}

/** What there is nothing of is left out, but for what is always counted. */
function toFields(report: PassReport): LogFields {
  const { outcome, changeCount, revision, pullRequest, strippedEntries, awaitedClusters, held } =
    report;
  return {
    outcome,
    durationMs: report.finishedAt - report.startedAt,
    revision,
    changes: changeCount,
    unmatchedEntries: report.unmatchedEntries.count,
    unregisteredClaims: report.unregisteredClaims.count,
    ambiguousEntries: report.ambiguousEntries.count,
    ...(strippedEntries.count > 0 ? { strippedEntries: strippedEntries.count } : {}),
    ...(awaitedClusters.length > 0 ? { awaitedClusters } : {}),
    ...(held.length > 0 ? { held: held.map(({ code }) => code) } : {}),
    ...(pullRequest === null ? {} : { pullRequest: pullRequest.url }),
  };
}
