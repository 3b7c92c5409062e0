/**
 * What people do to the repository behind the collector's back: commits, branches, merges. None of
 * it is logged as a call; a deed that GitHub would refuse throws.
 */
import { Buffer } from "node:buffer";
import { diffTrees } from "./git/tree_merger.ts";
import { editTree, type TreeEdit } from "./git/tree_editor.ts";
import { findEntry } from "./git/tree_reader.ts";
import type { GitIdentity } from "./git/git_object.ts";
import { gitTime } from "./repository/account.ts";
import { settleAutoMerges } from "./repository/auto_merge.ts";
import type { GitHubState } from "./repository/github_state.ts";
import { mergePull } from "./repository/pull_merger.ts";
import {
  type MergeMethod,
  type PullRecord,
  type PullSnapshot,
  snapshotPull,
} from "./repository/pull_record.ts";

/** The author of a commit. */
export interface Author {
  readonly name: string;
  readonly email: string;
}

/** New contents by path; null removes the file. */
export type FileChanges = Readonly<Record<string, string | Uint8Array | null>>;

/** A commit in a branch's log. */
export interface LogEntry {
  readonly sha: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly tree: string;
  readonly author: GitIdentity;
  readonly committer: GitIdentity;
  /** The paths that differ from the first parent. */
  readonly files: readonly string[];
}

/** A commit to push. */
export interface PushedCommit {
  readonly branch: string;
  /** Default: the branch's head. The files change the first parent's. */
  readonly parents?: readonly string[];
  readonly files?: FileChanges;
  readonly message?: string;
  readonly author?: Author;
  /** Whether the branch may move to what is not a descendant. Default false. */
  readonly force?: boolean;
}

/** A branch and a path in it; the default branch unless told. */
export interface FileAddress {
  readonly branch?: string;
  readonly path: string;
}

const someone: Author = { name: "Some One", email: "someone@example.com" };

/** The deeds of people on one repository. */
export class People {
  readonly #state: GitHubState;

  constructor(state: GitHubState) {
    this.#state = state;
  }

  /** Commits one file and answers the commit's id. */
  commitFile({ branch = this.#state.defaultBranch, path, content, message, author }: FileAddress & {
    readonly content: string | Uint8Array;
    readonly message?: string;
    readonly author?: Author;
  }): string {
    const files = { [path]: content };
    return this.pushCommit({
      branch,
      files,
      message: message ?? `Update ${path}`,
      ...(author === undefined ? {} : { author }),
    });
  }

  /** Commits the removal of one file and answers the commit's id. */
  deleteFile({ branch = this.#state.defaultBranch, path }: FileAddress): string {
    if (this.readBytes({ branch, path }) === null) {
      throw new Error(`No file "${path}" on branch "${branch}"`);
    }
    return this.pushCommit({ branch, files: { [path]: null }, message: `Delete ${path}` });
  }

  /** Pushes a commit to a branch, made if it is not there, and answers the commit's id. */
  pushCommit(
    { branch, parents, files = {}, message = "A change", author = someone, force = false }:
      PushedCommit,
  ): string {
    const { store, refs, now } = this.#state;
    const head = refs.branch(branch);
    const before = parents ?? (head === undefined ? [] : [head]);
    const edits = new Map<string, TreeEdit>();
    for (const [path, content] of Object.entries(files)) {
      edits.set(path, content === null ? null : { mode: "100644", id: store.putBlob(content) });
    }
    const [first] = before;
    const identity = { ...author, ...gitTime(now()) };
    const id = store.putCommit({
      tree: editTree(store, { tree: first === undefined ? null : this.#commitTree(first), edits }),
      parents: before,
      author: identity,
      committer: identity,
      message,
    });
    const ref = `refs/heads/${branch}`;
    if (head === undefined) refs.create({ ref, id });
    else refs.update({ ref, id, force });
    settleAutoMerges(this.#state);
    return id;
  }

  /** A file's text on a branch, or null. */
  readFile(address: FileAddress): string | null {
    const bytes = this.readBytes(address);
    return bytes === null ? null : Buffer.from(bytes).toString("utf8");
  }

  /** A file's bytes on a branch, or null. */
  readBytes({ branch = this.#state.defaultBranch, path }: FileAddress): Uint8Array | null {
    const { store } = this.#state;
    const head = this.#state.refs.branch(branch);
    if (head === undefined) return null;
    const entry = findEntry(store, { tree: this.#commitTree(head), path });
    return entry === undefined ? null : store.blob(entry.id) ?? null;
  }

  /** The names of all branches, sorted. */
  branches(): readonly string[] {
    const prefix = "refs/heads/";
    return this.#state.refs.list(prefix).map((ref) => ref.slice(prefix.length));
  }

  /** A branch's head commit, or null. */
  head(branch: string): string | null {
    return this.#state.refs.branch(branch) ?? null;
  }

  /** Makes a branch at another one or at a commit (default: the default branch). */
  createBranch(
    { branch, from = this.#state.defaultBranch }: {
      readonly branch: string;
      readonly from?: string;
    },
  ): string {
    const id = this.#state.refs.resolveCommit(from);
    if (id === undefined) throw new Error(`No commit "${from}"`);
    this.#state.refs.create({ ref: `refs/heads/${branch}`, id });
    return id;
  }

  /** Deletes a branch; its open pull requests close. */
  deleteBranch(branch: string): void {
    this.#state.refs.delete(`refs/heads/${branch}`);
  }

  /** The commits of a branch, newest first, along first parents and then the others. */
  log(branch: string): readonly LogEntry[] {
    const head = this.#state.refs.branch(branch);
    const ids = new Set(head === undefined ? [] : [head]);
    // A set also visits what is added while it is walked.
    for (const id of ids) {
      for (const parent of this.#state.store.commitOf(id).parents) ids.add(parent);
    }
    return [...ids].map((id) => this.#logEntry(id));
  }

  /** Every pull request, oldest first, as it is now. */
  pulls(): readonly PullSnapshot[] {
    return this.#state.pulls.list().map((pull) => snapshotPull(pull));
  }

  /** Merges a pull request as a person with the right to, and answers the commit on the base. */
  mergePull({ number, method = "merge", deleteBranch = false, login = "maintainer" }: {
    readonly number: number;
    readonly method?: MergeMethod;
    readonly deleteBranch?: boolean;
    readonly login?: string;
  }): string {
    const pull = this.#pull(number);
    const sha = mergePull(this.#state, { pull, method, by: { login, type: "User" } });
    const { refs } = this.#state;
    if (deleteBranch && refs.branch(pull.head.ref) !== undefined) this.deleteBranch(pull.head.ref);
    return sha;
  }

  /** Closes a pull request without merging. */
  closePull(number: number): void {
    this.#state.pulls.change(this.#pull(number), { state: "closed" });
  }

  /** Opens a closed pull request again. */
  reopenPull(number: number): void {
    this.#state.pulls.change(this.#pull(number), { state: "open" });
  }

  #pull(number: number): PullRecord {
    const pull = this.#state.pulls.find(number);
    if (pull === undefined) throw new Error(`No pull request #${number}`);
    return pull;
  }

  #commitTree(id: string): string {
    return this.#state.store.commitOf(id).tree;
  }

  #logEntry(sha: string): LogEntry {
    const commit = this.#state.store.commitOf(sha);
    const [parent] = commit.parents;
    const before = parent === undefined ? null : this.#commitTree(parent);
    const files = [...diffTrees(this.#state.store, { before, after: commit.tree }).keys()].sort();
    return { sha, ...commit, files };
  }
}
