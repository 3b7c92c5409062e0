/**
 * How much the store may hold, and the words for it: "no room" is what becomes of a new claim, and a
 * shortage is the limit that left it none. A known claim is always kept up to date.
 */

/** What no setting changes. */
export const FIXED_LIMITS = {
  /** Clusters that are known. */
  clustersMax: 10_000,
  /** Kinds of one name in a cluster: all of them are looked at when one of them is told. */
  kindsMax: 1_000,
} as const;

const MIB = 1_048_576;

/** What is allowed. Tombstones count as claims until they must give way. */
export interface StoreLimits {
  readonly claimsPerClusterMax: number;
  readonly claimsMax: number;
  /** By the store's own estimate. */
  readonly memoryBudgetMb: number;
  readonly clustersMax: number;
  readonly kindsMax: number;
}

/** For a store that strangers cannot fill. */
export const UNLIMITED: StoreLimits = {
  claimsPerClusterMax: Infinity,
  claimsMax: Infinity,
  memoryBudgetMb: Infinity,
  clustersMax: Infinity,
  kindsMax: Infinity,
};

/** Which limit left no room. */
export type Shortage = "cluster-claims" | "claims" | "clusters" | "memory" | "kinds";

/** Nothing was taken, because there is no room. */
export interface NoRoom {
  readonly kind: "no-room";
  readonly shortage: Shortage;
  /** One sentence that names the limit; the same for all that are refused for it. */
  readonly reason: string;
}

/** Whether the store had no room. */
export function isNoRoom(result: object): result is NoRoom {
  return "kind" in result && result.kind === "no-room";
}

/** The budget in bytes. */
export function toBudgetBytes({ memoryBudgetMb }: StoreLimits): number {
  return memoryBudgetMb * MIB;
}

/** Which limit was reached, as part of a sentence. */
export function describeLimit(shortage: Shortage, limits: StoreLimits): string {
  switch (shortage) {
    case "cluster-claims":
      return `${limits.claimsPerClusterMax} claims of a cluster, the most that COLLECTOR_CLAIMS_PER_CLUSTER_MAX allows`;
    case "claims":
      return `${limits.claimsMax} claims, the most that COLLECTOR_CLAIMS_MAX allows`;
    case "clusters":
      return `${limits.clustersMax} clusters, the most that it can`;
    case "memory":
      return `${limits.memoryBudgetMb} MiB of statuses, the most that COLLECTOR_MEMORY_BUDGET_MB allows`;
    case "kinds":
      return `${limits.kindsMax} kinds of one name, the most that it can`;
  }
}

/** Says why something new was refused. */
export function toNoRoom(shortage: Shortage, limits: StoreLimits): NoRoom {
  const reason = `Cannot accept a new claim: the collector holds ${
    describeLimit(shortage, limits)
  }`;
  return { kind: "no-room", shortage, reason };
}
