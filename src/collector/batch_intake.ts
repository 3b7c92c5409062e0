/**
 * What a batch does to its cluster: the session is noted, items are applied as one change, and a
 * synchronisation that ends removes what is gone. A request that comes again changes nothing.
 */
import type { Scope } from "../claim/scope.ts";
import type {
  ClusterClaims,
  ClusterItem,
  ItemContext,
  ItemOutcome,
  UpsertItem,
} from "./cluster_claims.ts";
import type { Session } from "./session.ts";
import { type NoRoom, type StoreLimits, toNoRoom } from "./store_limits.ts";
import type { ItemKey, SyncPart } from "./sync_progress.ts";

/** A batch whose items have been checked. */
export interface ClusterBatch {
  readonly cluster: string;
  readonly session: {
    readonly id: string;
    /** Unix milliseconds. */
    readonly startedAt: number;
  };
  readonly sequence: number;
  readonly sync: SyncPart | null;
  readonly silent: readonly Scope[];
  /** `null` where the sender does not say what it watches. */
  readonly scopes: readonly Scope[] | null;
  readonly upserts: readonly UpsertItem[];
  readonly deletions: readonly ClusterItem[];
  /** Claims whose items were refused: they exist, whatever their status is. */
  readonly refused: readonly ItemKey[];
}

/** What became of a batch. */
export interface BatchResult {
  /** False for a request that came again or late: nothing was changed by it. */
  readonly isApplied: boolean;
  /** Items that were applied. */
  readonly acceptedCount: number;
  /** The server does not know everything: the session shall synchronise. */
  readonly isResyncWanted: boolean;
  /** A newer session speaks for some of the claims. */
  readonly isSuperseded: boolean;
  /** Upserts of new claims for which there is no room, by their place among the upserts. */
  readonly withoutRoom: readonly {
    readonly position: number;
    readonly noRoom: NoRoom;
  }[];
}

const LATE: BatchResult = {
  isApplied: false,
  acceptedCount: 0,
  isResyncWanted: false,
  isSuperseded: false,
  withoutRoom: [],
};

/** Applies batches; remembers the result of each session's last one for when it comes again. */
export class BatchIntake {
  readonly #limits: StoreLimits;
  readonly #results = new WeakMap<Session, BatchResult>();

  constructor(limits: StoreLimits) {
    this.#limits = limits;
  }

  /** Applies a batch at `now` in Unix milliseconds. */
  apply(cluster: ClusterClaims, batch: ClusterBatch, now: number): BatchResult {
    const { session, isKnown } = cluster.openSession(batch.session, now);
    if (batch.sequence === session.sequence) return this.#repeat(batch, { cluster, session });
    if (batch.sequence < session.sequence) return LATE;
    session.noteReport(batch);
    const sync = batch.sync === null ? undefined : session.beginPart(batch.sync, now);
    for (const item of batch.upserts) sync?.noteKind(item);
    for (const key of batch.refused) cluster.applyUnread(key, { session, now });
    const outcomes = applyItems(batch, { cluster, session, now });
    if (sync !== undefined && batch.sync?.last === true) {
      cluster.endSync(sync, { session, now });
    }
    cluster.settle(session);
    const result = {
      isApplied: true,
      acceptedCount: outcomes.filter((outcome) => outcome === "applied").length,
      isResyncWanted: session.takeResync(now, () => cluster.findShortage() === null) || !isKnown,
      isSuperseded: outcomes.includes("outranked"),
      withoutRoom: this.#listWithoutRoom(outcomes),
    };
    // Places among ten thousand items are not worth remembering: they can be found again.
    this.#results.set(session, { ...result, isApplied: false, withoutRoom: [] });
    return result;
  }

  #repeat(
    batch: ClusterBatch,
    { cluster, session }: { readonly cluster: ClusterClaims; readonly session: Session },
  ): BatchResult {
    const result = this.#results.get(session) ?? LATE;
    if (session.shortage === null) return result;
    const noRoom = toNoRoom(session.shortage, this.#limits);
    const withoutRoom = [...batch.upserts.entries()]
      .filter(([, item]) => !cluster.knows(item))
      .map(([position]) => ({ position, noRoom }));
    return { ...result, withoutRoom };
  }

  /** Deletions always find room, so these are places among the upserts. */
  #listWithoutRoom(outcomes: readonly ItemOutcome[]): BatchResult["withoutRoom"] {
    const withoutRoom: { readonly position: number; readonly noRoom: NoRoom }[] = [];
    outcomes.forEach((outcome, position) => {
      if (outcome === "applied" || outcome === "old" || outcome === "outranked") return;
      withoutRoom.push({ position, noRoom: toNoRoom(outcome, this.#limits) });
    });
    return withoutRoom;
  }
}

function applyItems(
  batch: ClusterBatch,
  { cluster, ...context }: ItemContext & { readonly cluster: ClusterClaims },
): readonly ItemOutcome[] {
  return [
    ...batch.upserts.map((item) => cluster.applyUpsert(item, context)),
    ...batch.deletions.map((item) => cluster.applyDeletion(item, context)),
  ];
}
