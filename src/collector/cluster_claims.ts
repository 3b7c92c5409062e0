/**
 * The claims of one cluster and the sessions that speak for them: decides who replaces whom, and
 * which claims are gone at the end of a full synchronisation.
 */
import type { ClaimType } from "../claim/claim.ts";
import { isInScope, type ScopeCoverage } from "../claim/scope.ts";
import {
  type ClaimRow,
  isNews,
  type Ownership,
  type RowReport,
  toTombstoneReport,
} from "./claim_row.ts";
import { ClaimTable } from "./claim_table.ts";
import type { Session } from "./session.ts";
import { SessionList } from "./session_list.ts";
import type { StoreLedger } from "./store_ledger.ts";
import type { Shortage } from "./store_limits.ts";
import type { ItemKey, SyncProgress } from "./sync_progress.ts";

/** An item of a batch, as the cluster takes it. */
export interface ClusterItem extends ItemKey {
  readonly type: ClaimType;
  readonly uid: string | null;
  /** Unix milliseconds. */
  readonly observedAt: number;
}

/** The newest status of one claim. */
export interface UpsertItem extends ClusterItem {
  readonly statusMessage: string;
  readonly phase: RowReport["phase"];
  readonly isOutdated: boolean;
}

/**
 * What became of an item: `outranked` items belong to a newer session, `old` ones were overtaken; for a
 * new claim there may be too little of something.
 */
export type ItemOutcome = "applied" | "old" | "outranked" | Shortage;

/** Whose item it is, and when it came. */
export interface ItemContext {
  readonly session: Session;
  /** Unix milliseconds. */
  readonly now: number;
}

/** Rows and sessions of one cluster. */
export class ClusterClaims {
  readonly name: string;
  readonly #ledger: StoreLedger;
  readonly #table: ClaimTable;
  readonly #sessions: SessionList;
  #lastContact = 0;
  #lastBatchAt: number | null = null;
  #hasSynchronised = false;

  constructor(name: string, ledger: StoreLedger) {
    this.name = name;
    this.#ledger = ledger;
    this.#table = new ClaimTable(ledger);
    this.#sessions = new SessionList(ledger);
  }

  /** Unix milliseconds of the last post or batch. */
  get lastContact(): number {
    return this.#lastContact;
  }

  /** Unix milliseconds of the last batch; `null` where only plain posts came. */
  get lastBatchAt(): number | null {
    return this.#lastBatchAt;
  }

  get sessions(): Iterable<Session> {
    return this.#sessions.all();
  }

  /** What a new claim would lack here; `null` where there is room for any. */
  findShortage(): Shortage | null {
    return this.#ledger.findShortage(this.#table);
  }

  /** Whether a new claim would find room that lacked it for this reason. */
  hasRoomAgain(shortage: Shortage): boolean {
    return shortage === "kinds" ? !this.#table.isCrowded : this.findShortage() === null;
  }

