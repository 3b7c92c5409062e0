/** What the process knows of itself, for metrics. */
import process from "node:process";
import type { ProcessFacts } from "../metrics/process_metrics.ts";
import type { LoopLag } from "../runtime/loop_lag.ts";

/** Reads it as of now. */
export function readProcessFacts(lag: LoopLag): ProcessFacts {
  const { user, system } = process.cpuUsage();
  return {
    residentBytes: Deno.memoryUsage().rss,
    cpuSeconds: (user + system) / 1_000_000,
    startedAt: performance.timeOrigin,
    lagMaxMs: lag.maxMs,
  };
}
