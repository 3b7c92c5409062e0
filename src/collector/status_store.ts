/**
 * The newest status of each claim, in memory. It is emptied by a restart and healed by the senders.
 * All calls are synchronous, so that no reader ever sees half a change.
 */
import {
  type ClaimStatus,
  type ClaimType,
  compareClaimKeys,
  compareText,
  type Phase,
} from "../claim/claim.ts";
import type { ScopeCoverage } from "../claim/scope.ts";
import { BatchIntake, type BatchResult, type ClusterBatch } from "./batch_intake.ts";
import type { ClaimRow } from "./claim_row.ts";
import { ClusterClaims } from "./cluster_claims.ts";
import { type ClusterSummary, isClusterStale, summarizeCluster } from "./cluster_summary.ts";
import { isRowStale, StalenessWatch } from "./staleness.ts";

/** One status as somebody posted it, already checked for form and length. */
export interface StatusReport {
  readonly cluster: string;
  readonly claimRef: string;
  readonly statusMessage: string;
  /** Group and kind of the object, where the sender knows them. */
  readonly type?: ClaimType | undefined;
  /** Read from the message where the sender does not say. */
  readonly phase?: Phase | undefined;
  /** Unix milliseconds; now where the sender does not say. */
  readonly observedAt?: number | undefined;
}

/** What a pass works on: it belongs to exactly one revision. */
export interface StatusSnapshot {
  readonly revision: number;
  /** Sorted by cluster, claim reference, group and kind. */
  readonly statuses: readonly ClaimStatus[];
  /** Names of the clusters that have reported, sorted. */
  readonly clusters: readonly string[];
  /** Those of them that have told everything they know: nothing is missing because of a restart. */
  readonly synchronised: readonly string[];
  /** What live sessions watch, and how far it is proven that nothing else exists. */
  readonly coverage: readonly ScopeCoverage[];
  /** Clusters whose informers are silent, sorted, with the number of claims that are stale. */
  readonly staleClusters: readonly StaleCluster[];
}

/** A cluster that nobody hears from any more. */
export interface StaleCluster {
  readonly cluster: string;
  readonly claimCount: number;
}

/** How long a tombstone is listed, in milliseconds. */
export const TOMBSTONE_MS = 86_400_000;

/** What the store works with. */
export interface StatusStoreDeps {
  /** Gives Unix milliseconds. */
  readonly now: () => number;
  /** How long a session may be silent before its claims are stale, in milliseconds. */
  readonly staleAfterMs: number;
}

/** Newest-wins map of statuses. */
export class StatusStore {
  readonly #clusters = new Map<string, ClusterClaims>();
  readonly #intake = new BatchIntake();
  readonly #staleness: StalenessWatch;
  readonly #now: () => number;
  #sorted: readonly ClaimRow[] | undefined;
  #revision = 0;
  #version = 0;
  #nextExpiryAt = Infinity;

  constructor({ now, staleAfterMs }: StatusStoreDeps) {
    this.#now = now;
    this.#staleness = new StalenessWatch(staleAfterMs);
  }

  /** Rises whenever something changed that a registry could show. */
  get revision(): number {
    this.#expireTombstones();
    return this.#revision;
  }

  /** Rises with every report of a claim, and when a claim becomes stale or is so no longer. */
  get version(): number {
    this.#expireTombstones();
    return this.#version + this.#staleness.countFlips(this.#clusters.values(), this.#now());
  }

  /** Keeps a plain post as the newest status of its claim and returns that status. */
  apply(report: StatusReport): ClaimStatus {
    const now = this.#now();
    const cluster = this.#clusterOf(report.cluster);
    const { changeCount } = cluster;
    const status = cluster.applyPost({
      cluster: report.cluster,
      claimRef: report.claimRef,
      statusMessage: report.statusMessage,
      type: report.type ?? null,
      phase: report.phase ?? null,
      observedAt: report.observedAt ?? now,
      uid: null,
      isOutdated: false,
      owner: null,
    }, now);
    this.#noteReport({ isNews: cluster.changeCount > changeCount, now });
    return status;
  }

