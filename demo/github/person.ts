/** What people do with the demo's repository: they commit files and merge pull requests. */
import type { Octokit } from "@octokit/rest";
import { createPersonClient, REPOSITORY } from "./octokit_client.ts";
import { PLACE } from "./place.ts";

/** Somebody who works with the repository. */
export class Person {
  readonly #octokit: Octokit;

  constructor(url: string) {
    this.#octokit = createPersonClient(url);
  }

  /** Commits a file to the base branch, new or changed. */
  async commitFile(file: {
    readonly path: string;
    readonly text: string;
    readonly message: string;
  }): Promise<void> {
    const { path, message } = file;
    const blob = await this.#findBlob(path);
    await this.#octokit.repos.createOrUpdateFileContents({
      ...REPOSITORY,
      path,
      message,
      branch: PLACE.baseBranch,
      content: new TextEncoder().encode(file.text).toBase64(),
      ...(blob === undefined ? {} : { sha: blob }),
    });
  }

  /** Squashes a pull request onto the base branch and deletes its branch. */
  async merge(pull: { readonly number: number; readonly branch: string }): Promise<void> {
    await this.#octokit.pulls.merge({
      ...REPOSITORY,
      pull_number: pull.number,
      merge_method: "squash",
    });
    try {
      await this.#octokit.git.deleteRef({ ...REPOSITORY, ref: `heads/${pull.branch}` });
    } catch (error) {
      // The collector may have tidied up already.
      if (!isStatus(error, [404, 422])) throw error;
    }
  }

  async #findBlob(path: string): Promise<string | undefined> {
    try {
      const { data } = await this.#octokit.repos.getContent({ ...REPOSITORY, path });
      return Array.isArray(data) ? undefined : data.sha;
    } catch (error) {
      if (isStatus(error, [404])) return undefined;
      throw error;
    }
  }
}

function isStatus(error: unknown, statuses: readonly number[]): boolean {
  return error instanceof Error && "status" in error && statuses.includes(Number(error.status));
}
