/** Finds paths in stored trees and walks them. Reads only. */
import type { FileMode, TreeEntry } from "./git_object.ts";
import type { ObjectStore } from "./object_store.ts";

/** A row with its whole path from the root of the walk. */
export interface PathEntry {
  readonly path: string;
  readonly mode: FileMode;
  readonly id: string;
}

/** The row at a path, the root itself for an empty path, or undefined. */
export function findEntry(
  store: ObjectStore,
  { tree, path }: { readonly tree: string; readonly path: string },
): TreeEntry | undefined {
  let entry: TreeEntry = { name: "", mode: "040000", id: tree };
  for (const name of path.split("/").filter((segment) => segment !== "")) {
    const next = store.tree(entry.id)?.find((candidate) => candidate.name === name);
    if (next === undefined) return undefined;
    entry = next;
  }
  return entry;
}

/** Every row below a tree, each directory before what is in it; one level when `depth` is `one`. */
export function* walkTree(
  store: ObjectStore,
  { tree, depth, prefix = "" }: {
    readonly tree: string;
    readonly depth: "one" | "all";
    readonly prefix?: string;
  },
): Generator<PathEntry> {
  for (const { name, mode, id } of store.tree(tree) ?? []) {
    const path = `${prefix}${name}`;
    yield { path, mode, id };
    if (depth === "all" && mode === "040000") {
      yield* walkTree(store, { tree: id, depth, prefix: `${path}/` });
    }
  }
}
