/**
 * Puts the changes of a proposal in the order in which people want to read them, worst first, and
 * counts them. Depends on nothing but the changes, so that equal changes give equal words.
 */
import { compareText, type Phase } from "../claim/claim.ts";
import { parsePhase } from "../claim/phase.ts";
import { rankPhase } from "../claim/phase_rank.ts";
import type { EntryChange } from "../registry/edit_registry.ts";
import type { RegistryEntry } from "../registry/registry.ts";

/** The cluster of an entry, as far as it is known. */
export type ClusterOf = (entry: RegistryEntry) => string | null;

/** A change, and what it is ranked by. */
export interface RankedChange extends EntryChange {
  readonly cluster: string | null;
  /** The phase that the new text tells of. */
  readonly phase: Phase;
}

/** How many changes tell of a phase. */
export type PhaseCount = readonly [Phase, number];

/** The changes of one cluster. */
export interface ClusterChanges {
  readonly cluster: string | null;
  readonly changes: readonly RankedChange[];
}

/** Worst first, then by cluster, then as in the file. */
export function rankChanges(
  changes: readonly EntryChange[],
  clusterOf: ClusterOf,
): readonly RankedChange[] {
  const ranked = changes.map(({ before, after }) => ({
    before,
    after,
    cluster: clusterOf(after),
    phase: parsePhase(after.statusMessage ?? ""),
  }));
  return ranked.sort((a, b) =>
    rankPhase(a.phase) - rankPhase(b.phase) || compareText(a.cluster ?? "", b.cluster ?? "") ||
    a.after.index - b.after.index
  );
}

/** How many changes there are of each phase, worst first; phases without any are left out. */
export function countPhases(changes: readonly RankedChange[]): readonly PhaseCount[] {
  const counts = new Map<Phase, number>();
  for (const { phase } of changes) counts.set(phase, (counts.get(phase) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => rankPhase(a) - rankPhase(b));
}

/** The same as text: `2 Error, 1 Ready`. */
export function listCounts(changes: readonly RankedChange[]): string {
  return countPhases(changes).map(([phase, count]) => `${count} ${phase}`).join(", ");
}

/** The changes of each cluster; first the cluster with the worst change. */
export function groupByCluster(ranked: readonly RankedChange[]): readonly ClusterChanges[] {
  const byCluster = Map.groupBy(ranked, ({ cluster }) => cluster);
  return [...byCluster].map(([cluster, changes]) => ({ cluster, changes }));
}

/** `3 entries`, `1 entry`. */
export function countOf(count: number, [one, many]: readonly [string, string]): string {
  return `${count} ${count === 1 ? one : many}`;
}
