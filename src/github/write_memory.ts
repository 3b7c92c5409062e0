/**
 * GitHub's reads may be older than our own last write. This remembers for two minutes what was
 * written, and tells when a read cannot have seen it yet.
 */
import type { PullAnswer } from "./answers.ts";

/** How long GitHub's reads may lag behind. */
export const STALE_READ_MS = 120_000;

/** What was read in one observation. */
export interface ReadFacts {
  /** Head of our branch, or `undefined` where it does not exist. */
  readonly head: string | undefined;
  /** The newest pull request, or `undefined`. */
  readonly pull: PullAnswer | undefined;
}

/** The last writes to branch and pull request. */
export class WriteMemory {
  readonly #now: () => number;
  #merged: { readonly number: number; readonly at: number } | undefined;
  #branch: { readonly replaced: string | undefined; readonly at: number } | undefined;
  #pull: { readonly number: number; readonly updatedAt: string; readonly at: number } | undefined;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Our branch was moved away from `replaced` (`undefined`: it did not exist). */
  noteBranch(replaced: string | undefined): void {
    this.#branch = { replaced, at: this.#now() };
  }

  /** A pull request was created or changed; `updated_at` is the answer's. */
  notePull(pull: { readonly number: number; readonly updated_at: string }): void {
    this.#pull = { number: pull.number, updatedAt: pull.updated_at, at: this.#now() };
  }

  /** A pull request was merged by us. */
  noteMerge(number: number): void {
    this.#merged = { number, at: this.#now() };
  }

  /** Why the facts cannot be the newest, or `undefined`. */
  findStale(facts: ReadFacts): string | undefined {
    const now = this.#now();
    const branch = this.#branch;
    const isOldBranch = branch !== undefined && isRecent(branch.at, now) &&
      facts.head === branch.replaced && !this.#explainsMissingBranch(facts);
    if (isOldBranch) return "GitHub still shows our branch as it was before our last write";
    const merged = this.#merged;
    if (
      merged !== undefined && isRecent(merged.at, now) && facts.pull?.number === merged.number &&
      facts.pull.merged_at === null
    ) return "GitHub still shows our pull request as it was before we merged it";
    const pull = this.#pull;
    if (pull === undefined || !isRecent(pull.at, now)) return undefined;
    const isOlder = facts.pull === undefined || facts.pull.number < pull.number ||
      (facts.pull.number === pull.number &&
        Date.parse(facts.pull.updated_at) < Date.parse(pull.updatedAt));
    return isOlder
      ? "GitHub still shows our pull request as it was before our last write"
      : undefined;
  }

  /** A pull request that was closed after our last write may have taken the branch with it. */
  #explainsMissingBranch({ head, pull }: ReadFacts): boolean {
    const known = this.#pull;
    return head === undefined && pull?.state === "closed" && known?.number === pull.number &&
      Date.parse(pull.updated_at) >= Date.parse(known.updatedAt);
  }
}

/** Whether a moment is close enough for reads to lag behind it; on either side, as clocks differ. */
export function isRecent(at: number, now: number): boolean {
  return Math.abs(now - at) < STALE_READ_MS;
}