  /** Whether it has told everything that it knows; for old senders the first post counts. */
  hasSynchronised(now: number): boolean {
    if (this.#lastBatchAt === null) return true;
    const live = this.#sessions.listLive(now);
    return this.#hasSynchronised ||= live.length > 0 && live.every((one) => one.isSynchronised);
  }

  /** All rows, in no order. */
  rows(): Iterable<ClaimRow> {
    return this.#table.rows();
  }

  /** All rows in the order of lists. */
  get sortedRows(): readonly ClaimRow[] {
    return this.#table.sorted;
  }

  /** Takes a plain post: the one typed status of its claim is updated, else it is one of its own. */
  applyPost(report: Omit<RowReport, "cluster">, now: number): ClaimRow | Shortage {
    this.#lastContact = now;
    const replaced = this.#table.findForPost(report);
    const owner = replaced?.owner ?? null;
    const row = this.#table.put({ ...report, cluster: this.name, owner }, { replaced, now });
    if (typeof row === "string") return row;
    if (owner !== null && isNews(replaced, row)) owner.session.noteForeignChange();
    return row;
  }

  /** The session of that id, and whether it was known. */
  openSession(
    identity: { readonly id: string; readonly startedAt: number },
    now: number,
  ): { readonly session: Session; readonly isKnown: boolean } {
    this.#lastContact = now;
    this.#lastBatchAt = now;
    const opened = this.#sessions.open(identity, now);
    opened.session.noteContact(now);
    return opened;
  }

  /** A batch of the session has been applied. */
  settle(session: Session): void {
    this.#sessions.settle(session);
  }

  /** Takes an item of a session; what it was about counts as named. */
  applyUpsert(item: UpsertItem, { session, now }: ItemContext): ItemOutcome {
    const { replaced, outcome } = this.#judge(item, { session, now });
    session.unread.delete(item);
    if (outcome !== "applied") return outcome;
    const report = { ...item, cluster: this.name, owner: own(item, session) };
    const row = this.#table.put(report, { replaced, now });
    if (typeof row !== "string") return outcome;
    session.noteNoRoom(item, row);
    return row;
  }

  /** Takes a deletion; of a claim that was not known it leaves a tombstone as well, if there is room. */
  applyDeletion(item: ClusterItem, { session, now }: ItemContext): ItemOutcome {
    const { replaced, outcome } = this.#judge(item, { session, now });
    session.unread.delete(item);
    if (outcome !== "applied") return outcome;
    if (replaced !== undefined && isLaterObject(replaced, { deleted: item, session })) return "old";
    const owner = own(item, session);
    this.#table.put(toTombstoneReport({ ...item, cluster: this.name, owner }), { replaced, now });
    return "applied";
  }

  /** Takes an item that could not be read: its claim exists, so that no tombstone may stand for it. */
  applyUnread(key: ItemKey, { session, now }: ItemContext): void {
    session.unread.add(key, { sequence: session.sequence, awaitsRoom: false });
    for (const sync of session.running) sync.noteNamed(key);
    const row = this.#table.find(key);
    if (row?.phase !== "Gone" || row.owner?.session.outranks(session, now)) return;
    this.#table.evict(row);
  }

  /** Whether something is kept of the claim of an item. */
  knows(item: ItemKey): boolean {
    return this.#table.findForItem(item) !== undefined;
  }

  /** Ends a synchronisation: what is of its scope and was not named since part 1 is gone. */
  endSync(sync: SyncProgress, { session, now }: ItemContext): void {
    session.endSync(sync, now);
    if (!sync.isComplete) return;
    const { kinds } = sync;
    for (const row of [...this.rows()]) {
      if (row.phase === "Gone" || !isInScope(row, sync.scope, kinds)) continue;
      if (sync.isNamed(row) || isSpokenFor(row, { sync, session, now })) continue;
      // By the informer's clock, which may be behind ours: the claim may come back at once.
      const seenAt = row.owner?.session === session ? row.owner.observedAt : -Infinity;
      const owner = { session, observedAt: seenAt, sequence: session.sequence };
      const { claimRef, type, uid } = row;
      const tombstone = { cluster: this.name, claimRef, type, uid, observedAt: now, owner };
      this.#table.put(toTombstoneReport(tombstone), { replaced: row, now });
    }
  }

  /** What live sessions watch, and what of it is proven to be complete. */
  toCoverage(now: number): readonly ScopeCoverage[] {
    return this.#sessions.toCoverage(now).map((scope) => ({ ...scope, cluster: this.name }));
  }

  /** Pays for the cluster itself: it is known from now on. */
  admit(): void {
    this.#ledger.countClusters(1);
  }

  /** Gives all room back: the cluster is forgotten. */
  clear(): void {
    this.#table.clear();
    this.#sessions.clear();
    this.#ledger.countClusters(-1);
  }

  /** Which row an item replaces, and whether it may. */
  #judge(
    item: ClusterItem,
    { session, now }: ItemContext,
  ): {
    readonly replaced: ClaimRow | undefined;
    readonly outcome: "applied" | "old" | "outranked";
  } {
    const replaced = this.#table.findForItem(item);
    const owner = replaced?.owner ?? null;
    if (owner === null) return { replaced, outcome: "applied" };
    if (owner.session.outranks(session, now)) return { replaced, outcome: "outranked" };
    if (owner.session !== session) return { replaced, outcome: "applied" };
    owner.sequence = session.sequence;
    return { replaced, outcome: item.observedAt < owner.observedAt ? "old" : "applied" };
  }
}

function own({ observedAt }: ClusterItem, session: Session): Ownership {
  return { session, observedAt, sequence: session.sequence };
}

/** Whether another session has seen a later object of the name than the one that was deleted. */
function isLaterObject(
  row: ClaimRow,
  { deleted, session }: { readonly deleted: ClusterItem; readonly session: Session },
): boolean {
  return row.owner !== null && row.owner.session !== session && row.phase !== "Gone" &&
    row.uid !== null && deleted.uid !== null && row.uid !== deleted.uid &&
    row.observedAt > deleted.observedAt;
}

/** Whether somebody who counts has said, since part 1, that the claim exists. */
function isSpokenFor(
  row: ClaimRow,
  { sync, session, now }: ItemContext & { readonly sync: SyncProgress },
): boolean {
  const { owner } = row;
  if (owner === null) return row.receivedAt >= sync.startedAt;
  if (owner.session === session) return owner.sequence >= sync.firstSequence;
  return owner.session.outranks(session, now);
}
