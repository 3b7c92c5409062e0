/**
 * The newest status of each claim, in memory. Owns who replaces whom and what counts as news; it is
 * emptied by a restart and healed by the senders. All calls are synchronous, so that no reader ever
 * sees half a change.
 */
import {
  type ClaimStatus,
  type ClaimType,
  compareClaimKeys,
  compareText,
  isSameType,
  type Phase,
  PHASES,
} from "../claim/claim.ts";
import { parsePhase } from "../claim/phase.ts";
import { toRegistryText } from "../claim/registry_text.ts";
import type { ScopeCoverage } from "../claim/scope.ts";

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

/** What is known of one cluster. */
export interface ClusterSummary {
  readonly cluster: string;
  /** Unix milliseconds of the last report. */
  readonly lastContact: number;
  readonly claimCount: number;
  /** How many claims are in which phase; phases without claims are left out. */
  readonly phases: Readonly<Partial<Record<Phase, number>>>;
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
}

interface ClusterState {
  lastContact: number;
  /** Statuses of one claim reference: one of no type, or some of different types. */
  readonly byClaimRef: Map<string, readonly ClaimStatus[]>;
}

/** Newest-wins map of statuses; `now` gives Unix milliseconds. */
export class StatusStore {
  readonly #clusters = new Map<string, ClusterState>();
  readonly #now: () => number;
  #sorted: readonly ClaimStatus[] | undefined;
  #revision = 0;
  #version = 0;

  constructor(deps: { readonly now: () => number }) {
    this.#now = deps.now;
  }

  /** Rises whenever something changed that a registry could show. */
  get revision(): number {
    return this.#revision;
  }

  /** Rises with every report, also with one that tells nothing new. */
  get version(): number {
    return this.#version;
  }

  /** Keeps a report as the newest status of its claim and returns that status. */
  apply(report: StatusReport): ClaimStatus {
    const cluster = this.#clusterOf(report.cluster);
    const siblings = cluster.byClaimRef.get(report.claimRef) ?? [];
    const type = report.type ?? null;
    const replaced = findReplaced(siblings, type);
    const status = toStatus(report, { replaced, now: this.#now() });
    // A typed report also ends what a plain one left beside it.
    const kept = siblings.filter((sibling) =>
      sibling !== replaced && (type === null || sibling.type !== null)
    );
    cluster.lastContact = status.receivedAt;
    cluster.byClaimRef.set(report.claimRef, [...kept, status]);
    this.#version += 1;
    this.#sorted = undefined;
    const isNews = replaced === undefined || isDifferent(replaced, status) ||
      kept.length + 1 < siblings.length;
    if (isNews) this.#revision += 1;
    return status;
  }

  /** All statuses, or those of one cluster, in stable order. */
  list(filter: { readonly cluster?: string | undefined } = {}): readonly ClaimStatus[] {
    if (filter.cluster === undefined) return this.#sorted ??= sortStatuses(this.#clusters.values());
    const cluster = this.#clusters.get(filter.cluster);
    return cluster === undefined ? [] : sortStatuses([cluster]);
  }

  /** Everything that a pass needs, as of now. */
  snapshot(): StatusSnapshot {
    const clusters = [...this.#clusters.keys()].sort(compareText);
    return {
      revision: this.#revision,
      statuses: this.list(),
      clusters,
      synchronised: clusters,
      coverage: [],
    };
  }

  /** One summary for each cluster that has reported, sorted by name. */
  summarizeClusters(): readonly ClusterSummary[] {
    return [...this.#clusters].sort(([a], [b]) => compareText(a, b)).map(([name, state]) => {
      const statuses = [...state.byClaimRef.values()].flat();
      return {
        cluster: name,
        lastContact: state.lastContact,
        claimCount: statuses.length,
        phases: countPhases(statuses),
      };
    });
  }

  /** Forgets a retired cluster with all its claims; false where it was not known. */
  forget(cluster: string): boolean {
    if (!this.#clusters.delete(cluster)) return false;
    this.#revision += 1;
    this.#version += 1;
    this.#sorted = undefined;
    return true;
  }

  #clusterOf(name: string): ClusterState {
    const known = this.#clusters.get(name);
    if (known !== undefined) return known;
    const created: ClusterState = { lastContact: 0, byClaimRef: new Map() };
    this.#clusters.set(name, created);
    return created;
  }
}

/** A plain report updates the one status there is; a typed one its own, or the plain one. */
function findReplaced(
  siblings: readonly ClaimStatus[],
  type: ClaimType | null,
): ClaimStatus | undefined {
  const same = siblings.find((sibling) => isSameType(sibling.type, type));
  if (same !== undefined) return same;
  if (type !== null) return siblings.find((sibling) => sibling.type === null);
  return siblings.length === 1 ? siblings[0] : undefined;
}

function toStatus(
  report: StatusReport,
  context: { readonly replaced: ClaimStatus | undefined; readonly now: number },
): ClaimStatus {
  const { replaced, now } = context;
  const isRepeated = replaced?.statusMessage === report.statusMessage;
  const registryText = isRepeated ? replaced.registryText : toRegistryText(report.statusMessage);
  const phase = report.phase ?? parsePhase(registryText);
  const observedAt = report.observedAt ?? now;
  const isUnchanged = replaced?.registryText === registryText && replaced.phase === phase;
  return {
    cluster: report.cluster,
    claimRef: report.claimRef,
    type: report.type ?? replaced?.type ?? null,
    statusMessage: report.statusMessage,
    registryText,
    phase,
    observedAt,
    receivedAt: now,
    changedAt: isUnchanged ? replaced.changedAt : observedAt,
  };
}

function isDifferent(before: ClaimStatus, after: ClaimStatus): boolean {
  return before.registryText !== after.registryText || before.phase !== after.phase ||
    !isSameType(before.type, after.type);
}

function sortStatuses(clusters: Iterable<ClusterState>): readonly ClaimStatus[] {
  const statuses: ClaimStatus[] = [];
  for (const cluster of clusters) {
    for (const siblings of cluster.byClaimRef.values()) statuses.push(...siblings);
  }
  return statuses.sort(compareClaimKeys);
}

function countPhases(statuses: readonly ClaimStatus[]): Partial<Record<Phase, number>> {
  const counts: Partial<Record<Phase, number>> = {};
  for (const phase of PHASES) {
    const count = statuses.filter((status) => status.phase === phase).length;
    if (count > 0) counts[phase] = count;
  }
  return counts;
}
