/** How many claims of each kind are in which phase; looks at every claim, so it is asked for seldom. */
import type { Phase } from "../claim/claim.ts";
import type { ScopeMirror } from "./scope_mirror.ts";

/** Claims that have kind and phase in common. */
export interface ClaimCount {
  readonly group: string;
  readonly kind: string;
  readonly phase: Phase;
  readonly count: number;
}

/** Counts the claims that exist; what waits for its composite has the phase `Unknown`. */
export function countClaims(mirrors: readonly Pick<ScopeMirror, "scope">[]): readonly ClaimCount[] {
  return mirrors.flatMap(({ scope }) => {
    if (scope === null) return [];
    const counts = new Map<Phase, number>();
    for (const { digest, telling } of scope.claims) {
      if (digest === null) continue;
      const phase = telling?.phase ?? "Unknown";
      counts.set(phase, (counts.get(phase) ?? 0) + 1);
    }
    const { group, kind } = scope.wire;
    return [...counts].map(([phase, count]) => ({ group, kind, phase, count }));
  });
}
