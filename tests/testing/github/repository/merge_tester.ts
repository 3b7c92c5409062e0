/**
 * Finds out whether two commits can be merged, by trying: a test merge of base and head, made once
 * per pair of commits. Stores nothing but the merged tree; what the rules say is left to the judge.
 */
import { findMergeBase } from "../git/history.ts";
import type { ObjectStore } from "../git/object_store.ts";
import { mergeTrees } from "../git/tree_merger.ts";

/** The tree of base and head together, or undefined when they conflict or are unrelated. */
export function mergeCommitTrees(
  store: ObjectStore,
  { base, head }: { readonly base: string; readonly head: string },
): string | undefined {
  const ancestor = findMergeBase(store, { one: base, other: head });
  if (ancestor === undefined) return undefined;
  return mergeTrees(store, {
    base: store.commitOf(ancestor).tree,
    ours: store.commitOf(base).tree,
    theirs: store.commitOf(head).tree,
  });
}

/** Remembers the test merges of one repository. */
export class MergeTester {
  readonly #store: ObjectStore;
  readonly #trees = new Map<string, string | undefined>();

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** The merged tree of two commits, or undefined for a conflict. */
  mergedTree({ base, head }: { readonly base: string; readonly head: string }): string | undefined {
    const key = `${base} ${head}`;
    if (!this.#trees.has(key)) {
      this.#trees.set(key, mergeCommitTrees(this.#store, { base, head }));
    }
    return this.#trees.get(key);
  }
}
