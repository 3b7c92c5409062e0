/** Check runs and commit statuses, by commit: the newest of each name counts. */

/** How far a check run is. */
export type CheckProgress = "queued" | "in_progress" | "completed";

/** How a check run ended. */
export type CheckConclusion =
  | "success"
  | "failure"
  | "neutral"
  | "cancelled"
  | "skipped"
  | "timed_out"
  | "action_required";

/** The state of a commit status. */
export type StatusState = "success" | "failure" | "error" | "pending";

/** A check run as an app reports it; a conclusion only when it is completed. */
export interface CheckReport {
  readonly name: string;
  readonly status: CheckProgress;
  readonly conclusion?: CheckConclusion;
}

/** A commit status as a tool reports it. */
export interface StatusReport {
  readonly context: string;
  readonly state: StatusState;
  readonly description?: string;
  readonly targetUrl?: string;
}

/** What is known of a report beside its content. */
export interface Stored {
  readonly id: number;
  readonly at: Date;
}

/** What a check or status means for merging. */
export type Verdict = "passed" | "pending" | "failed";

const goodEnds: ReadonlySet<string> = new Set(["success", "neutral", "skipped"]);

/** The checks of all commits of one repository. */
export class CheckStore {
  readonly #checks = new Map<string, Map<string, CheckReport & Stored>>();
  readonly #statuses = new Map<string, Map<string, StatusReport & Stored>>();
  readonly #now: () => Date;
  #next = 1;

  constructor({ now }: { readonly now: () => Date }) {
    this.#now = now;
  }

  /** Notes a check run in place of the one of that name. */
  setCheck({ sha, report }: { readonly sha: string; readonly report: CheckReport }): void {
    placeFor(this.#checks, sha).set(report.name, { ...report, ...this.#stamp() });
  }

  /** Notes a status in place of the one of that context. */
  setStatus({ sha, report }: { readonly sha: string; readonly report: StatusReport }): void {
    placeFor(this.#statuses, sha).set(report.context, { ...report, ...this.#stamp() });
  }

  /** The check runs of a commit. */
  checks(sha: string): readonly (CheckReport & Stored)[] {
    return [...this.#checks.get(sha)?.values() ?? []];
  }

  /** The statuses of a commit. */
  statuses(sha: string): readonly (StatusReport & Stored)[] {
    return [...this.#statuses.get(sha)?.values() ?? []];
  }

  /** What each check run and status of a commit means, by name. */
  verdicts(sha: string): ReadonlyMap<string, Verdict> {
    return new Map([
      ...this.checks(sha).map((check) => [check.name, judgeCheck(check)] as const),
      ...this.statuses(sha).map(({ context, state }) => [context, judgeState(state)] as const),
    ]);
  }

  #stamp(): Stored {
    return { id: this.#next++, at: this.#now() };
  }
}

/** All statuses of a commit as one, in GitHub's words: none at all is pending. */
export function combineStates(states: readonly StatusState[]): "success" | "failure" | "pending" {
  const verdicts = states.map(judgeState);
  if (verdicts.includes("failed")) return "failure";
  return verdicts.length === 0 || verdicts.includes("pending") ? "pending" : "success";
}

function judgeCheck({ status, conclusion }: CheckReport): Verdict {
  if (status !== "completed") return "pending";
  return goodEnds.has(conclusion ?? "") ? "passed" : "failed";
}

function judgeState(state: StatusState): Verdict {
  if (state === "success") return "passed";
  return state === "pending" ? "pending" : "failed";
}

function placeFor<Report>(
  all: Map<string, Map<string, Report>>,
  sha: string,
): Map<string, Report> {
  const place = all.get(sha) ?? new Map<string, Report>();
  all.set(sha, place);
  return place;
}
