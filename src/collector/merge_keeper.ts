/**
 * Sees to it that the open pull request is merged where that is asked for: by GitHub once nothing
 * blocks, or by us where GitHub does not wait because nothing does. Asks once for each commit.
 */
import type { PassProblem } from "./pass_report.ts";
import type { ProposalMarker } from "./proposal_marker.ts";
import type { MergeMethod, MergeRequest, RegistryRepository } from "./registry_repository.ts";

/** What the keeper works with. */
export interface MergeKeeperDeps {
  readonly repository: Pick<RegistryRepository, "enableAutoMerge" | "merge">;
  readonly settings: MergeSettings;
  /** Gives Unix milliseconds. */
  readonly now: () => number;
}

/** Whether and how pull requests are merged. */
export interface MergeSettings {
  readonly method: MergeMethod | null;
  /** A commit must be so old before we merge it ourselves: its checks may not have begun. */
  readonly minAgeMs: number;
}

/** The open pull request and the commit that it proposes. */
export interface MergeTarget {
  readonly number: number;
  readonly headCommit: string;
  /** Unix milliseconds. */
  readonly committedAt: number;
  /** The base branch's head; in the pass that first sees it nothing is merged. */
  readonly baseCommit: string;
  /** Whether this pass has written to it: then a later one merges it. */
  readonly isWritten: boolean;
  /** How it is to be merged, as far as that is settled. */
  readonly merge: ProposalMarker["merge"];
}

/** How things stand with the merge after a pass. */
export interface MergeState {
  readonly merge: ProposalMarker["merge"];
  readonly isMerged: boolean;
  readonly problems: readonly PassProblem[];
}

/** Asks GitHub to merge, and remembers for which commits it has asked. */
export class MergeKeeper {
  readonly #deps: MergeKeeperDeps;
  /** The newest commit for which GitHub has said yes or no. */
  #asked: { readonly headCommit: string; readonly problems: readonly PassProblem[] } | undefined;

  /** The base branch's head in the last pass that could have merged. */
  #baseCommit: string | undefined;

  constructor(deps: MergeKeeperDeps) {
    this.#deps = deps;
  }

  /** Does what is due for the pull request. */
  async keep(target: MergeTarget, signal: AbortSignal): Promise<MergeState> {
    const { method, minAgeMs } = this.#deps.settings;
    const { number, headCommit, merge } = target;
    if (method === null || merge === "auto") return { merge, isMerged: false, problems: [] };
    const request = { number, headCommit, method };
    if (merge === null) return await this.#enable(request, { merge, signal });
    const hasBaseMoved = this.#baseCommit !== undefined && this.#baseCommit !== target.baseCommit;
    this.#baseCommit = target.baseCommit;
    const isYoung = this.#deps.now() - target.committedAt < minAgeMs;
    if (target.isWritten || hasBaseMoved || isYoung) {
      return { merge, isMerged: false, problems: [] };
    }
    const answer = await this.#deps.repository.merge(request, signal);
    if (answer.kind === "merged") return { merge, isMerged: true, problems: [] };
    if (answer.kind === "blocked") return await this.#enable(request, { merge, signal });
    return {
      merge,
      isMerged: false,
      problems: answer.kind === "refused" ? [toProblem(answer)] : [],
    };
  }

  async #enable(
    request: MergeRequest,
    context: { readonly merge: ProposalMarker["merge"]; readonly signal: AbortSignal },
  ): Promise<MergeState> {
    const { merge, signal } = context;
    const { headCommit } = request;
    if (this.#asked?.headCommit === headCommit) {
      return { merge, isMerged: false, problems: this.#asked.problems };
    }
    const answer = await this.#deps.repository.enableAutoMerge(request, signal);
    const problems = answer.kind === "refused" ? [toProblem(answer)] : [];
    // Where nothing blocks now, something may come to: then the question is a new one.
    if (answer.kind !== "unblocked") this.#asked = { headCommit, problems };
    const modes = { enabled: "auto", unblocked: "direct", refused: merge } as const;
    return { merge: modes[answer.kind], isMerged: false, problems };
  }
}

function toProblem({ message }: { readonly message: string }): PassProblem {
  return { code: "merge-refused", message };
}
