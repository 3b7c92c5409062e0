/**
 * The newest status of each claim, in memory. It is emptied by a restart and healed by the senders.
 * All calls are synchronous, so that no reader ever sees half a change.
 */
import { type ClaimStatus, type ClaimType, compareText, type Phase } from "../claim/claim.ts";
import type { ScopeCoverage } from "../claim/scope.ts";
import type { Logger } from "../runtime/logger.ts";
import { BatchIntake, type BatchResult, type ClusterBatch } from "./batch_intake.ts";
import type { ClaimRow } from "./claim_row.ts";
import { ClusterClaims } from "./cluster_claims.ts";
import { type ClusterSilence, findSilence } from "./cluster_silence.ts";
import { type ClusterSummary, isClusterStale, summarizeCluster } from "./cluster_summary.ts";
import { ClustersWithoutRoom } from "./clusters_without_room.ts";
import { ShortageWatch } from "./shortage_watch.ts";
import { isRowStale, StalenessWatch } from "./staleness.ts";
import { StoreLedger, type StoreSize } from "./store_ledger.ts";
import { type NoRoom, type Shortage, type StoreLimits, toNoRoom } from "./store_limits.ts";

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
  /** Names of the clusters that have reported, sorted, those without room included. */
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
  readonly limits: StoreLimits;
  /** `null` where nobody reads a log. */
  readonly logger: Logger | null;
}

/** Newest-wins map of statuses. */
export class StatusStore {
  readonly #clusters = new Map<string, ClusterClaims>();
  readonly #withoutRoom: ClustersWithoutRoom;
  readonly #intake: BatchIntake;
  readonly #ledger: StoreLedger;
  readonly #shortages: ShortageWatch;
  readonly #staleness: StalenessWatch;
  readonly #now: () => number;
  #sorted: readonly ClaimRow[] | undefined;
  #revision = 0;
  #version = 0;

