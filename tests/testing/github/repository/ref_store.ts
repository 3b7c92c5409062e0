/**
 * Names of objects: branches, tags and other references, with GitHub's refusals on every change.
 * Tells its listeners of each move, so that pull requests can follow their branches.
 */
import { isAncestor } from "../git/history.ts";
import type { ObjectStore } from "../git/object_store.ts";
import { isValidRefName } from "../git/ref_name.ts";
import { requireSha, unprocessable } from "./github_refusal.ts";

/** A reference that moved; `to` is null when it was deleted. */
export interface RefMove {
  readonly ref: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** The references of one repository, by full name (`refs/heads/main`). */
export class RefStore {
  readonly #store: ObjectStore;
  readonly #refs = new Map<string, string>();
  readonly #listeners: ((move: RefMove) => void)[] = [];

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** Calls back after each change. */
  onMove(listener: (move: RefMove) => void): void {
    this.#listeners.push(listener);
  }

  /** The references as they are now, which nothing moves any more. */
  copy(): RefStore {
    const copy = new RefStore(this.#store);
    for (const [ref, id] of this.#refs) copy.#refs.set(ref, id);
    return copy;
  }

  /** The object id of a full name, or undefined. */
  get(ref: string): string | undefined {
    return this.#refs.get(ref);
  }

  /** The head commit of a branch, or undefined. */
  branch(name: string): string | undefined {
    return this.#refs.get(`refs/heads/${name}`);
  }

  /** The full names that start so, sorted. */
  list(prefix: string): readonly string[] {
    return [...this.#refs.keys()].filter((ref) => ref.startsWith(prefix)).sort();
  }

  /** The commit that a branch, tag, full or short reference name or commit id names. */
  resolveCommit(name: string): string | undefined {
    const candidates = [`refs/heads/${name}`, `refs/tags/${name}`, name, `refs/${name}`];
    const id = candidates.map((ref) => this.#refs.get(ref)).find((found) => found !== undefined);
    const commit = id ?? name;
    return this.#store.kind(commit) === "commit" ? commit : undefined;
  }

  /** Makes a reference, or throws what GitHub would answer. */
  create({ ref, id }: { readonly ref: string; readonly id: string }): void {
    if (!ref.startsWith("refs/")) throw unprocessable("Reference name must start with 'refs/'.");
    if (ref.split("/").length < 3) {
      throw unprocessable("Reference name must contain at least three slash-separated components.");
    }
    if (!isValidRefName(ref)) throw unprocessable(`${ref} is not a valid ref name.`);
    requireSha(id);
    if (this.#refs.has(ref)) throw unprocessable("Reference already exists");
    this.#requireObject({ ref, id });
    const clash = [...this.#refs.keys()].some((other) =>
      other.startsWith(`${ref}/`) || ref.startsWith(`${other}/`)
    );
    if (clash) throw unprocessable("Reference update failed");
    this.#set({ ref, id });
  }

  /** Moves a reference, or throws what GitHub would answer. */
  update(
    { ref, id, force }: { readonly ref: string; readonly id: string; readonly force: boolean },
  ): void {
    requireSha(id);
    const current = this.#refs.get(ref);
    if (current === undefined) throw unprocessable("Reference does not exist");
    this.#requireObject({ ref, id });
    if (!force && !isAncestor(this.#store, { ancestor: current, descendant: id })) {
      throw unprocessable("Update is not a fast forward");
    }
    this.#set({ ref, id });
  }

  /** Sets a reference of GitHub's own, which nobody may refuse. */
  note({ ref, id }: { readonly ref: string; readonly id: string }): void {
    this.#set({ ref, id });
  }

  /** Removes a reference, or throws what GitHub would answer. */
  delete(ref: string): void {
    const from = this.#refs.get(ref);
    if (from === undefined) throw unprocessable("Reference does not exist");
    this.#refs.delete(ref);
    for (const listener of this.#listeners) listener({ ref, from, to: null });
  }

  #requireObject({ ref, id }: { readonly ref: string; readonly id: string }): void {
    const kind = this.#store.kind(id);
    if (kind === undefined) throw unprocessable("Object does not exist");
    if (ref.startsWith("refs/heads/") && kind !== "commit") {
      throw unprocessable("Reference update failed");
    }
  }

  #set({ ref, id }: { readonly ref: string; readonly id: string }): void {
    const from = this.#refs.get(ref) ?? null;
    this.#refs.set(ref, id);
    if (from === id) return;
    for (const listener of this.#listeners) listener({ ref, from, to: id });
  }
}
