/** Writes one commit through GitHub's Git data calls. Objects that nobody points to do no harm. */
import type { z } from "zod";
import { UnavailableError } from "../errors.ts";
import { type CommitAnswer, commitAnswer, createdAnswer, treeAnswer } from "./answers.ts";
import { toBlobId } from "../collector/blob_id.ts";
import type { GitReader } from "./git_reader.ts";
import type { GitHubClient } from "./github_client.ts";

/** What the calls need. */
export interface GitWriterDeps {
  readonly client: GitHubClient;
  readonly reader: GitReader;
}

/** A commit that changes one file. */
export interface FileCommit {
  readonly baseCommit: string;
  readonly path: string;
  readonly text: string;
  /** The message, signed off by `Name <mail>` or by nobody. */
  readonly toMessage: (signoff: string | null) => string;
  readonly isSignedOff: boolean;
}

/** Larger files are sent as a blob of their own. */
const INLINE_LENGTH_MAX = 500_000;

/** Makes commits. */
export class GitWriter {
  readonly #deps: GitWriterDeps;
  /** Who GitHub says we are: `Name <mail>`. */
  #identity: string | null = null;
  /** Where the branch could not be moved, the next try needs no new objects. */
  #unused: { readonly key: string; readonly made: CommitAnswer } | undefined;

  constructor(deps: GitWriterDeps) {
    this.#deps = deps;
  }

  /** Commits a new content of a file on top of a commit; one that nobody points to yet serves again. */
  async commitFile(commit: FileCommit, signal: AbortSignal): Promise<CommitAnswer> {
    const { baseCommit, path, text, toMessage } = commit;
    const key = JSON.stringify([baseCommit, path, text, toMessage(null)]);
    if (this.#unused?.key !== key) {
      this.#unused = { key, made: await this.#make(commit, signal) };
    }
    return this.#unused.made;
  }

  /** The newest commit is pointed to: the next one shall be a new one, with a time of its own. */
  noteUsed(): void {
    this.#unused = undefined;
  }

  async #make(commit: FileCommit, signal: AbortSignal): Promise<CommitAnswer> {
    const tree = await this.#createTree(commit, signal);
    const create = async () => {
      const message = commit.toMessage(commit.isSignedOff ? this.#identity : null);
      const parents = [commit.baseCommit];
      return await this.#create("commits", {
        parameters: { message, tree, parents },
        answer: commitAnswer,
        signal,
      });
    };
    const created = await create();
    if (!commit.isSignedOff) return this.#keep(created);
    const { name, email } = created.author;
    const identity = `${name} <${email}>`;
    if (identity === this.#identity) return this.#keep(created);
    // Only a commit tells in whose name GitHub makes them, so the first one is made again.
    this.#identity = identity;
    return this.#keep(await create());
  }

  #keep(commit: CommitAnswer): CommitAnswer {
    this.#deps.reader.learnCommit(commit);
    return commit;
  }

  async #createTree(commit: FileCommit, signal: AbortSignal): Promise<string> {
    const { reader } = this.#deps;
    const { path, text } = commit;
    const base = await reader.readCommit(commit.baseCommit, signal);
    const mode = (await reader.findRow({ tree: base.tree.sha, path }, signal))?.mode ?? "100644";
    const bytes = new TextEncoder().encode(text);
    const id = await toBlobId(bytes);
    const isInline = text.length <= INLINE_LENGTH_MAX;
    if (!isInline) await this.#createBlob({ bytes, id }, signal);
    const row = { path, mode, type: "blob", ...(isInline ? { content: text } : { sha: id }) };
    const tree = await this.#create("trees", {
      parameters: { base_tree: base.tree.sha, tree: [row] },
      answer: treeAnswer,
      signal,
    });
    reader.learnTree(tree);
    reader.learnBlob(id, bytes);
    const stored = await reader.findRow({ tree: tree.sha, path }, signal);
    if (stored?.sha === id) return tree.sha;
    throw new UnavailableError("Cannot write the registry: GitHub stored something else");
  }

  async #createBlob(
    blob: { readonly bytes: Uint8Array<ArrayBuffer>; readonly id: string },
    signal: AbortSignal,
  ): Promise<void> {
    const created = await this.#create("blobs", {
      parameters: { content: blob.bytes.toBase64(), encoding: "base64" },
      answer: createdAnswer,
      signal,
    });
    if (created.sha === blob.id) return;
    throw new UnavailableError("Cannot write the registry: GitHub stored something else");
  }

  async #create<Schema extends z.ZodType>(
    what: "blobs" | "trees" | "commits",
    call: {
      readonly parameters: Readonly<Record<string, unknown>>;
      readonly answer: Schema;
      readonly signal: AbortSignal;
    },
  ): Promise<z.infer<Schema>> {
    const { client } = this.#deps;
    return await client.call({
      route: `POST /git/${what}`,
      action: `write to "${client.repository}"`,
      permission: "contents: write",
      ...call,
    });
  }
}
