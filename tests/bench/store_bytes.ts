/**
 * Measures what the store's estimate rests on: how much the heap grows by a row, a session, a scope, a
 * synchronisation, a key and a cluster, beside the characters of their texts. Run it as
 * `deno run --allow-all --v8-flags=--expose-gc tests/bench/store_bytes.ts`.
 */
import type { ClusterBatch } from "../../src/collector/batch_intake.ts";
import { StatusStore } from "../../src/collector/status_store.ts";
import { UNLIMITED } from "../../src/collector/store_limits.ts";
import { createBatch } from "../collector/cluster_batch_sample.ts";

const NOW = Date.UTC(2026, 0, 31, 12);
const MESSAGE = "Ready: False (Creating), Synced: True - waiting for ";
let serial = 0;

/** A text of its own, of exactly so many characters. */
function text(length: number, filler = "x"): string {
  // Parsed, as what comes over the wire is: a text built of parts takes more.
  return JSON.parse(JSON.stringify(`${++serial}-`.padEnd(length, filler)));
}

function batch(fields: Partial<ClusterBatch>): ClusterBatch {
  return createBatch({
    session: { id: "session-0", startedAt: NOW },
    sequence: ++serial,
    ...fields,
  });
}

function upsert(messageLength: number, filler?: string) {
  return {
    claimRef: text(24),
    type: { group: text(20), kind: text(12) },
    uid: text(36),
    statusMessage: `${MESSAGE}${text(messageLength, filler)}`,
    phase: "Creating" as const,
    isOutdated: false,
    observedAt: NOW + ++serial / 8,
  };
}

function scope() {
  return { group: text(20), resource: text(16), kind: text(15), namespace: null };
}

function heapBytes(): number {
  const { gc } = globalThis as { gc?: () => void };
  if (gc === undefined) throw new Error("Expected --v8-flags=--expose-gc");
  gc();
  gc();
  return Deno.memoryUsage().heapUsed;
}

/** Fills a fresh store, and tells what it took by the heap and by the estimate. */
function measure(name: string, count: number, fill: (store: StatusStore) => void): void {
  const store = new StatusStore({
    now: () => NOW,
    staleAfterMs: 900_000,
    limits: UNLIMITED,
    logger: null,
  });
  store.applyBatch(batch({}));
  const before = heapBytes();
  const paidBytes = store.estimatedBytes;
  fill(store);
  const heap = (heapBytes() - before) / count;
  const estimate = (store.estimatedBytes - paidBytes) / count;
  const ratio = (estimate / heap).toFixed(2);
  const line = `${name}: heap ${heap.toFixed(0)}, estimate ${estimate.toFixed(0)}, ratio ${ratio}`;
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

const times = (count: number, run: (index: number) => void) => {
  for (let index = 0; index < count; index++) run(index);
};

for (
  const [name, length, filler] of [
    ["row, short message", 20, "x"],
    ["row, 500 characters", 500, "x"],
    ["row, 4,000 CJK", 4_000, "統"],
    ["row, 4,000 emoji", 8_000, "😀"],
  ] as const
) {
  const count = length > 1_000 ? 5_000 : 50_000;
  measure(name, count, (store) =>
    times(count / 100, () => {
      store.applyBatch(
        batch({ upserts: Array.from({ length: 100 }, () => upsert(length, filler)) }),
      );
    }));
}
measure("row of a plain post", 50_000, (store) =>
  times(50_000, () => {
    store.apply({ cluster: "prod", claimRef: text(24), statusMessage: text(40) });
  }));
measure("tombstone", 50_000, (store) =>
  times(500, () => {
    const deletions = Array.from({ length: 100 }, () => upsert(0));
    store.applyBatch(batch({ deletions }));
  }));
measure("session", 5_000, (store) =>
  times(5_000, (index) => {
    const cluster = `cluster-${index % 50}`;
    store.applyBatch(batch({ cluster, session: { id: text(36), startedAt: NOW } }));
  }));
measure("cluster with a session", 5_000, (store) =>
  times(5_000, () => {
    store.applyBatch(batch({ cluster: text(20) }));
  }));
measure("scope of a session", 20_000, (store) =>
  times(20, (index) => {
    const session = { id: `session-${index}`, startedAt: NOW };
    store.applyBatch(batch({ session, scopes: Array.from({ length: 1_000 }, scope) }));
  }));
measure("synchronised scope", 20_000, (store) =>
  times(20, (index) =>
    times(1_000, () => {
      const session = { id: `session-${index}`, startedAt: NOW };
      const sync = { id: text(36), scope: scope(), part: 1, last: true };
      store.applyBatch(batch({ session, sync }));
    })));
measure("unread key", 20_000, (store) =>
  times(20, (index) => {
    const session = { id: `session-${index}`, startedAt: NOW };
    store.applyBatch(batch({ session, refused: Array.from({ length: 1_000 }, () => upsert(0)) }));
  }));
measure("named key", 20_000, (store) =>
  times(20, (index) => {
    const session = { id: `session-${index}`, startedAt: NOW };
    const sync = {
      id: "sync",
      scope: { group: "g", resource: "r", kind: "K", namespace: null },
      part: 1,
      last: false,
    };
    const refused = Array.from({ length: 1_000 }, () => ({
      claimRef: text(24),
      type: { group: "g", kind: "K" },
    }));
    store.applyBatch(batch({ session, sync, refused }));
  }));
