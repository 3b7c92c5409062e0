/** What every process tells of itself, under the names that all clients of Prometheus use. */
import { type Metric, toCounter, toGauge } from "./metric.ts";
import type { MetricGroup } from "./metrics_page.ts";

/** What is known of the process. */
export interface ProcessFacts {
  readonly residentBytes: number;
  /** Time of processors, for the program and for the system together. */
  readonly cpuSeconds: number;
  /** Unix milliseconds. */
  readonly startedAt: number;
  /** Largest delay of a timer in the last minute, in milliseconds. */
  readonly lagMaxMs: number;
}

/** Which build runs. */
export interface Build {
  readonly version: string;
  readonly commit: string;
  readonly deno: string;
}

/** What has no name of the program in front. */
export function toProcessGroup(facts: ProcessFacts): MetricGroup {
  const { residentBytes, cpuSeconds, startedAt } = facts;
  return {
    prefix: "process_",
    metrics: [
      toGauge("resident_memory_bytes", "Resident memory size in bytes", [[{}, residentBytes]]),
      toCounter("cpu_seconds_total", "Total user and system CPU time spent in seconds", [
        [{}, cpuSeconds],
      ]),
      toGauge("start_time_seconds", "Start time of the process since unix epoch in seconds", [
        [{}, startedAt / 1_000],
      ]),
    ],
  };
}

/** What has one: which build it is, and how late its timers are. */
export function listProgramMetrics(
  { version, commit, deno }: Build,
  { lagMaxMs }: ProcessFacts,
): readonly Metric[] {
  return [
    toGauge("build_info", "Which build runs", [[{ version, commit, deno }, 1]]),
    toGauge("event_loop_lag_max_seconds", "Largest delay of a timer in the last minute", [
      [{}, lagMaxMs / 1_000],
    ]),
  ];
}

/** Every reason, and whether it holds now. */
export function toDegraded(codes: readonly string[], holding: readonly string[]): Metric {
  const held = new Set(holding);
  return toGauge(
    "degraded",
    "Whether the readiness names this reason",
    codes.map((reason) => [{ reason }, Number(held.has(reason))]),
  );
}
