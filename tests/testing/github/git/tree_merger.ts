/** Compares trees and merges them three-way, path by path, and the lines of what both changed. */
import { mergeFile } from "./line_merger.ts";
import type { TreeEntry } from "./git_object.ts";
import type { ObjectStore } from "./object_store.ts";
import { editTree, type TreeEdit } from "./tree_editor.ts";
import { findEntry } from "./tree_reader.ts";

/** What a path held on both sides of a comparison; null: nothing. */
export interface PathChange {
  readonly before: TreeEdit;
  readonly after: TreeEdit;
}

/** The files that differ between two trees (null: an empty one), by path. */
export function diffTrees(
  store: ObjectStore,
  { before, after, prefix = "" }: {
    readonly before: string | null;
    readonly after: string | null;
    readonly prefix?: string;
  },
): ReadonlyMap<string, PathChange> {
  const changes = new Map<string, PathChange>();
  const old = rowsByName(store, before);
  const young = rowsByName(store, after);
  for (const name of new Set([...old.keys(), ...young.keys()])) {
    const [from, to] = [old.get(name), young.get(name)];
    if (from?.id === to?.id && from?.mode === to?.mode) continue;
    const path = `${prefix}${name}`;
    const nested = diffTrees(store, {
      before: directoryId(from),
      after: directoryId(to),
      prefix: `${path}/`,
    });
    for (const [below, change] of nested) changes.set(below, change);
    if (isFile(from) || isFile(to)) {
      changes.set(path, { before: fileEdit(from), after: fileEdit(to) });
    }
  }
  return changes;
}

/** The id of the merged tree, or undefined when the sides conflict. */
export function mergeTrees(
  store: ObjectStore,
  { base, ours, theirs }: { readonly base: string; readonly ours: string; readonly theirs: string },
): string | undefined {
  const own = diffTrees(store, { before: base, after: ours });
  const other = diffTrees(store, { before: base, after: theirs });
  const edits = new Map<string, TreeEdit>();
  for (const [path, change] of other) {
    const mine = own.get(path);
    const edit = mine === undefined ? change.after : mergeChanges(store, { mine, change });
    if (edit === undefined) return undefined;
    edits.set(path, edit);
  }
  const merged = editTree(store, { tree: ours, edits });
  return [...own, ...other].every(([path, { after }]) =>
      after === null || holdsFile(store, merged, path)
    )
    ? merged
    : undefined;
}

/** What both sides make of a path together, or undefined when they conflict. */
function mergeChanges(
  store: ObjectStore,
  { mine, change }: { readonly mine: PathChange; readonly change: PathChange },
): TreeEdit | undefined {
  const { before: base, after: theirs } = change;
  const ours = mine.after;
  if (ours?.id === theirs?.id && ours?.mode === theirs?.mode) return theirs;
  if (base === null || ours === null || theirs === null || ours.mode !== theirs.mode) {
    return undefined;
  }
  const [from, one, two] = [base, ours, theirs].map(({ id }) => store.blob(id));
  if (from === undefined || one === undefined || two === undefined) return undefined;
  const merged = mergeFile({ base: from, ours: one, theirs: two });
  return merged === undefined ? undefined : { mode: ours.mode, id: store.putBlob(merged) };
}

// A file on one side and a directory of that name on the other cannot both be there.
function holdsFile(store: ObjectStore, tree: string, path: string): boolean {
  return isFile(findEntry(store, { tree, path }));
}

function rowsByName(store: ObjectStore, tree: string | null): Map<string, TreeEntry> {
  const rows = tree === null ? [] : store.tree(tree) ?? [];
  return new Map(rows.map((row) => [row.name, row]));
}

function directoryId(entry: TreeEntry | undefined): string | null {
  return entry?.mode === "040000" ? entry.id : null;
}

function isFile(entry: TreeEntry | undefined): boolean {
  return entry !== undefined && entry.mode !== "040000";
}

function fileEdit(entry: TreeEntry | undefined): TreeEdit {
  return entry === undefined || !isFile(entry) ? null : { mode: entry.mode, id: entry.id };
}
