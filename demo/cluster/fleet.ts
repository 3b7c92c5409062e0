/**
 * PORT: the clusters of the demo as its script sees them. What a cluster is made of, and how its
 * informer gets to know of its claims, is the adapter's affair.
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

/** Clusters whose claims live, each with an informer that tells the collector in its own time. */
export interface Fleet {
  readonly clusters: readonly string[];
  /** How many claims exist. */
  readonly claimCount: number;
  /** Path of a kubeconfig with a context for each cluster. */
  readonly kubeconfig: string;
  /** Lets things happen in the clusters. */
  apply(changes: readonly FleetChange[]): void;
  /** The API servers, which were frozen so far, begin to answer. */
  thaw(): void;
  /** Starts the informer of a cluster and waits until it is up. */
  startInformer(cluster: string): Promise<void>;
  /** Ends the informer of a cluster at once. */
  killInformer(cluster: string): Promise<void>;
  /** Asks all informers to stop and waits for their ends. */
  stopInformers(): Promise<void>;
}
