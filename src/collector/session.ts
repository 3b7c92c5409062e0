/**
 * One run of an informer as the collector knows it: which requests it has sent, what it watches,
 * how far its full synchronisations are, and whether it must be asked for another one.
 */
import { type Scope, toScopeKey } from "../claim/scope.ts";
import { type ClaimKey, compareText } from "../claim/claim.ts";
import { estimateScopes, SESSION_BYTES } from "./byte_estimate.ts";
import { ResyncRequest } from "./resync_request.ts";
import { ScopeLookup } from "./scope_lookup.ts";
import type { Shortage } from "./store_limits.ts";
import { type ItemKey, type SyncPart, SyncProgress } from "./sync_progress.ts";
import { UnreadClaims } from "./unread_claims.ts";

/** A session that is silent for longer loses its precedence over older ones, in milliseconds. */
export const PRECEDENCE_MS = 180_000;
/** Most scopes whose synchronisations are remembered. */
const SCOPE_COUNT_MAX = 2_000;
/** Most synchronisations of a session that are under way at once. */
const RUNNING_COUNT_MAX = 100;

/** What a session says of itself in each batch. */
export interface SessionReport {
  readonly sequence: number;
  readonly silent: readonly Scope[];
  /** `null` where it does not say what it watches. */
  readonly scopes: readonly Scope[] | null;
}

/** A full synchronisation that has ended. */
export interface Synchronised {
  readonly syncId: string;
  readonly scope: Scope;
  readonly kinds: readonly string[];
  /** Unix milliseconds. */
  readonly at: number;
  /** Sequence of the batch that brought its part 1. */
  readonly firstSequence: number;
  /** Estimated size. */
  readonly bytes: number;
}

/** What the store remembers of a session. */
export class Session {
  readonly id: string;
  /** Unix milliseconds, by the informer's clock. */
  readonly startedAt: number;
  /** Claims that it has named, but of which nothing is kept. */
  readonly unread: UnreadClaims = new UnreadClaims();
  readonly #synced = new Map<string, Synchronised>();
  readonly #running = new Map<string, SyncProgress>();
  #lastSeenAt = 0;
  #sequence = 0;
  #silent: readonly Scope[] = [];
  #scopes: readonly Scope[] | null = null;
  #lookup: ScopeLookup | null = null;
  #scopesBefore: readonly Scope[] | null = null;
  #scopeChangeCount = 0;
  readonly #resync = new ResyncRequest();
  #shortage: Shortage | null = null;
  #isReduced = false;
  #listBytes = 0;
  #bytes = 0;

  constructor(identity: { readonly id: string; readonly startedAt: number }) {
    this.id = identity.id;
    this.startedAt = identity.startedAt;
  }

  /** Unix milliseconds of the last request. */
  get lastSeenAt(): number {
    return this.#lastSeenAt;
  }

  /** The highest sequence that was applied. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Scopes out of contact with their API server. */
  get silent(): readonly Scope[] {
    return this.#silent;
  }

  /** What it watches: as it says, or else as its synchronisations show. */
  get scopes(): readonly Scope[] {
    return this.#scopes ?? [...this.#running.values(), ...this.#synced.values()]
      .map(({ scope }) => scope);
  }

  /** Rises when it is known to watch something else than before. */
  get scopeChangeCount(): number {
    return this.#scopeChangeCount;
  }

