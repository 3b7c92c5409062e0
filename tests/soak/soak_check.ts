/** Waits until collector and registry tell the truth, and says how long that took. */
import { findWrongEntries, findWrongRows } from "./soak_judge.ts";
import { readRegistry } from "./soak_registry.ts";
import type { SoakWorld } from "./soak_world.ts";

/** How a check ended. */
export interface CheckResult {
  /** Claims that exist. */
  readonly claimCount: number;
  /** From the last change until every row of the collector was true. */
  readonly rowsMs: number;
  /** From then until the registry was. */
  readonly registryMs: number;
  /** What was still wrong when patience ended. */
  readonly problems: readonly string[];
}

const POLL_MS = 500;

/** Looks again and again; claims must not change meanwhile. */
export async function checkTruth(world: SoakWorld, patienceMs: number): Promise<CheckResult> {
  const truth = await world.readTruth();
  const claimCount = Object.values(truth).reduce((sum, claims) => sum + claims.length, 0);
  const rows = await untilNothing(
    async () => findWrongRows(await world.readRows(), truth),
    patienceMs,
  );
  const registry = await untilNothing(async () => {
    await world.askServer("api/v1/reconcile");
    const now = readRegistry((await world.readRepository()).registry);
    return findWrongEntries({ before: world.entries, now }, truth);
  }, patienceMs);
  const problems = [...rows.problems, ...registry.problems];
  return { claimCount, rowsMs: rows.durationMs, registryMs: registry.durationMs, problems };
}

async function untilNothing(
  find: () => Promise<readonly string[]>,
  patienceMs: number,
): Promise<{ readonly durationMs: number; readonly problems: readonly string[] }> {
  const startedAt = performance.now();
  for (;;) {
    const problems = await find();
    const durationMs = Math.round(performance.now() - startedAt);
    if (problems.length === 0 || durationMs > patienceMs) return { durationMs, problems };
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
