/** Makes a new tree from an old one and edits by path, rebuilding only the directories touched. */
import type { FileMode, TreeEntry } from "./git_object.ts";
import type { ObjectStore } from "./object_store.ts";

/** What a path is to hold; null removes it. */
export type TreeEdit = { readonly mode: FileMode; readonly id: string } | null;

/** Applies the edits to a tree (null: to nothing), stores the result and answers its id. */
export function editTree(
  store: ObjectStore,
  { tree, edits }: { readonly tree: string | null; readonly edits: ReadonlyMap<string, TreeEdit> },
): string {
  return store.putTree(editEntries(store, { tree, edits }));
}

function editEntries(
  store: ObjectStore,
  { tree, edits }: { readonly tree: string | null; readonly edits: ReadonlyMap<string, TreeEdit> },
): readonly TreeEntry[] {
  const entries = new Map<string, TreeEntry>();
  for (const entry of (tree === null ? [] : store.tree(tree) ?? [])) entries.set(entry.name, entry);
  const nested = new Map<string, Map<string, TreeEdit>>();
  for (const [path, edit] of edits) {
    const slash = path.indexOf("/");
    const name = slash === -1 ? path : path.slice(0, slash);
    if (slash === -1) {
      if (edit === null) entries.delete(name);
      else entries.set(name, { name, ...edit });
      continue;
    }
    const below = nested.get(name) ?? new Map<string, TreeEdit>();
    below.set(path.slice(slash + 1), edit);
    nested.set(name, below);
  }
  for (const [name, below] of nested) {
    const current = entries.get(name);
    const subtree = current?.mode === "040000" ? current.id : null;
    const rows = editEntries(store, { tree: subtree, edits: below });
    if (rows.length > 0) entries.set(name, { name, mode: "040000", id: store.putTree(rows) });
    else if (subtree !== null) entries.delete(name);
  }
  return [...entries.values()];
}
