/**
 * The claims of one cluster and the sessions that speak for them: decides who replaces whom, and
 * which claims are gone at the end of a full synchronisation.
 */
import { type ClaimType, isSameType } from "../claim/claim.ts";
import { isInScope, type ScopeCoverage, toScopeKey } from "../claim/scope.ts";
import {
  type ClaimRow,
  isNews,
  type Ownership,
  type RowReport,
  toRow,
  toTombstoneReport,
} from "./claim_row.ts";
import { PRECEDENCE_MS, Session } from "./session.ts";
import type { ItemKey, SyncProgress } from "./sync_progress.ts";

/** Most sessions of one cluster that are remembered. */
const SESSION_COUNT_MAX = 100;
/** A session that is silent for longer is forgotten when another one begins, in milliseconds. */
const SESSION_KEPT_MS = 86_400_000;

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

/** What became of an item: `outranked` items belong to a newer session, `old` ones were overtaken. */
export type ItemOutcome = "applied" | "old" | "outranked";

/** Rows and sessions of one cluster; counts what changed. */
export class ClusterClaims {
  readonly name: string;
  readonly #rows = new Map<string, readonly ClaimRow[]>();
  readonly #sessions = new Map<string, Session>();
  #lastContact = 0;
  #lastBatchAt: number | null = null;
  #hasSynchronised = false;
  #changeCount = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** Unix milliseconds of the last post or batch. */
  get lastContact(): number {
    return this.#lastContact;
  }

  /** Unix milliseconds of the last batch; `null` where only plain posts came. */
  get lastBatchAt(): number | null {
    return this.#lastBatchAt;
  }

  /** Rises with each change that a registry could show. */
  get changeCount(): number {
    return this.#changeCount;
  }

  get sessions(): Iterable<Session> {
    return this.#sessions.values();
  }

  /** Whether it has told everything that it knows; for old senders the first post counts. */
  hasSynchronised(now: number): boolean {
    if (this.#lastBatchAt === null) return true;
    const live = this.#listLive(now);
    return this.#hasSynchronised ||= live.length > 0 && live.every((one) => one.isSynchronised);
  }

  /** All rows, in no order. */
  *rows(): Iterable<ClaimRow> {
    for (const siblings of this.#rows.values()) yield* siblings;
  }

  /** Takes a plain post: the one typed status of its claim is updated, else it is one of its own. */
  applyPost(report: RowReport, now: number): ClaimRow {
    this.#lastContact = now;
    const replaced = this.#findForPost(report);
    const owner = replaced?.owner ?? null;
    const row = this.#put({ ...report, owner }, { replaced, now });
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
    const known = this.#sessions.get(identity.id);
    const session = known ?? new Session(identity);
    session.noteContact(now);
    if (known === undefined) {
      this.#forgetOldSessions(now);
      this.#sessions.set(identity.id, session);
    }
    return { session, isKnown: known !== undefined };
  }

  /** Takes an item of a session; what it was about counts as named. */
  applyUpsert(item: UpsertItem, session: Session, now: number): ItemOutcome {
    const { replaced, outcome } = this.#judge(item, session, now);
    session.unread.delete(item);
    if (outcome === "applied") {
      this.#put({ ...item, cluster: this.name, owner: own(item, session) }, { replaced, now });
    }
    return outcome;
  }

  /** Takes a deletion; of a claim that was not known it leaves a tombstone as well. */
  applyDeletion(item: ClusterItem, session: Session, now: number): ItemOutcome {
    const { replaced, outcome } = this.#judge(item, session, now);
    session.unread.delete(item);
    if (outcome !== "applied") return outcome;
    if (replaced !== undefined && isLaterObject(replaced, item, session)) return "old";
    const owner = own(item, session);
    this.#put(toTombstoneReport({ ...item, cluster: this.name, owner }), { replaced, now });
    return "applied";
  }

  /** Takes an item that could not be read: its claim exists, so that no tombstone may stand for it. */
  applyUnread(key: ItemKey, session: Session, now: number): void {
    session.unread.add(key);
    for (const sync of session.running) sync.noteNamed(key);
    const row = this.#rows.get(key.claimRef)?.find(({ type }) => isSameType(type, key.type));
    if (row?.phase !== "Gone" || row.owner?.session.outranks(session, now)) return;
    this.drop((each) => each === row);
  }

  /** Ends a synchronisation: what is of its scope and was not named since part 1 is gone. */
  endSync(sync: SyncProgress, context: { readonly session: Session; readonly now: number }): void {
    const { session, now } = context;
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
      this.#put(toTombstoneReport(tombstone), { replaced: row, now });
    }
  }

  /** Removes rows; they count as changes. */
  drop(isDropped: (row: ClaimRow) => boolean): void {
    for (const [claimRef, siblings] of this.#rows) {
      const kept = siblings.filter((row) => !isDropped(row));
      if (kept.length === siblings.length) continue;
      this.#changeCount += 1;
      if (kept.length === 0) this.#rows.delete(claimRef);
      else this.#rows.set(claimRef, kept);
    }
  }

  /** What live sessions watch, and what of it is proven to be complete. */
  toCoverage(now: number): readonly ScopeCoverage[] {
    const live = [...this.#sessions.values()].filter((one) =>
      now - one.lastSeenAt <= PRECEDENCE_MS
    );
    return live.flatMap((session) => {
      const silent = new Set(session.silent.map(toScopeKey));
      return session.scopes.map((scope) => {
        const synchronised = session.findSynchronised(scope);
        const isSilent = silent.has(toScopeKey(scope));
        return {
          ...scope,
          cluster: this.name,
          kinds: scope.kind === null ? synchronised?.kinds ?? [] : [scope.kind],
          synchronisedAt: isSilent || session.unread.isAnyIn(scope)
            ? null
            : synchronised?.at ?? null,
        };
      });
    });
  }

  #listLive(now: number): readonly Session[] {
    return [...this.#sessions.values()].filter((one) => now - one.lastSeenAt <= PRECEDENCE_MS);
  }

  /** Which row an item replaces, and whether it may. */
  #judge(
    item: ClusterItem,
    session: Session,
    now: number,
  ): { readonly replaced: ClaimRow | undefined; readonly outcome: ItemOutcome } {
    const siblings = this.#rows.get(item.claimRef) ?? [];
    const replaced = siblings.find((row) => isSameType(row.type, item.type)) ??
      siblings.find((row) => row.type === null);
    const owner = replaced?.owner ?? null;
    if (owner === null) return { replaced, outcome: "applied" };
    if (owner.session.outranks(session, now)) return { replaced, outcome: "outranked" };
    if (owner.session !== session) return { replaced, outcome: "applied" };
    owner.sequence = session.sequence;
    return { replaced, outcome: item.observedAt < owner.observedAt ? "old" : "applied" };
  }

