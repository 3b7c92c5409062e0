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
}

/** Sets up pull requests, and remembers what GitHub had against the last one. */
export class PullRequestSetup {
  readonly #deps: PullRequestSetupDeps;
  #last: { readonly number: number; readonly problems: readonly PassProblem[] } | undefined;

  constructor(deps: PullRequestSetupDeps) {
    this.#deps = deps;
  }

  /** Whether there is anything to set. */
  get isNeeded(): boolean {
    const { labels, reviewers } = this.#deps.settings;
    return labels.length > 0 || reviewers.length > 0;
  }

  /** Sets labels and asks for reviews; once, even where that could not be noted in the marker. */
  async setUp(number: number, signal: AbortSignal): Promise<void> {
    if (this.#last?.number === number) return;
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
    this.#last = { number, problems };
  }

  /** What GitHub refused for a pull request that was set up by this process. */
  problemsOf(number: number): readonly PassProblem[] {
    return this.#last?.number === number ? this.#last.problems : [];
  }
}
