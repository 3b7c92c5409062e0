/** What is told of one cluster: its claims by phase, and the informers that speak for it. */
import { SHOWN_PHASES, type ShownPhase } from "../claim/claim.ts";
import { type Scope, toScopeKey } from "../claim/scope.ts";
import type { ClusterClaims } from "./cluster_claims.ts";
import { isRowStale, isSessionStale, type StaleMoment } from "./staleness.ts";

/** What is known of one cluster. */
export interface ClusterSummary {
  readonly cluster: string;
  /** Unix milliseconds of the last report. */
  readonly lastContact: number;
  /**
   * Whether no informer of it has been heard for too long, or those that are heard have no contact to
   * anything that they watch; never true where there never was an informer.
   */
  readonly isStale: boolean;
  readonly claimCount: number;
  /** How many claims are shown in which phase; phases without claims are left out. */
  readonly phases: Readonly<Partial<Record<ShownPhase, number>>>;
  /** The newest first. */
  readonly sessions: readonly SessionSummary[];
}

/** What is known of one run of an informer. */
export interface SessionSummary {
  readonly id: string;
  /** Unix milliseconds, by the informer's clock. */
  readonly startedAt: number;
  /** Unix milliseconds of its last request. */
  readonly lastContact: number;
  readonly isStale: boolean;
  /** Whether everything that it watches was synchronised since the collector's start. */
  readonly isSynchronised: boolean;
  /** What it has no contact to. */
  readonly silent: readonly Scope[];
}

/** Sums up a cluster. */
export function summarizeCluster(cluster: ClusterClaims, moment: StaleMoment): ClusterSummary {
  const counts = new Map<ShownPhase, number>();
  let claimCount = 0;
  for (const row of cluster.rows()) {
    const shown = isRowStale(row, moment) ? "Stale" : row.phase;
    counts.set(shown, (counts.get(shown) ?? 0) + 1);
    claimCount += 1;
  }
  const { lastContact } = cluster;
  return {
    cluster: cluster.name,
    lastContact,
    isStale: isClusterStale(cluster, moment),
    claimCount,
    phases: Object.fromEntries(
      SHOWN_PHASES.flatMap((phase) => {
        const count = counts.get(phase);
        return count === undefined ? [] : [[phase, count]];
      }),
    ),
    sessions: [...cluster.sessions].sort((a, b) => b.startedAt - a.startedAt).map((session) => ({
      id: session.id,
      startedAt: session.startedAt,
      lastContact: session.lastSeenAt,
      isStale: isSessionStale(session, moment),
      isSynchronised: session.isSynchronised,
      silent: session.silent,
    })),
  };
}

/** Whether no informer is heard, or none that has contact to what it watches. */
export function isClusterStale(cluster: ClusterClaims, moment: StaleMoment): boolean {
  return isClusterSilent(cluster, moment) || isCutOff(cluster, moment);
}

/** Whether no informer of it has been heard for too long; never true where there never was one. */
export function isClusterSilent({ lastBatchAt }: ClusterClaims, moment: StaleMoment): boolean {
  return lastBatchAt !== null && moment.now - lastBatchAt > moment.staleAfterMs;
}

/** Whether all informers that are heard are themselves without contact to the cluster. */
function isCutOff({ sessions }: ClusterClaims, moment: StaleMoment): boolean {
  const heard = [...sessions].filter((session) => !isSessionStale(session, moment));
  return heard.length > 0 && heard.every(({ scopes, silent }) => {
    const silentKeys = new Set(silent.map(toScopeKey));
    return scopes.length > 0 && scopes.every((scope) => silentKeys.has(toScopeKey(scope)));
  });
}
