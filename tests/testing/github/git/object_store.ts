/** Keeps Git objects by id for as long as one double lives. Nothing is ever collected. */
import { Buffer } from "node:buffer";
import {
  encodeCommit,
  encodeTree,
  type GitCommit,
  hashObject,
  type ObjectKind,
  sortTreeEntries,
  type TreeEntry,
} from "./git_object.ts";

/** The objects of one repository. Each object is hashed once, when it is put. */
export class ObjectStore {
  readonly #blobs = new Map<string, Uint8Array>();
  readonly #trees = new Map<string, readonly TreeEntry[]>();
  readonly #commits = new Map<string, GitCommit>();

  /** Keeps a blob (text as UTF-8) and answers its id. */
  putBlob(content: string | Uint8Array): string {
    const bytes = typeof content === "string" ? Buffer.from(content) : content;
    const id = hashObject("blob", bytes);
    if (!this.#blobs.has(id)) this.#blobs.set(id, bytes);
    return id;
  }

  /** Keeps a tree of these rows, in any order, and answers its id. */
  putTree(entries: readonly TreeEntry[]): string {
    const sorted = sortTreeEntries(entries);
    const id = hashObject("tree", encodeTree(sorted));
    this.#trees.set(id, sorted);
    return id;
  }

  /** Keeps a commit and answers its id. */
  putCommit(commit: GitCommit): string {
    const id = hashObject("commit", encodeCommit(commit));
    this.#commits.set(id, commit);
    return id;
  }

  /** The bytes of a blob, or undefined. */
  blob(id: string): Uint8Array | undefined {
    return this.#blobs.get(id);
  }

  /** The sorted rows of a tree, or undefined. */
  tree(id: string): readonly TreeEntry[] | undefined {
    return this.#trees.get(id);
  }

  /** A commit, or undefined. */
  commit(id: string): GitCommit | undefined {
    return this.#commits.get(id);
  }

  /** A commit that must be there; throws otherwise. */
  commitOf(id: string): GitCommit {
    const commit = this.#commits.get(id);
    if (commit === undefined) throw new Error(`No commit "${id}" in the object store`);
    return commit;
  }

  /** What kind of object an id names, or undefined. */
  kind(id: string): ObjectKind | undefined {
    if (this.#blobs.has(id)) return "blob";
    if (this.#trees.has(id)) return "tree";
    return this.#commits.has(id) ? "commit" : undefined;
  }
}
