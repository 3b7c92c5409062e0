/**
 * What a collector may hold after a run: only what it has accepted. Judged by requests and answers
 * alone, not by the rules of the store.
 */
import type { Exchange } from "./run_report.ts";

/** One row, as the API lists it. */
export interface HeldRow {
  readonly cluster: string;
  readonly claimRef: string;
  readonly group?: string;
  readonly kind?: string;
  readonly statusMessage: string;
}

interface Batch {
  readonly upserts?: readonly HeldRow[];
  readonly deletions?: readonly Omit<HeldRow, "statusMessage">[];
}

/** What was accepted: claims with their texts, with their types, and clusters. */
export class AcceptedState {
  readonly #texts = new Set<string>();
  readonly #types = new Set<string>();
  readonly #clusters = new Set<string>();

  constructor(exchanges: Iterable<Exchange>) {
    for (const exchange of exchanges) {
      if (exchange.method !== "POST") continue;
      const { pathname } = new URL(exchange.url);
      if (pathname === "/api/v1/status" && exchange.status === 201) {
        const row = parse<HeldRow>(exchange.body);
        this.#accept(row.cluster, row);
      }
      const cluster = /^\/api\/v1\/clusters\/([^/]+)\/batch$/.exec(pathname)?.[1];
      if (cluster !== undefined && exchange.status === 200) {
        this.#acceptBatch(decodeURIComponent(cluster), exchange);
      }
    }
  }

  /** How many claims were accepted, each counted by its texts. */
  get size(): number {
    return this.#texts.size;
  }

  /** The rows that nobody was told to be accepted. */
  findStrangers(rows: readonly HeldRow[]): readonly HeldRow[] {
    return rows.filter(({ cluster, claimRef, group, kind, statusMessage }) =>
      !this.#texts.has(toKey(cluster, claimRef, statusMessage)) ||
      (kind !== undefined && !this.#types.has(toKey(cluster, claimRef, group, kind)))
    );
  }

  /** The clusters that have told nothing that was accepted. */
  findStrangeClusters(clusters: readonly string[]): readonly string[] {
    return clusters.filter((cluster) => !this.#clusters.has(cluster));
  }

  #accept(cluster: string, { claimRef, group, kind, statusMessage }: HeldRow): void {
    this.#clusters.add(cluster);
    this.#texts.add(toKey(cluster, claimRef, statusMessage));
    this.#types.add(toKey(cluster, claimRef, group, kind));
  }

  /** A heartbeat makes a cluster known, too. */
  #acceptBatch(cluster: string, { body, answer }: Exchange): void {
    this.#clusters.add(cluster);
    const { upserts = [], deletions = [] } = parse<Batch>(body);
    const { rejected } = parse<{ readonly rejected: readonly { index: number }[] }>(answer);
    const bad = new Set(rejected.map(({ index }) => index));
    // A claim that was deleted is held for a while, as one that is gone.
    const gone = deletions.map((item) => ({ ...item, statusMessage: "Gone" }));
    for (const [index, item] of [...upserts, ...gone].entries()) {
      if (!bad.has(index)) this.#accept(cluster, item);
    }
  }
}

function toKey(...parts: readonly (string | undefined)[]): string {
  return JSON.stringify(parts.map((part) => part ?? null));
}

function parse<Shape>(bytes: Uint8Array): Shape {
  return JSON.parse(new TextDecoder().decode(bytes));
}
