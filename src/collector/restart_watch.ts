/**
 * Watches over the time after a start: how long it is ago, and which clusters the newest pull
 * request named then that have not been heard of since. Without these nobody knows what exists.
 */
import { compareText } from "../claim/claim.ts";
import { parseMarker, recallMarker } from "./proposal_marker.ts";
import { checkRestartGate, type NamedClusters, type RestartGate } from "./restart_gate.ts";
import type { StatusSnapshot } from "./status_store.ts";

/** The gate, and where a claim may be whose cluster nobody names. */
export interface RestartState extends RestartGate {
  /**
   * Clusters that must all be without a claim before it can be gone: those that have reported and
   * those that are still missing, however long they have been awaited; `null` while not known.
   */
  readonly everyCluster: readonly string[] | null;
  /** Clusters that have not told everything since the start, however long they have been awaited. */
  readonly unheard: readonly string[];
  /** Whether the text names a cluster that a person has given up: the next process would wait for it. */
  readonly namesForgotten: boolean;
}

/** What the watch works with; `now` gives Unix milliseconds. */
export interface RestartWatchDeps {
  readonly now: () => number;
  readonly staleAfterMs: number;
}

/** Begins with the process and lasts as long. */
export class RestartWatch {
  readonly #deps: RestartWatchDeps;
  #startedAt: number;
  #unheard: Set<string> | undefined;
  /** Clusters that a person has given up. */
  readonly #forgotten = new Set<string>();
  /** Whether the newest pull request named every cluster at the start, if there was one. */
  #isNamed: boolean | undefined;

  constructor(deps: RestartWatchDeps) {
    this.#deps = deps;
    this.#startedAt = deps.now();
  }

  /** Nobody waits for the cluster any more; false where nobody did. */
  forget(cluster: string): boolean {
    const wasAwaited = this.#unheard?.delete(cluster) ?? false;
    if (wasAwaited) this.#forgotten.add(cluster);
    return wasAwaited;
  }

  /** Where things stand; `body` is the text of the newest pull request, or `null`. */
  check(body: string | null, snapshot: StatusSnapshot): RestartState {
    const now = this.#deps.now();
    // A clock that was set back must not make the wait longer.
    this.#startedAt = Math.min(this.#startedAt, now);
    const unheard = this.#unheard ??= this.#begin(body);
    for (const cluster of snapshot.synchronised) unheard.delete(cluster);
    for (const cluster of snapshot.clusters) this.#forgotten.delete(cluster);
    const { clusters, synchronised } = snapshot;
    const { staleAfterMs } = this.#deps;
    const uptimeMs = now - this.#startedAt;
    const named = this.#read(body, unheard);
    const gate = checkRestartGate({ named, clusters, synchronised, uptimeMs, staleAfterMs });
    const all = new Set([...gate.clusters, ...unheard]);
    const isKnown = gate.isOpen && this.#isNamed === true;
    return {
      ...gate,
      everyCluster: isKnown ? [...all].sort(compareText) : null,
      unheard: [...new Set([...gate.awaited, ...unheard])].sort(compareText),
      namesForgotten: this.#namesForgotten(body),
    };
  }

  /**
   * Later texts are our own: they forget what was waited for in vain. Without any, nobody knows
   * which clusters will report, as when informers are rolled out one by one.
   */
  #begin(body: string | null): Set<string> {
    const marker = body === null ? null : recallMarker(body);
    if (marker !== null) this.#isNamed = !marker.isCut;
    return new Set(marker?.clusters);
  }

  #namesForgotten(body: string | null): boolean {
    const clusters = (body === null ? undefined : parseMarker(body))?.clusters ?? [];
    return clusters.some((cluster) => this.#forgotten.has(cluster));
  }

  /** A person may damage the marker at any time: what it said at the start is still known. */
  #read(body: string | null, unheard: ReadonlySet<string>): NamedClusters | null {
    if (body === null) return null;
    const named = parseMarker(body) ?? { clusters: [...unheard], isCut: this.#isNamed === false };
    const clusters = named.clusters.filter((cluster) => !this.#forgotten.has(cluster));
    return { clusters, isCut: named.isCut };
  }
}
