/** A store with limits in the hands of a test, and short ways to fill it. */
import assert from "node:assert/strict";
import type { BatchResult, ClusterBatch } from "../../src/collector/batch_intake.ts";
import type { ClusterItem, UpsertItem } from "../../src/collector/cluster_claims.ts";
import { StatusStore } from "../../src/collector/status_store.ts";
import {
  FIXED_LIMITS,
  isNoRoom,
  type NoRoom,
  type StoreLimits,
  UNLIMITED,
} from "../../src/collector/store_limits.ts";
import { createMemoryLogger } from "../testing/memory_logger.ts";
import { createBatch } from "./cluster_batch_sample.ts";

export const OK = "Ready: True, Synced: True";
export const TYPE = { group: "storage.example.org", kind: "VolumeClaim" };
export const SCOPE = {
  group: TYPE.group,
  resource: "volumeclaims",
  kind: TYPE.kind,
  namespace: null,
};
export const MINUTE_MS = 60_000;
export const MIB = 1_048_576;

/** A store in the hands of a test; each report takes a second. */
export class StoreWorld {
  readonly store: StatusStore;
  readonly logger = createMemoryLogger();
  now = Date.UTC(2026, 0, 31, 12);
  #sequence = 0;

  constructor(limits: Partial<StoreLimits>) {
    this.store = new StatusStore({
      now: () => this.now,
      staleAfterMs: 900_000,
      limits: { ...UNLIMITED, ...FIXED_LIMITS, ...limits },
      logger: this.logger,
    });
  }

  /** Posts, and tells why not if it was refused. */
  post(claimRef: string, { cluster = "prod", statusMessage = OK } = {}): string {
    this.now += 1_000;
    const result = this.store.apply({ cluster, claimRef, statusMessage });
    return isNoRoom(result) ? result.shortage : "taken";
  }

  /** Sends a batch, and tells which of its upserts found no room. */
  send(fields: Partial<ClusterBatch> = {}): {
    readonly refused: readonly number[];
    readonly isResyncWanted: boolean;
  } {
    const result = this.tryToSend(fields);
    assert.ok(!isNoRoom(result));
    const { withoutRoom, isResyncWanted } = result;
    return { refused: withoutRoom.map(({ position }) => position), isResyncWanted };
  }

  tryToSend(fields: Partial<ClusterBatch>): BatchResult | NoRoom {
    this.now += 1_000;
    return this.store.applyBatch(createBatch({
      session: { id: "session-1", startedAt: 0 },
      sequence: ++this.#sequence,
      scopes: [SCOPE],
      ...fields,
    }));
  }

  /** A full synchronisation in one part. */
  sync(...claimRefs: readonly string[]): ReturnType<StoreWorld["send"]> {
    const sync = { id: `sync-${this.now}`, scope: SCOPE, part: 1, last: true };
    return this.send({ sync, upserts: claimRefs.map((claimRef) => this.upsert(claimRef)) });
  }

  upsert(claimRef: string, statusMessage: string = OK): UpsertItem {
    return {
      claimRef,
      type: TYPE,
      uid: null,
      statusMessage,
      phase: "Ready",
      isOutdated: false,
      observedAt: this.now,
    };
  }

  deletion(claimRef: string): ClusterItem {
    return { claimRef, type: TYPE, uid: null, observedAt: this.now };
  }

  /** Every row as \`cluster claimRef phase\`. */
  rows(): readonly string[] {
    return this.store.list().map((row) => `${row.cluster} ${row.claimRef} ${row.phase}`);
  }

  /** For each scope, whether it proves that what it lacks is gone. */
  proofs(): readonly boolean[] {
    return this.store.snapshot().coverage.map((one) => one.synchronisedAt !== null);
  }

  logLines(): readonly string[] {
    return this.logger.records.map(({ level, message }) => `${level} ${message}`);
  }
}
