/** Writes one commit through GitHub's Git data calls and points our branch to it. */
import { z } from "zod";
import { ConflictError, UnavailableError } from "../errors.ts";
import { createdAnswer, refAnswer } from "./answers.ts";
import { toBlobId } from "./git_blob.ts";
import type { GitReader } from "./git_reader.ts";
import type { GitHubClient } from "./github_client.ts";
import type { WriteMemory } from "./write_memory.ts";

/** What the calls need. */
export interface GitWriterDeps {
  readonly client: GitHubClient;
  readonly reader: GitReader;
  readonly memory: WriteMemory;
  /** Our branch. */
  readonly branch: string;
}

/** A commit that changes one file. */
export interface FileCommit {
  readonly baseCommit: string;
  readonly path: string;
  readonly text: string;
  readonly message: string;
}

/** Makes commits and moves our branch, never one that somebody else has moved. */
export class GitWriter {
  readonly #deps: GitWriterDeps;

  constructor(deps: GitWriterDeps) {
    this.#deps = deps;
  }

  /** Commits a new content of a file on top of a commit and gives the id. */
  async commitFile(commit: FileCommit, signal: AbortSignal): Promise<string> {
    const { reader } = this.#deps;
    const base = await reader.readCommit(commit.baseCommit, signal);
    const place = { tree: base.tree.sha, path: commit.path };
    const mode = (await reader.findRow(place, signal))?.mode ?? "100644";
    const blob = await this.#createBlob(commit.text, signal);
    const tree = await this.#create("trees", {
      base_tree: base.tree.sha,
      tree: [{ path: commit.path, mode, type: "blob", sha: blob }],
    }, signal);
    const parents = [commit.baseCommit];
    return await this.#create("commits", { message: commit.message, tree, parents }, signal);
  }

  /** Points our branch to a commit, if it still stands where it was seen. */
  async moveBranch(
    move: { readonly from: string | undefined; readonly to: string },
    signal: AbortSignal,
  ): Promise<void> {
    const { client, branch, memory } = this.#deps;
    await this.#refuseIfMoved(move.from, signal);
    const isNew = move.from === undefined;
    await client.call({
      route: isNew ? "POST /git/refs" : "PATCH /git/refs/{ref}",
      parameters: isNew
        ? { ref: `refs/heads/${branch}`, sha: move.to }
        : { ref: `heads/${branch}`, sha: move.to, force: true },
      action: `point the branch "${branch}" of "${client.repository}" to our commit`,
      permission: "contents: write",
      answer: refAnswer,
      signal,
    });
    memory.noteBranch(move.from);
  }

  /** Deletes our branch, if it still stands where it was seen. */
  async deleteBranch(from: string, signal: AbortSignal): Promise<void> {
    const { client, branch, memory } = this.#deps;
    await this.#refuseIfMoved(from, signal);
    await client.call({
      route: "DELETE /git/refs/{ref}",
      parameters: { ref: `heads/${branch}` },
      action: `delete the branch "${branch}" of "${client.repository}"`,
      permission: "contents: write",
      answer: z.unknown(),
      signal,
    });
    memory.noteBranch(from);
  }

  async #refuseIfMoved(seen: string | undefined, signal: AbortSignal): Promise<void> {
    const { reader, branch } = this.#deps;
    if (await reader.findBranch(branch, signal) === seen) return;
    throw new ConflictError(`Cannot move the branch "${branch}": somebody else has moved it`);
  }

  async #createBlob(text: string, signal: AbortSignal): Promise<string> {
    const bytes = new TextEncoder().encode(text);
    const content = { content: bytes.toBase64(), encoding: "base64" };
    const id = await this.#create("blobs", content, signal);
    if (id === await toBlobId(bytes)) return id;
    throw new UnavailableError("Cannot write the registry: GitHub stored something else");
  }

  async #create(
    what: "blobs" | "trees" | "commits",
    parameters: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<string> {
    const { client } = this.#deps;
    const created = await client.call({
      route: `POST /git/${what}`,
      parameters,
      action: `write to "${client.repository}"`,
      permission: "contents: write",
      answer: createdAnswer,
      signal,
    });
    return created.sha;
  }
}
