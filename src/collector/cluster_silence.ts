/** Which clusters are silent, whole or in part, in sentences without names of claims. */
import { quote } from "../runtime/visible_text.ts";
import type { ClusterClaims } from "./cluster_claims.ts";
import { countOf } from "./change_ranking.ts";
import { isClusterStale } from "./cluster_summary.ts";
import { isSessionStale, type StaleMoment } from "./staleness.ts";

/** What is silent; each is empty where nothing is. */
export interface ClusterSilence {
  /** Clusters of which nothing is heard that is true by now. */
  readonly stale: readonly string[];
  /** Clusters whose informers are heard, but have no contact to some resources. */
  readonly partial: readonly string[];
}

/** Most clusters that one sentence names. */
const NAMED_COUNT_MAX = 10;
const NAME_LENGTH_MAX = 100;

/** Looks at the sessions only, so it costs the same however many claims there are. */
export function findSilence(
  clusters: Iterable<ClusterClaims>,
  moment: StaleMoment,
): ClusterSilence {
  const stale: string[] = [];
  const partial: string[] = [];
  for (const cluster of clusters) {
    if (isClusterStale(cluster, moment)) stale.push(cluster.name);
    else if (hasSilentScopes(cluster, moment)) partial.push(cluster.name);
  }
  return { stale, partial };
}

/** `cluster "a"`, `clusters "a", "b"`, or the first ten and how many there are beside them. */
export function nameClusters(names: readonly string[]): string {
  const shown = names.slice(0, NAMED_COUNT_MAX).map((name) => quote(name, NAME_LENGTH_MAX));
  const more = names.length - shown.length;
  const rest = more > 0 ? ` and ${countOf(more, ["other", "others"])}` : "";
  return `${names.length === 1 ? "cluster" : "clusters"} ${shown.join(", ")}${rest}`;
}

function hasSilentScopes({ sessions }: ClusterClaims, moment: StaleMoment): boolean {
  for (const session of sessions) {
    if (session.silent.length > 0 && !isSessionStale(session, moment)) return true;
  }
  return false;
}
