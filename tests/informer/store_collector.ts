/** The collector's own store behind the wire's own schemas: what really becomes of batches. */
import assert from "node:assert/strict";
import { StatusStore } from "../../src/collector/status_store.ts";
import { isNoRoom, UNLIMITED } from "../../src/collector/store_limits.ts";
import { type BatchAnswer, batchEnvelopeSchema } from "../../src/contract/batch.ts";
import { checkBatch, toRejected } from "../../src/http/cluster_batch.ts";
import type { Batch, SinglePost } from "../../src/informer/collector_client.ts";
import type { ManualClock } from "../testing/manual_clock.ts";
import { type CollectorRow, type CollectorState, toKey } from "./collector_model.ts";

const CLUSTER = "prod";
const STALE_AFTER_MS = 900_000;

/** Other claims that come and go, and take most of the room while they are there. */
export interface Crowd {
  isOver: boolean;
}

const CROWDED_COUNT_MAX = 6;
const CROWD_COUNT = 4;
const CROWD_MS = 20_000;

/** One process of the collector. */
export class StoreCollector implements CollectorState {
  readonly instance: string;
  readonly #store: StatusStore;
  readonly #clock: ManualClock;
  readonly #crowd: Crowd | undefined;
  nextAnswer: Partial<BatchAnswer> = {};
  onMissing: (claimRef: string) => void = () => {};

  constructor(
    clock: ManualClock,
    { instance, crowd }: { readonly instance: string; readonly crowd?: Crowd },
  ) {
    this.instance = instance;
    this.#clock = clock;
    this.#crowd = crowd;
    const claimsMax = crowd === undefined ? Infinity : CROWDED_COUNT_MAX;
    this.#store = new StatusStore({
      now: () => clock.now(),
      staleAfterMs: STALE_AFTER_MS,
      limits: { ...UNLIMITED, claimsMax },
      logger: null,
    });
  }

  get rows(): ReadonlyMap<string, CollectorRow> {
    return new Map(
      this.#store.list({ cluster: CLUSTER }).map((row) => {
        const { claimRef, type, uid, statusMessage, phase, isOutdated } = row;
        const observedAt = new Date(row.observedAt).toISOString();
        const key = toKey({ claimRef, group: type?.group ?? "", kind: type?.kind ?? "" });
        return [key, { uid: uid ?? undefined, statusMessage, phase, isOutdated, observedAt }];
      }),
    );
  }

  apply(batch: Batch): BatchAnswer {
    this.#letCrowdPass();
    const envelope = batchEnvelopeSchema.parse(JSON.parse(JSON.stringify(batch)));
    const steps = checkBatch(CLUSTER, envelope);
    let step = steps.next();
    while (step.done !== true) step = steps.next();
    const checked = step.value;
    // Keys alone are refused, as they should be.
    const keyCount = batch.upserts.filter((item) => !("statusMessage" in item)).length;
    assert.equal(checked.rejected.length, keyCount, JSON.stringify(checked.rejected));
    const result = this.#store.applyBatch(checked.batch);
    assert.ok(!isNoRoom(result));
    const { nextAnswer } = this;
    this.nextAnswer = {};
    return {
      protocol: 1,
      instance: this.instance,
      accepted: result.acceptedCount,
      rejected: toRejected(checked, result),
      ...(result.isResyncWanted ? { resync: true } : {}),
      ...(result.isSuperseded ? { superseded: true } : {}),
      ...nextAnswer,
    };
  }

  post({ claimRef, group, kind, statusMessage, phase, observedAt }: SinglePost): void {
    this.#store.apply({
      cluster: CLUSTER,
      claimRef,
      type: { group, kind },
      statusMessage,
      phase,
      observedAt: Date.parse(observedAt),
    });
  }

  #letCrowdPass(): void {
    if (this.#crowd === undefined) return;
    const isThere = !this.#crowd.isOver && Math.floor(this.#clock.now() / CROWD_MS) % 2 === 0;
    if (!isThere) return void this.#store.forget("crowd");
    for (let index = 0; index < CROWD_COUNT; index++) {
      this.#store.apply({ cluster: "crowd", claimRef: `crowd-${index}`, statusMessage: "x" });
    }
  }
}