  constructor({ now, staleAfterMs, limits, logger }: StatusStoreDeps) {
    this.#now = now;
    this.#staleness = new StalenessWatch(staleAfterMs);
    this.#intake = new BatchIntake(limits);
    this.#ledger = new StoreLedger(limits);
    this.#withoutRoom = new ClustersWithoutRoom(logger);
    this.#shortages = new ShortageWatch({
      limits,
      logger,
      hasRoomAgain: (cluster, shortage) => this.#hasRoomAgain(cluster, shortage),
    });
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

  /** Estimated size of everything that senders have told, in bytes. */
  get estimatedBytes(): number {
    return this.#ledger.bytes;
  }

  /** How full it is. */
  get size(): StoreSize {
    this.#expireTombstones();
    return this.#ledger.size;
  }

  /** Keeps a plain post as the newest status of its claim and returns that status. */
  apply(report: StatusReport): ClaimStatus | NoRoom {
    const now = this.#now();
    const { cluster: name } = report;
    const cluster = this.#clusters.get(name) ?? this.#createCluster(name);
    if (typeof cluster === "string") return this.#refuse(name, { shortage: cluster, now });
    const { changeCount } = this.#ledger;
    const status = cluster.applyPost({
      claimRef: report.claimRef,
      statusMessage: report.statusMessage,
      type: report.type ?? null,
      phase: report.phase ?? null,
      observedAt: report.observedAt ?? now,
      uid: null,
      isOutdated: false,
      owner: null,
    }, now);
    if (typeof status === "string") return this.#refuse(name, { shortage: status, now });
    this.#admit(cluster);
    this.#noteReport({ isNews: this.#ledger.changeCount > changeCount });
    this.#shortages.check(now);
    return status;
  }

  /** Applies a batch of an informer as one change; refuses only one of a cluster without room. */
  applyBatch(batch: ClusterBatch): BatchResult | NoRoom {
    const now = this.#now();
    const { cluster: name } = batch;
    const cluster = this.#clusters.get(name) ?? this.#createCluster(name);
    if (typeof cluster === "string") return this.#refuse(name, { shortage: cluster, now });
    this.#admit(cluster);
    const { changeCount } = this.#ledger;
    const result = this.#intake.apply(cluster, batch, now);
    const isNews = this.#ledger.changeCount > changeCount;
    if (isNews || (result.isApplied && result.acceptedCount > 0)) this.#noteReport({ isNews });
    for (const shortage of new Set(result.withoutRoom.map(({ noRoom }) => noRoom.shortage))) {
      this.#shortages.note(shortage, { cluster: name, now });
    }
    this.#shortages.check(now);
    return result;
  }

  /** A sentence for each limit that keeps new claims out, and one for what is not proven by it. */
  describeShortages(): readonly string[] {
    const now = this.#now();
    this.#shortages.check(now);
    const doubt = this.#withoutRoom.findDoubt(now);
    return [...this.#shortages.describe(), ...(doubt === null ? [] : [doubt])];
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
    const clusters = this.#listClusters();
    const now = this.#now();
    return {
      revision,
      statuses: this.#rows(undefined),
      clusters: [...clusters.map(({ name }) => name), ...this.#withoutRoom.names].sort(compareText),
      synchronised: clusters.filter((one) => one.hasSynchronised(now)).map(({ name }) => name),
      coverage: this.#withoutRoom.findDoubt(now) === null
        ? clusters.flatMap((cluster) => cluster.toCoverage(now))
        : [],
      staleClusters: clusters.filter((one) => isClusterStale(one, this.#staleness.at(now)))
        .map((one) => this.#countStale(one, now)),
    };
  }

  /** One summary for each cluster that has reported, sorted by name. */
  summarizeClusters(): readonly ClusterSummary[] {
    return [...this.eachSummary()];
  }

  /** The same one by one, each as of the moment when it is asked for: counting claims takes time. */
  *eachSummary(): Iterable<ClusterSummary> {
    this.#expireTombstones();
    for (const cluster of this.#listClusters()) {
      yield summarizeCluster(cluster, this.#staleness.at(this.#now()));
    }
  }

  /** Which clusters are silent as of now, sorted by name. */
  findSilence(): ClusterSilence {
    return findSilence(this.#listClusters(), this.#staleness.at(this.#now()));
  }

  /** Forgets a retired cluster with all its claims; false where it has not reported. */
  forget(name: string): boolean {
    const cluster = this.#clusters.get(name);
    const isRemembered = this.#withoutRoom.delete(name);
    if (cluster === undefined && !isRemembered) return false;
    this.#clusters.delete(name);
    cluster?.clear();
    this.#noteReport({ isNews: true });
    return true;
  }

  #countStale(cluster: ClusterClaims, now: number): StaleCluster {
    const moment = this.#staleness.at(now);
    const claimCount = [...cluster.rows()].filter((row) => isRowStale(row, moment)).length;
    return { cluster: cluster.name, claimCount };
  }

  #rows(name: string | undefined): readonly ClaimRow[] {
    if (name !== undefined) return this.#clusters.get(name)?.sortedRows ?? [];
    return this.#sorted ??= this.#listClusters().flatMap(({ sortedRows }) => sortedRows);
  }

  /** Sorted by name. */
  #listClusters(): readonly ClusterClaims[] {
    return [...this.#clusters.values()].sort((a, b) => compareText(a.name, b.name));
  }

  /** A cluster that nobody knows yet; what there is too little of, where it finds no room. */
  #createCluster(name: string): ClusterClaims | Shortage {
    return this.#ledger.findClusterShortage() ?? new ClusterClaims(name, this.#ledger);
  }

  #admit(cluster: ClusterClaims): void {
    if (this.#clusters.has(cluster.name)) return;
    this.#clusters.set(cluster.name, cluster);
    cluster.admit();
    this.#withoutRoom.delete(cluster.name);
  }

  #refuse(
    cluster: string,
    { shortage, now }: { readonly shortage: Shortage; readonly now: number },
  ): NoRoom {
    if (!this.#clusters.has(cluster)) this.#withoutRoom.add(cluster, now);
    this.#shortages.note(shortage, { cluster, now });
    return toNoRoom(shortage, this.#ledger.limits);
  }

  #hasRoomAgain(name: string, shortage: Shortage): boolean {
    const cluster = this.#clusters.get(name);
    if (cluster !== undefined) return cluster.hasRoomAgain(shortage);
    return this.#ledger.findClusterShortage() === null && this.#ledger.hasRoom;
  }

  #noteReport({ isNews }: { readonly isNews: boolean }): void {
    if (isNews) this.#revision += 1;
    this.#version += 1;
    this.#sorted = undefined;
  }

  #expireTombstones(): void {
    const { tombstones, changeCount } = this.#ledger;
    const dueAt = this.#now() - TOMBSTONE_MS;
    while (tombstones.oldest !== undefined && tombstones.oldest.receivedAt <= dueAt) {
      tombstones.evictOldest();
    }
    if (this.#ledger.changeCount > changeCount) this.#noteReport({ isNews: true });
  }
}
