/**
 * What is known of the base branch's history: which commits were its head while we looked, and which
 * ones a head was found to hold. What a commit holds never changes; which commit is the head does.
 */
import { compareAnswer } from "./answers.ts";
import type { GitHubClient } from "./github_client.ts";

/** Most commits, and most answers, that are kept. */
const KEPT_MAX = 100;

/** Remembers, and asks GitHub for what it does not know. */
export class BaseHistory {
  readonly #client: GitHubClient;
  readonly #heads = new Set<string>();
  readonly #held = new Set<string>();

  constructor(client: GitHubClient) {
    this.#client = client;
  }

  /** A commit was seen as the base branch's head. */
  noteHead(commit: string): void {
    keep(this.#heads, commit);
  }

  /** Whether the commit was once the base branch's head, be it that it has been reset since. */
  wasHead(commit: string): boolean {
    return this.#heads.has(commit);
  }

  /** Whether it is known without asking that the head holds the commit. */
  isKnown({ commit, head }: HeldCommit): boolean {
    return commit === head || this.#held.has(`${commit} ${head}`);
  }

  /** Whether the head holds the commit. */
  async holds(held: HeldCommit, signal: AbortSignal): Promise<boolean> {
    if (this.isKnown(held)) return true;
    const { commit, head } = held;
    const comparison = await this.#client.find({
      route: "GET /compare/{basehead}",
      parameters: { basehead: `${commit}...${head}`, per_page: 1 },
      action: `compare two commits of "${this.#client.repository}"`,
      permission: "contents: read",
      answer: compareAnswer,
      signal,
    });
    const isHeld = comparison?.status === "ahead" || comparison?.status === "identical";
    // Only a yes is for good: a no may come from a server that has not heard of the commit yet.
    if (isHeld) keep(this.#held, `${commit} ${head}`);
    return isHeld;
  }
}

/** A commit, and the head that may hold it. */
export interface HeldCommit {
  readonly commit: string;
  readonly head: string;
}

function keep(kept: Set<string>, item: string): void {
  kept.delete(item);
  kept.add(item);
  const [oldest] = kept;
  if (kept.size > KEPT_MAX && oldest !== undefined) kept.delete(oldest);
}
