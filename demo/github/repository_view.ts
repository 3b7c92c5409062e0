/** The state of the demo's repository, read through GitHub's API: what a person would look up. */
import type { Octokit } from "@octokit/rest";
import { createPersonClient, REPOSITORY } from "./octokit_client.ts";
import { PLACE } from "./place.ts";

/** A pull request. */
export interface PullView {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  readonly state: "open" | "closed" | "merged";
}

/** A branch beside the base branch. */
export interface BranchView {
  readonly name: string;
  readonly commit: string;
  /** Commits that it has and the base branch has not. */
  readonly aheadCount: number;
  /** Commits that the base branch has and it has not. */
  readonly behindCount: number;
  readonly registry: string;
}

/** Where the repository stands. */
export interface RepositoryState {
  readonly base: { readonly commit: string; readonly registry: string };
  /** Newest first. */
  readonly pulls: readonly PullView[];
  readonly branches: readonly BranchView[];
}

/** Looks at the repository. */
export class RepositoryView {
  readonly #octokit: Octokit;

  constructor(url: string) {
    this.#octokit = createPersonClient(url);
  }

  /** Reads everything that the demo checks. */
  async look(): Promise<RepositoryState> {
    const { data: all } = await this.#octokit.repos.listBranches(REPOSITORY);
    const base = all.find(({ name }) => name === PLACE.baseBranch);
    if (base === undefined) throw new Error(`The branch "${PLACE.baseBranch}" is missing`);
    const others = all.filter((branch) => branch !== base);
    return {
      base: { commit: base.commit.sha, registry: await this.readRegistry(base.commit.sha) },
      pulls: await this.#readPulls(),
      branches: await Promise.all(
        others.map(({ name, commit }) => this.#readBranch(name, commit.sha)),
      ),
    };
  }

  /** The registry file at a commit. */
  async readRegistry(commit: string): Promise<string> {
    const { data } = await this.#octokit.repos.getContent({
      ...REPOSITORY,
      path: PLACE.registryPath,
      ref: commit,
    });
    if (Array.isArray(data) || data.type !== "file") throw new Error("The registry is no file");
    return new TextDecoder().decode(Uint8Array.fromBase64(data.content));
  }

  async #readPulls(): Promise<readonly PullView[]> {
    const { data } = await this.#octokit.pulls.list({ ...REPOSITORY, state: "all" });
    return data.map((pull) => ({
      number: pull.number,
      url: pull.html_url,
      title: pull.title,
      body: pull.body ?? "",
      state: pull.merged_at === null ? pull.state === "open" ? "open" : "closed" : "merged",
    }));
  }

  async #readBranch(name: string, commit: string): Promise<BranchView> {
    const { data } = await this.#octokit.repos.compareCommitsWithBasehead({
      ...REPOSITORY,
      basehead: `${PLACE.baseBranch}...${commit}`,
    });
    return {
      name,
      commit,
      aheadCount: data.ahead_by,
      behindCount: data.behind_by,
      registry: await this.readRegistry(commit),
    };
  }
}
