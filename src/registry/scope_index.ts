/**
 * Says of which claims it is known that they would have been told: those that a synchronised scope
 * covers. Built once for a pass; each question is worked out once.
 */
import type { ScopeCoverage } from "../claim/scope.ts";

/** Claims that are asked about. */
export interface CoveredPlace {
  /** `null`: every cluster. */
  readonly cluster: string | null;
  /** Lower-cased. */
  readonly kind: string;
  /** `null` where it is not known: then only a scope of all namespaces will do. */
  readonly namespace: string | null;
}

/** Coverage by cluster and kind. */
export class ScopeIndex {
  readonly #kinds = new Set<string>();
  /** Clusters in which some scope has synchronised. */
  readonly #synchronised = new Set<string>();
  readonly #byKind = new Map<string, ScopeCoverage[]>();
  readonly #everyCluster: readonly string[];
  readonly #answers = new Map<string, number | null>();

  /** `everyCluster` is empty where it is not known which clusters there are. */
  constructor(
    known: {
      readonly coverage: readonly ScopeCoverage[];
      readonly everyCluster: readonly string[];
    },
  ) {
    this.#everyCluster = known.everyCluster;
    for (const scope of known.coverage) {
      if (scope.synchronisedAt !== null) this.#synchronised.add(scope.cluster);
      for (const kind of new Set(scope.kinds.map((it) => it.toLowerCase()))) {
        this.#kinds.add(kind);
        append(this.#byKind, { key: toKey([scope.cluster, kind]), scope });
      }
    }
  }

  /** Whether some scope, of whatever cluster, is one of that lower-cased kind. */
  coversKind(kind: string): boolean {
    return this.#kinds.has(kind);
  }

  /** Whether anything at all can be known of the cluster, or of every cluster. */
  hasSynchronised(cluster: string | null): boolean {
    const clusters = this.#clustersOf(cluster);
    return clusters.length > 0 && clusters.every((name) => this.#synchronised.has(name));
  }

  /**
   * Unix milliseconds of the newest synchronisation that the answer rests on; `null` where it is not
   * known in each of the clusters which such claims exist.
   */
  findSynchronisedAt(place: CoveredPlace): number | null {
    const { cluster, kind, namespace } = place;
    const key = toKey([cluster, kind, namespace]);
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const times = this.#clustersOf(cluster).map((name) => this.#findIn(name, place));
    const proven = times.filter((time) => time !== null);
    const answer = times.length > 0 && proven.length === times.length ? maxOf(proven) : null;
    this.#answers.set(key, answer);
    return answer;
  }

  #clustersOf(cluster: string | null): readonly string[] {
    return cluster === null ? this.#everyCluster : [cluster];
  }

  #findIn(cluster: string, { kind, namespace }: CoveredPlace): number | null {
    const ofKind = this.#byKind.get(toKey([cluster, kind])) ?? [];
    const covering = ofKind.filter((scope) =>
      scope.namespace === null || scope.namespace === namespace
    );
    // Somebody watches who has not told everything yet, or has lost sight of it.
    const concerned = namespace === null ? ofKind : covering;
    if (concerned.some(({ synchronisedAt }) => synchronisedAt === null)) return null;
    const times = covering.map(({ synchronisedAt }) => synchronisedAt).filter((it) => it !== null);
    return times.length === 0 ? null : maxOf(times);
  }
}

function maxOf(times: readonly number[]): number {
  return times.reduce((newest, time) => Math.max(newest, time), -Infinity);
}

function toKey(parts: readonly (string | null)[]): string {
  return JSON.stringify(parts);
}

function append(
  map: Map<string, ScopeCoverage[]>,
  item: { readonly key: string; readonly scope: ScopeCoverage },
): void {
  const list = map.get(item.key);
  if (list === undefined) map.set(item.key, [item.scope]);
  else list.push(item.scope);
}
