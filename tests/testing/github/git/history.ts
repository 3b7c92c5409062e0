/** Questions about the graph of commits: ancestry, merge bases, what one side has more. */
import type { ObjectStore } from "./object_store.ts";

/** A commit and all its ancestors. */
export function listAncestors(store: ObjectStore, id: string): ReadonlySet<string> {
  const seen = new Set<string>([id]);
  const open = [id];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const parent of store.commit(next)?.parents ?? []) {
      if (seen.has(parent)) continue;
      seen.add(parent);
      open.push(parent);
    }
  }
  return seen;
}

/** Whether `ancestor` is `descendant` or one of its ancestors. */
export function isAncestor(
  store: ObjectStore,
  { ancestor, descendant }: { readonly ancestor: string; readonly descendant: string },
): boolean {
  return ancestor === descendant || listAncestors(store, descendant).has(ancestor);
}

/** The newest common ancestor of two commits, or undefined for unrelated histories. */
export function findMergeBase(
  store: ObjectStore,
  { one, other }: { readonly one: string; readonly other: string },
): string | undefined {
  const mine = listAncestors(store, one);
  const seen = new Set<string>([other]);
  const candidates: string[] = [];
  const open = [other];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (mine.has(next)) {
      candidates.push(next);
      continue;
    }
    for (const parent of store.commit(next)?.parents ?? []) {
      if (!seen.has(parent)) open.push(parent);
      seen.add(parent);
    }
  }
  return candidates.find((candidate) =>
    candidates.every((rival) =>
      rival === candidate || !isAncestor(store, { ancestor: candidate, descendant: rival })
    )
  );
}

/** The commits that `head` has and `base` has not, parents before children. */
export function listCommitsBetween(
  store: ObjectStore,
  { base, head }: { readonly base: string; readonly head: string },
): readonly string[] {
  const done = new Set(listAncestors(store, base));
  const ordered: string[] = [];
  const open: { readonly id: string; readonly expanded: boolean }[] = [{
    id: head,
    expanded: false,
  }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (done.has(next.id)) continue;
    if (next.expanded) {
      done.add(next.id);
      ordered.push(next.id);
      continue;
    }
    open.push({ id: next.id, expanded: true });
    const parents = store.commit(next.id)?.parents ?? [];
    for (const id of parents.toReversed()) open.push({ id, expanded: false });
  }
  return ordered;
}
