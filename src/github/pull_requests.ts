/** The pull requests from our branch to the base branch: at most one is ever open. */
import type { z } from "zod";
import { UnavailableError } from "../errors.ts";
import { mergeabilityAnswer, type PullAnswer, pullAnswer, pullsAnswer } from "./answers.ts";
import type { GitHubClient } from "./github_client.ts";
import type { WriteMemory } from "./write_memory.ts";

/** What the calls need. */
export interface PullRequestsDeps {
  readonly client: GitHubClient;
  readonly baseBranch: string;
  readonly headBranch: string;
  readonly memory: WriteMemory;
}

type Mergeability = z.infer<typeof mergeabilityAnswer>;

/** Those that were touched last; more are not looked at. */
const PAGE_SIZE = 10;

/** Finds, opens and changes them. */
export class PullRequests {
  readonly #deps: PullRequestsDeps;
  /** As it was read in this pass. */
  #known: Mergeability | undefined;

  constructor(deps: PullRequestsDeps) {
    this.#deps = deps;
  }

  /** Those from our branch, open ones first, then the newest. */
  async readNewest(signal: AbortSignal): Promise<readonly PullAnswer[]> {
    this.#known = undefined;
    const latest = await this.#list("all", signal);
    const isOpenAmong = latest.some(({ state }) => state === "open");
    // Beyond so many that were touched later there may be an open one.
    const open = isOpenAmong || latest.length < PAGE_SIZE ? [] : await this.#list("open", signal);
    return [...open, ...latest].filter(isOfOneRepository).toSorted((a, b) =>
      Number(b.state === "open") - Number(a.state === "open") || b.number - a.number
    );
  }

  async #list(state: "all" | "open", signal: AbortSignal): Promise<readonly PullAnswer[]> {
    const { client, headBranch } = this.#deps;
    const label = `${client.owner}:${headBranch}`;
    const action = `list the pull requests of "${client.repository}"`;
    const pulls = await client.call({
      route: "GET /pulls",
      parameters: { head: label, state, sort: "updated", direction: "desc", per_page: PAGE_SIZE },
      action,
      permission: "pull requests: write",
      answer: pullsAnswer,
      signal,
    });
    if (pulls.some(({ head }) => head.label.toLowerCase() !== label.toLowerCase())) {
      throw new UnavailableError(`Cannot ${action}: GitHub lists those of other branches too`);
    }
    return pulls;
  }

  /** One of them, with what GitHub knows of its mergeability; read once in a pass. */
  async read(number: number, signal: AbortSignal): Promise<Mergeability> {
    const known = this.#known;
    if (known?.number === number) return known;
    const { client } = this.#deps;
    return this.#known = await client.call({
      route: "GET /pulls/{pull_number}",
      parameters: { pull_number: number },
      action: `read pull request #${number} of "${client.repository}"`,
      permission: "pull requests: write",
      answer: mergeabilityAnswer,
      signal,
    });
  }

  /** Whether it conflicts, or is behind where branches must be up to date. */
  async isOutdated(number: number, signal: AbortSignal): Promise<boolean> {
    const { mergeable_state } = await this.read(number, signal);
    return mergeable_state === "dirty" || mergeable_state === "behind";
  }

  /** Opens one. */
  async create(
    text: { readonly title: string; readonly body: string },
    signal: AbortSignal,
  ): Promise<PullAnswer> {
    const { client, baseBranch, headBranch, memory } = this.#deps;
    const pull = await client.call({
      route: "POST /pulls",
      parameters: { ...text, head: headBranch, base: baseBranch },
      action: `open a pull request in "${client.repository}"`,
      permission: "pull requests: write",
      answer: pullAnswer,
      signal,
    });
    memory.notePull(pull);
    return pull;
  }

  /** Changes title, text or state of one, and gives it as it is then: no read is as fresh. */
  async update(
    number: number,
    change: {
      readonly fields: Readonly<Partial<Record<"title" | "body" | "state", string>>>;
      readonly signal: AbortSignal;
    },
  ): Promise<PullAnswer> {
    const { client, memory } = this.#deps;
    const pull = await client.call({
      route: "PATCH /pulls/{pull_number}",
      parameters: { ...change.fields, pull_number: number },
      action: `change pull request #${number} of "${client.repository}"`,
      permission: "pull requests: write",
      answer: pullAnswer,
      signal: change.signal,
    });
    memory.notePull(pull);
    this.#known = undefined;
    return pull;
  }
}

/** A fork in the same organisation has branches of the same label. */
function isOfOneRepository({ head, base }: PullAnswer): boolean {
  return head.repo !== null && head.repo.full_name === base.repo.full_name;
}