  /** Whether it still watches a claim that it has told of; it does where it does not say. */
  watches(claim: Pick<ClaimKey, "claimRef" | "type">): boolean {
    if (this.#scopes === null || claim.type === null) return true;
    this.#lookup ??= new ScopeLookup(this.#scopes);
    return this.#lookup.holds(claim);
  }

  /** Hears that a request came, whether it is applied or not. */
  noteContact(now: number): void {
    // Not the later of two times: the clock may have gone back.
    this.#lastSeenAt = now;
  }

  /** Whether there was no room for what it watches: nothing is proven in its cluster. */
  get isReduced(): boolean {
    return this.#isReduced;
  }

  /** Why it was last refused a new claim. */
  get shortage(): Shortage | null {
    return this.#shortage;
  }

  /**
   * Hears that there was no room for a claim; it is asked to tell it again when there is, but for one
   * kind too many of a name: only when another kind goes is there room for it.
   */
  noteNoRoom(key: ItemKey, shortage: Shortage): void {
    this.unread.add(key, { sequence: this.#sequence, awaitsRoom: shortage !== "kinds" });
    this.#shortage = shortage;
  }

  /** Estimates its size again. */
  recount(): void {
    this.#bytes = SESSION_BYTES + this.#listBytes + this.unread.bytes;
    for (const { bytes } of this.#running.values()) this.#bytes += bytes;
    for (const { bytes } of this.#synced.values()) this.#bytes += bytes;
  }

  /** Estimated size, as of the last count. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Forgets single claims for lack of room; until the next synchronisation nothing is concluded. */
  loseKeys(): void {
    this.unread.lose(this.#sequence);
    for (const sync of this.#running.values()) sync.loseNames();
  }

  /** Forgets what it watches, too: its items are still taken, but nothing is concluded. */
  reduce(): void {
    this.loseKeys();
    this.unread.noteLostRoom(this.#sequence);
    this.#running.clear();
    this.#synced.clear();
    this.#silent = [];
    this.#scopes = null;
    this.#lookup = null;
    this.#listBytes = 0;
    this.#isReduced = true;
  }

  /** Takes what a request says of the session itself. */
  noteReport({ sequence, silent, scopes }: SessionReport): void {
    this.#scopesBefore = this.#sequence === 0 ? scopes : this.#scopes;
    this.#sequence = sequence;
    this.#listBytes = estimateScopes(silent) + estimateScopes(scopes ?? []);
    this.#silent = silent;
    if (!isSameList(scopes, this.#scopes)) this.#lookup = null;
    this.#scopes = scopes;
    if (scopes === null) return;
    // As long as there is room: it is settled at the end of the request.
    this.#isReduced = false;
    const watched = new Set(scopes.map(toScopeKey));
    for (const key of this.#synced.keys()) if (!watched.has(key)) this.#synced.delete(key);
  }

  /** All that a request says of it is kept, or there was no room. */
  noteSettled(): void {
    if (!isSameList(this.#scopesBefore, this.#scopes)) this.#scopeChangeCount += 1;
    this.#scopesBefore = null;
  }

  /** Hears that a plain post changed what this session had told. */
  noteForeignChange(): void {
    this.#resync.noteForeignChange();
  }

  /** A part arrives, before its items; `undefined` for a synchronisation that has ended already. */
  beginPart(part: SyncPart, now: number): SyncProgress | undefined {
    const key = toScopeKey(part.scope);
    if (this.#synced.get(key)?.syncId === part.id) return undefined;
    const known = this.#running.get(key);
    if (known?.id === part.id) {
      known.note(part);
      return known;
    }
    if (part.part === 1) this.#resync.noteBegun();
    const started = new SyncProgress(part, { sequence: this.#sequence, now });
    this.#running.delete(key);
    this.#running.set(key, started);
    dropOldest(this.#running, RUNNING_COUNT_MAX);
    return started;
  }

  /** Synchronisations under way. */
  get running(): Iterable<SyncProgress> {
    return this.#running.values();
  }

  /** The last part has arrived and its items are applied. */
  endSync(sync: SyncProgress, now: number): void {
    const key = toScopeKey(sync.scope);
    this.#running.delete(key);
    if (!sync.isComplete) {
      this.#resync.noteIncomplete();
      return;
    }
    const { id: syncId, scope, kinds, firstSequence, lastingBytes: bytes } = sync;
    this.unread.sweep(scope, firstSequence);
    this.#synced.delete(key);
    this.#synced.set(key, { syncId, scope, kinds, at: now, firstSequence, bytes });
    dropOldest(this.#synced, SCOPE_COUNT_MAX);
  }

  /** The last synchronisation of the scope that has ended. */
  findSynchronised(scope: Scope): Synchronised | undefined {
    return this.#synced.get(toScopeKey(scope));
  }

  /** Whether everything that it watches was synchronised. */
  get isSynchronised(): boolean {
    const { scopes } = this;
    return scopes.length > 0 && scopes.every((scope) => this.#synced.has(toScopeKey(scope)));
  }

  /** Whether the next answer asks for a synchronisation; `hasRoom` tells whether claims find room. */
  takeResync(now: number, hasRoom: () => boolean): boolean {
    return this.#resync.take(now, () => hasRoom() && this.#isRoomAwaited());
  }

  /** Whether it speaks for a claim rather than the other does: it is newer, and heard of. */
  outranks(other: Session, now: number): boolean {
    if (this.id === other.id || now - this.#lastSeenAt > PRECEDENCE_MS) return false;
    return this.startedAt > other.startedAt ||
      (this.startedAt === other.startedAt && compareText(this.id, other.id) > 0);
  }

  /** Whether there was no room for something that was not told again since. */
  #isRoomAwaited(): boolean {
    if (this.#isReduced || this.unread.isRoomAwaited((key) => this.watches(key))) return true;
    const { lostRoomSequence } = this.unread;
    if (lostRoomSequence === 0) return false;
    const isToldAgain = this.scopes.every((scope) =>
      (this.findSynchronised(scope)?.firstSequence ?? 0) > lostRoomSequence
    );
    if (isToldAgain) this.unread.forgetLostRoom();
    return !isToldAgain;
  }
}

function isSameList(list: readonly Scope[] | null, other: readonly Scope[] | null): boolean {
  if (list === null || other === null) return list === other;
  return list.length === other.length && list.every((scope, index) => {
    const { group, resource, kind, namespace } = other[index] ?? {};
    return scope.group === group && scope.resource === resource && scope.kind === kind &&
      scope.namespace === namespace;
  });
}

function dropOldest(map: Map<string, unknown>, countMax: number): void {
  const [oldest] = map.keys();
  if (map.size > countMax && oldest !== undefined) map.delete(oldest);
}