  /** Applies a batch of an informer as one change. */
  applyBatch(batch: ClusterBatch): BatchResult {
    const now = this.#now();
    const cluster = this.#clusterOf(batch.cluster);
    const { changeCount } = cluster;
    const result = this.#intake.apply(cluster, batch, now);
    const isNews = cluster.changeCount > changeCount;
    if (isNews || (result.isApplied && result.acceptedCount > 0)) this.#noteReport({ isNews, now });
    return result;
  }

  /** All statuses, or those of one cluster, in stable order. */
  list(filter: { readonly cluster?: string | undefined } = {}): readonly ClaimRow[] {
    this.#expireTombstones();
    return this.#rows(filter.cluster);
  }

  /** Tells, as of now, of which statuses nobody knows whether they still hold. */
  createStaleCheck(): (row: ClaimRow) => boolean {
    const moment = this.#staleness.at(this.#now());
    return (row) => isRowStale(row, moment);
  }

  /** Everything that a pass needs, as of now. */
  snapshot(): StatusSnapshot {
    const revision = this.revision;
    const clusters = [...this.#clusters.values()].sort((a, b) => compareText(a.name, b.name));
    const now = this.#now();
    return {
      revision,
      statuses: this.#rows(undefined),
      clusters: clusters.map(({ name }) => name),
      synchronised: clusters.filter((one) => one.hasSynchronised(now)).map(({ name }) => name),
      coverage: clusters.flatMap((cluster) => cluster.toCoverage(now)),
      staleClusters: clusters.filter((one) => isClusterStale(one, this.#staleness.at(now)))
        .map((one) => this.#countStale(one, now)),
    };
  }

  /** One summary for each cluster that has reported, sorted by name. */
  summarizeClusters(): readonly ClusterSummary[] {
    this.#expireTombstones();
    const stale = this.#staleness.at(this.#now());
    return [...this.#clusters.values()].sort((a, b) => compareText(a.name, b.name))
      .map((cluster) => summarizeCluster(cluster, stale));
  }

  /** Forgets a retired cluster with all its claims; false where it was not known. */
  forget(name: string): boolean {
    if (!this.#clusters.delete(name)) return false;
    this.#revision += 1;
    this.#version += 1;
    this.#sorted = undefined;
    return true;
  }

  #countStale(cluster: ClusterClaims, now: number): StaleCluster {
    const moment = this.#staleness.at(now);
    const claimCount = [...cluster.rows()].filter((row) => isRowStale(row, moment)).length;
    return { cluster: cluster.name, claimCount };
  }

  #rows(name: string | undefined): readonly ClaimRow[] {
    if (name === undefined) return this.#sorted ??= sortRows(this.#clusters.values());
    const cluster = this.#clusters.get(name);
    return cluster === undefined ? [] : sortRows([cluster]);
  }

  #clusterOf(name: string): ClusterClaims {
    const known = this.#clusters.get(name);
    if (known !== undefined) return known;
    const created = new ClusterClaims(name);
    this.#clusters.set(name, created);
    return created;
  }

  #noteReport({ isNews, now }: { readonly isNews: boolean; readonly now: number }): void {
    if (isNews) this.#revision += 1;
    this.#version += 1;
    this.#sorted = undefined;
    // Nothing that came just now expires earlier.
    this.#nextExpiryAt = Math.min(this.#nextExpiryAt, now + TOMBSTONE_MS);
  }

  /** Looks at all rows once a day at most, and again when the oldest tombstone is due. */
  #expireTombstones(): void {
    const now = this.#now();
    if (now < this.#nextExpiryAt) return;
    let oldestAt = Infinity;
    for (const cluster of this.#clusters.values()) {
      const { changeCount } = cluster;
      cluster.drop((row) => {
        if (row.phase !== "Gone") return false;
        const isDue = row.receivedAt + TOMBSTONE_MS <= now;
        if (!isDue) oldestAt = Math.min(oldestAt, row.receivedAt);
        return isDue;
      });
      if (cluster.changeCount > changeCount) this.#revision += 1;
    }
    this.#version += 1;
    this.#sorted = undefined;
    this.#nextExpiryAt = Math.min(oldestAt, now) + TOMBSTONE_MS;
  }
}

function sortRows(clusters: Iterable<ClusterClaims>): readonly ClaimRow[] {
  return [...clusters].flatMap((cluster) => [...cluster.rows()]).sort(compareClaimKeys);
}
