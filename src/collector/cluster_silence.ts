/** Which clusters are silent, whole or in part, in sentences without names of claims. */
import { quote } from "../runtime/visible_text.ts";
import type { ClusterClaims } from "./cluster_claims.ts";
import { countOf } from "./change_ranking.ts";
import { isClusterSilent, isClusterStale } from "./cluster_summary.ts";
import { isSessionStale, type StaleMoment } from "./staleness.ts";

/** What is silent; each is empty where nothing is. */
export interface ClusterSilence {
  /** Clusters of which no informer is heard. */
  readonly silent: readonly string[];
  /** Clusters whose informers are heard, and have no contact to anything that they watch. */
  readonly cutOff: readonly string[];
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
  const silence = { silent: [] as string[], cutOff: [] as string[], partial: [] as string[] };
  for (const cluster of clusters) {
    if (isClusterSilent(cluster, moment)) silence.silent.push(cluster.name);
    else if (isClusterStale(cluster, moment)) silence.cutOff.push(cluster.name);
    else if (hasSilentScopes(cluster, moment)) silence.partial.push(cluster.name);
  }
  return silence;
}

/** A sentence for each sort of silence, with the code that it has in the readiness. */
export function describeSilence(
  { silent, cutOff, partial }: ClusterSilence,
): readonly {
  readonly code: "clusters-stale" | "resources-silent";
  readonly message: string;
}[] {
  return [
    ...(silent.length === 0 ? [] : [{
      code: "clusters-stale" as const,
      message: `Nothing is heard from ${nameClusters(silent)}`,
    }]),
    ...(cutOff.length === 0 ? [] : [{
      code: "clusters-stale" as const,
      message: `The informers of ${nameClusters(cutOff)} have no contact to the API server`,
    }]),
    ...(partial.length === 0 ? [] : [{
      code: "resources-silent" as const,
      message: `The informers of ${nameClusters(partial)} have no contact to some resources`,
    }]),
  ];
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
