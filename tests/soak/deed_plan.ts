/**
 * What happens to the processes during a soak, and when, as a seed has it. Server and informers are
 * restarted in the first half; then they live on, so that their memory can be watched, but for one
 * informer. Pure.
 */
import { createDraw } from "../testing/seeded_draw.ts";

/** One thing that happens to a process; `cluster` is an index. */
export type Deed =
  | { readonly kind: "server is stopped" | "server is killed" }
  | { readonly kind: "informer is killed" | "connections are cut"; readonly cluster: number }
  | { readonly kind: "GitHub breaks down" | "GitHub is back" | "pull request is merged" }
  /** Changes stop until collector and registry tell the truth. */
  | { readonly kind: "check" };

/** A deed and its time from the start, in milliseconds. */
export type PlannedDeed = Deed & { readonly atMs: number };

/** What a plan is made of. */
export interface DeedPlanOptions {
  readonly durationMs: number;
  readonly clusterCount: number;
  readonly seed: number;
}

const ROUND_MS = 600_000;
const OUTAGE_MS_MAX = 60_000;

/** All deeds in the order of their times; each round ends with a check. */
export function planDeeds(options: DeedPlanOptions): readonly PlannedDeed[] {
  const { durationMs, seed } = options;
  const roundCount = Math.max(1, Math.round(durationMs / ROUND_MS));
  const roundMs = durationMs / roundCount;
  const draw = createDraw(seed);
  const deeds = Array.from({ length: roundCount }, (_, round) => {
    const isCalm = round > 0 && round >= roundCount / 2;
    const deeds = shuffle(listDeeds({ ...options, isCalm, draw }), draw);
    // Last, when there surely is one; the next one begins before the check.
    return place([...deeds, { kind: "pull request is merged" }], {
      startMs: round * roundMs,
      roundMs,
      draw,
    });
  });
  return deeds.flat().toSorted((a, b) => a.atMs - b.atMs);
}

type Draw = (end: number) => number;

function listDeeds(
  { clusterCount, isCalm, draw }: DeedPlanOptions & {
    readonly isCalm: boolean;
    readonly draw: Draw;
  },
): readonly Deed[] {
  const restless = Array.from({ length: isCalm ? 1 : clusterCount }, (_, cluster) => ({
    kind: "informer is killed" as const,
    cluster,
  }));
  const server: readonly Deed[] = [{ kind: "server is stopped" }, { kind: "server is killed" }];
  return [
    ...restless,
    ...isCalm ? [] : server,
    { kind: "connections are cut", cluster: draw(clusterCount) },
    { kind: "GitHub breaks down" },
  ];
}

/** Each deed has a part of the round to itself, but GitHub stays away beyond the next one. */
function place(
  deeds: readonly Deed[],
  { startMs, roundMs, draw }: {
    readonly startMs: number;
    readonly roundMs: number;
    readonly draw: Draw;
  },
): readonly PlannedDeed[] {
  const partMs = roundMs / (deeds.length + 2);
  const placed = deeds.flatMap((deed, index): readonly PlannedDeed[] => {
    const atMs = startMs + partMs * (index + draw(50) / 100);
    if (deed.kind !== "GitHub breaks down") return [{ ...deed, atMs }];
    const outageMs = Math.min(OUTAGE_MS_MAX, partMs * 1.5);
    return [{ ...deed, atMs }, { kind: "GitHub is back", atMs: atMs + outageMs }];
  });
  return [...placed, { kind: "check", atMs: startMs + roundMs }];
}

function shuffle(deeds: readonly Deed[], draw: Draw): readonly Deed[] {
  const rest = [...deeds];
  return deeds.flatMap(() => rest.splice(draw(rest.length), 1));
}
