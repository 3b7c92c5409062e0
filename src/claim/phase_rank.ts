/** How bad phases are, for people who want to read of the worst first. */
import type { ShownPhase } from "./claim.ts";

/** Worst first. Of a stale claim nobody knows anything, which is worse than what passes by itself. */
const WORST_FIRST: readonly ShownPhase[] = [
  "Error",
  "Unavailable",
  "Stale",
  "Gone",
  "Throttled",
  "Deleting",
  "Unknown",
  "Creating",
  "Paused",
  "Ready",
];
const RANKS: ReadonlyMap<string, number> = new Map(
  WORST_FIRST.map((phase, rank) => [phase, rank]),
);

/** The rank of a phase, 0 for the worst; a phase that is not known here ranks as `Unknown` does. */
export function rankPhase(phase: string): number {
  return RANKS.get(phase) ?? WORST_FIRST.indexOf("Unknown");
}
