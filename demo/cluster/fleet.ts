/**
 * PORT: the clusters of the demo as their script sees them. Who really tells the collector about
 * them, a feeder that posts or real agents beside a Kubernetes stand-in, is the adapter's affair.
 */
import type { ClaimState } from "./claim_state.ts";

/** One claim in one cluster. */
export interface FleetClaim {
  readonly cluster: string;
  readonly kind: string;
  /** `namespace/name`, or `name` for a cluster-scoped object. */
  readonly claimRef: string;
}

/** Something that happens to a claim; one that was not there before appears. */
export interface FleetChange {
  readonly claim: FleetClaim;
  readonly state: ClaimState;
}

/** Clusters whose claims live, and whose agents tell the collector. */
export interface Fleet {
  readonly clusters: readonly string[];
  /** How many claims there are. */
  readonly claimCount: number;
  /** Lets things happen; resolves when the agents of the clusters that are heard have told it. */
  apply(changes: readonly FleetChange[]): Promise<void>;
  /** The agents of these clusters cannot reach the collector for now. */
  silence(clusters: readonly string[]): void;
  /** They reach it again, and tell it everything that they know. */
  restore(clusters: readonly string[]): Promise<void>;
}