  #put(
    report: RowReport,
    context: { readonly replaced: ClaimRow | undefined; readonly now: number },
  ): ClaimRow {
    const { replaced } = context;
    const row = toRow(report, context);
    const siblings = this.#rows.get(row.claimRef) ?? [];
    // A typed report also ends what a plain one left beside it.
    const kept = siblings.filter((sibling) =>
      sibling !== replaced && (report.type === null || sibling.type !== null)
    );
    this.#rows.set(row.claimRef, [...kept, row]);
    if (isNews(replaced, row) || kept.length + 1 < siblings.length) this.#changeCount += 1;
    return row;
  }

  #findForPost({ claimRef, type }: RowReport): ClaimRow | undefined {
    const siblings = this.#rows.get(claimRef) ?? [];
    const same = siblings.find((row) => isSameType(row.type, type));
    if (same !== undefined) return same;
    if (type !== null) return siblings.find((row) => row.type === null);
    const living = siblings.filter((row) => row.phase !== "Gone");
    const candidates = living.length > 0 ? living : siblings;
    return candidates.length === 1 ? candidates[0] : undefined;
  }

  #forgetOldSessions(now: number): void {
    for (const [id, { lastSeenAt }] of this.#sessions) {
      if (now - lastSeenAt > SESSION_KEPT_MS) this.#sessions.delete(id);
    }
    if (this.#sessions.size < SESSION_COUNT_MAX) return;
    const bySilence = [...this.#sessions.values()].sort((a, b) => a.lastSeenAt - b.lastSeenAt);
    const [longest] = bySilence;
    if (longest !== undefined) this.#sessions.delete(longest.id);
  }
}

function own({ observedAt }: ClusterItem, session: Session): Ownership {
  return { session, observedAt, sequence: session.sequence };
}

/** Whether another session has seen a later object of the name than the one that was deleted. */
function isLaterObject(row: ClaimRow, deleted: ClusterItem, session: Session): boolean {
  return row.owner !== null && row.owner.session !== session && row.phase !== "Gone" &&
    row.uid !== null && deleted.uid !== null && row.uid !== deleted.uid &&
    row.observedAt > deleted.observedAt;
}

/** Whether somebody who counts has said, since part 1, that the claim exists. */
function isSpokenFor(
  row: ClaimRow,
  context: { readonly sync: SyncProgress; readonly session: Session; readonly now: number },
): boolean {
  const { sync, session, now } = context;
  const { owner } = row;
  if (owner === null) return row.receivedAt >= sync.startedAt;
  if (owner.session === session) return owner.sequence >= sync.firstSequence;
  return owner.session.outranks(session, now);
}
