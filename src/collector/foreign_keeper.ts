/**
 * What is done for a pull request to whose branch somebody else has written: that GitHub does not
 * merge it by itself, because we asked for our own commit, and that its people are told, once.
 */
import { describeForeignCommit, FOREIGN_COMMENT_KEY } from "./foreign_commit.ts";
import type { PassProblem } from "./pass_report.ts";
import type { MergeMethod, PullRequestState, RegistryRepository } from "./registry_repository.ts";

/** What the keeper works with. */
export interface ForeignKeeperDeps {
  readonly repository: Pick<RegistryRepository, "commentOnce" | "disableAutoMerge">;
  /** How our pull requests are merged by themselves; `null` where people merge. */
  readonly settings: { readonly mergeMethod: MergeMethod | null };
}

/** How things stand with the auto-merge of a pull request. */
interface AutoMergeDeed {
  readonly number: number;
  readonly isSwitchedOff: boolean;
  /** What GitHub had against it. */
  readonly refusal: string | null;
}

/** Remembers what it has done, so that people who decide otherwise have the last word. */
export class ForeignKeeper {
  readonly #deps: ForeignKeeperDeps;
  #comment: { readonly number: number; readonly refusal: string | null } | undefined;
  #deed: AutoMergeDeed | undefined;

  constructor(deps: ForeignKeeperDeps) {
    this.#deps = deps;
  }

  /** Does what is due while the head of the open pull request is foreign. */
  async keep(
    pullRequest: PullRequestState,
    signal: AbortSignal,
  ): Promise<readonly PassProblem[]> {
    const deed = await this.#stopMerge(pullRequest, signal);
    const refusal = await this.#say(deed, signal);
    return [
      ...(deed.refusal === null ? [] : [{ code: "merge-refused", message: deed.refusal } as const]),
      ...(refusal === null ? [] : [{ code: "comment-refused", message: refusal } as const]),
    ];
  }

  /** The branch is ours: the next foreign commit is a new one. */
  rest(): void {
    this.#deed = undefined;
  }

  /** Only when the foreign commit is first seen: who switches it on again means that commit. */
  async #stopMerge(
    { number, hasAutoMerge }: PullRequestState,
    signal: AbortSignal,
  ): Promise<AutoMergeDeed> {
    if (this.#deed?.number === number) return this.#deed;
    const { repository, settings } = this.#deps;
    const isDue = hasAutoMerge && settings.mergeMethod !== null;
    const refusal = isDue ? await repository.disableAutoMerge({ number }, signal) : null;
    return this.#deed = { number, isSwitchedOff: isDue && refusal === null, refusal };
  }

  /** Once for each pull request; gives what GitHub had against it. */
  async #say(
    { number, isSwitchedOff }: AutoMergeDeed,
    signal: AbortSignal,
  ): Promise<string | null> {
    if (this.#comment?.number === number) return this.#comment.refusal;
    const text = describeForeignCommit({ number, isSwitchedOff });
    const comment = { number, key: FOREIGN_COMMENT_KEY, text };
    const refusal = await this.#deps.repository.commentOnce(comment, signal);
    this.#comment = { number, refusal };
    return refusal;
  }
}
