/** How large a soak is: the hour that an operator's month is judged by, or a sample of it in seconds. */

/** Everything that is smaller in a sample. */
export interface SoakSize {
  /** How long claims change and things happen, in milliseconds. */
  readonly durationMs: number;
  readonly claimsPerCluster: number;
  /** In each cluster. */
  readonly changesPerSecond: number;
  /** `COLLECTOR_RECONCILE_INTERVAL`. */
  readonly reconcileInterval: string;
  /** Of ten claims, so many are in the registry. */
  readonly registeredOfTen: number;
  /** Time from one look at memory and time of the processors to the next, in milliseconds. */
  readonly sampleEveryMs: number;
  /** Time from one line about it to the next, in milliseconds. */
  readonly tellEveryMs: number;
  /** Longest wait of a check for collector or registry, in milliseconds. */
  readonly patienceMs: number;
}

/** The names of the clusters. */
export const CLUSTERS: readonly string[] = ["alpha", "beta", "gamma"];

/** 10,000 claims in all, 50 changes a second, for so many minutes. */
export function toLongSize(minutes: number): SoakSize {
  const durationMs = minutes * 60_000;
  return {
    durationMs,
    claimsPerCluster: 3_334,
    changesPerSecond: 50 / CLUSTERS.length,
    reconcileInterval: `${Math.max(2, Math.min(30, Math.round(minutes / 2)))}s`,
    registeredOfTen: 4,
    sampleEveryMs: Math.min(10_000, durationMs / 36),
    tellEveryMs: Math.min(300_000, durationMs / 6),
    patienceMs: 300_000,
  };
}

/** The same in small, for every run of the tests. */
export const SAMPLE_SIZE: SoakSize = {
  durationMs: 16_000,
  claimsPerCluster: 100,
  changesPerSecond: 20 / CLUSTERS.length,
  reconcileInterval: "2s",
  registeredOfTen: 4,
  sampleEveryMs: 1_000,
  tellEveryMs: 16_000,
  patienceMs: 30_000,
};
