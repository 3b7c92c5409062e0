/** Labels and reviewers for a new pull request: set once, and then left to people. */
import type { PassProblem } from "./pass_report.ts";
import type { RegistryRepository } from "./registry_repository.ts";

/** What the setup works with. */
export interface PullRequestSetupDeps {
  readonly repository: Pick<RegistryRepository, "addLabels" | "requestReviews">;
  readonly settings: {
    readonly labels: readonly string[];
    readonly reviewers: readonly string[];
  };
  /** Gives Unix milliseconds. */
  readonly now: () => number;
}

/** What GitHub has refused is asked for again after so long. */
const RETRY_MS = 3_600_000;

interface LastSetup {
  readonly number: number;
  /** Unix milliseconds. */
  readonly at: number;
  readonly problems: readonly PassProblem[];
}

/** Sets up pull requests, and remembers what GitHub had against the last one. */
export class PullRequestSetup {
  readonly #deps: PullRequestSetupDeps;
  #last: LastSetup | undefined;

  constructor(deps: PullRequestSetupDeps) {
    this.#deps = deps;
  }

  /** Whether there is anything to set. */
  get isNeeded(): boolean {
    const { labels, reviewers } = this.#deps.settings;
    return labels.length > 0 || reviewers.length > 0;
  }

  /**
   * Sets labels and asks for reviews; once, even where that could not be noted in the marker, and now
   * and then where GitHub has refused something.
   */
  async setUp(number: number, signal: AbortSignal): Promise<void> {
    const now = this.#deps.now();
    if (this.#last?.number === number && now >= this.#last.at && now < this.dueAt(number)) return;
    const { repository, settings: { labels, reviewers } } = this.#deps;
    const problems: PassProblem[] = [];
    if (labels.length > 0) {
      const message = await repository.addLabels({ number, labels }, signal);
      if (message !== null) problems.push({ code: "labels-refused", message });
    }
    if (reviewers.length > 0) {
      const message = await repository.requestReviews({ number, reviewers }, signal);
      if (message !== null) problems.push({ code: "reviewers-refused", message });
    }
    this.#last = { number, at: now, problems };
  }

  /** Unix milliseconds from which on what was refused is asked for again. */
  dueAt(number: number): number {
    if (this.#last?.number !== number) return -Infinity;
    return this.#last.problems.length === 0 ? Infinity : this.#last.at + RETRY_MS;
  }

  /** What GitHub refused for a pull request that was set up by this process. */
  problemsOf(number: number): readonly PassProblem[] {
    return this.#last?.number === number ? this.#last.problems : [];
  }
}
