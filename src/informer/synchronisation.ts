/**
 * Full synchronisations, one scope at a time: every claim of the scope is named in one of the parts,
 * in its newest state, and at the last part the collector knows that there are no others.
 */
import type { Logger } from "../runtime/logger.ts";
import type { Backlog } from "./backlog.ts";
import { type ClaimRecord, isGone } from "./claim_record.ts";
import type { Batch } from "./collector_client.ts";
import type { Outbox } from "./outbox.ts";
import type { WatchedScope } from "./watched_scope.ts";

/** What synchronisations work with. */
export interface SynchronisationDeps {
  readonly backlog: Backlog;
  /** Whether nothing need be waited for before the scope's claims are told. */
  readonly isSettledFor: (scope: WatchedScope) => boolean;
  readonly createId: () => string;
  /** Milliseconds that never go back. */
  readonly time: () => number;
  readonly logger: Logger;
}

/** One part, taken out of its synchronisation until it is committed or rolled back. */
export interface SyncPart {
  readonly scope: WatchedScope;
  readonly wire: NonNullable<Batch["sync"]>;
  readonly claims: readonly ClaimRecord[];
}

/** Every scope is synchronised so often even if nothing calls for it. */
const INTERVAL_MS = 3_600_000;
/** Nothing is waited for longer before a scope is synchronised. */
const SETTLE_MS = 10_000;
/** A collector that asks again and again gets no more than this. */
const REPEAT_MS = 5_000;

interface Due {
  readonly requestedAt: number;
  readonly notBefore: number;
}

interface Progress {
  readonly scope: WatchedScope;
  readonly id: string;
  readonly remaining: Outbox;
  part: number;
}

interface History {
  readonly startedAt: number;
  /** `null` as long as no synchronisation of the scope was acknowledged. */
  readonly endedAt: number | null;
}

/** Owns the queue of scopes and the synchronisation under way. */
export class Synchronisation {
  readonly #deps: SynchronisationDeps;
  /** Scopes that shall be synchronised, in this order. */
  readonly #due = new Map<WatchedScope, Due>();
  readonly #history = new Map<WatchedScope, History>();
  #current: Progress | null = null;

  constructor(deps: SynchronisationDeps) {
    this.#deps = deps;
  }

  /** Whether a synchronisation of the scope was ever acknowledged. */
  isSynchronised(scope: WatchedScope): boolean {
    return (this.#history.get(scope)?.endedAt ?? null) !== null;
  }

  /** Whether nothing is queued and nothing under way. */
  get isIdle(): boolean {
    return this.#current === null && this.#due.size === 0;
  }

  /** Whether a synchronisation of the scope is queued or under way. */
  isDue(scope: WatchedScope): boolean {
    return this.#due.has(scope) || this.#current?.scope === scope;
  }

  /** Asks for a synchronisation of the scope, as soon as it can be; one under way starts again. */
  request(scope: WatchedScope): void {
    this.#interrupt(scope);
    this.#queue(scope, -Infinity);
  }

  /** As `request`, for a collector that asks: it waits a little if the last one is not long ago. */
  requestAgain(scope: WatchedScope): void {
    if (this.#due.has(scope)) return;
    this.#interrupt(scope);
    const startedAt = this.#history.get(scope)?.startedAt ?? -Infinity;
    this.#queue(scope, startedAt + REPEAT_MS);
  }

  /** Gives up a synchronisation of the scope that is under way, for another one later. */
  postpone(scope: WatchedScope): void {
    if (this.#current?.scope === scope) this.request(scope);
  }

  /** Gives up what is under way, for another one later. */
  suspend(): void {
    if (this.#current !== null) this.request(this.#current.scope);
  }

  /** Forgets a scope that is watched no longer. */
  forget(scope: WatchedScope): void {
    this.#interrupt(scope);
    this.#due.delete(scope);
    this.#history.delete(scope);
  }

  /** Queues what was synchronised long ago. */
  advance(): void {
    const now = this.#deps.time();
    for (const [scope, { startedAt }] of this.#history) {
      if (now - startedAt < INTERVAL_MS || this.#current?.scope === scope) continue;
      if (!this.#due.has(scope)) this.#queue(scope, -Infinity);
    }
  }

  /** When `advance` has something to do. */
  get nextDueAt(): number {
    const times = [...this.#history]
      .filter(([scope]) => !this.#due.has(scope) && this.#current?.scope !== scope)
      .map(([, { startedAt }]) => startedAt + INTERVAL_MS);
    return Math.min(Infinity, ...times);
  }

  /** When there is a part to send. */
  get nextPartAt(): number {
    if (this.#current !== null) return -Infinity;
    const times = [...this.#due].map(([scope, due]) => this.#toPossibleAt(scope, due));
    return Math.min(Infinity, ...times);
  }

  /** The next part, with as many claims as are welcome; `null` where nothing can be synchronised now. */
  take(isWelcome: (claim: ClaimRecord) => boolean): SyncPart | null {
    const current = this.#current ??= this.#begin();
    if (current === null) return null;
    const { id, scope, remaining } = current;
    const claims = remaining.take(isWelcome);
    const last = remaining.size === 0;
    const wire = { id, scope: scope.wire, part: current.part + 1, last };
    return { scope, wire, claims };
  }

  /** The part was acknowledged. */
  commit({ scope, wire }: SyncPart): void {
    const current = this.#current;
    if (current === null || current.id !== wire.id) return;
    current.part = wire.part;
    if (!wire.last) return;
    this.#current = null;
    this.#deps.backlog.uncover();
    const { time, logger } = this.#deps;
    const log = this.isSynchronised(scope) ? logger.debug : logger.info;
    const startedAt = this.#history.get(scope)?.startedAt ?? time();
    this.#history.set(scope, { startedAt, endedAt: time() });
    const { group, resource } = scope.wire;
    log("Synchronised", {
      group,
      resource,
      claims: scope.livingCount,
      durationMs: time() - startedAt,
    });
  }

  /** The part was not delivered: its claims are named by the next one. */
  rollBack({ wire, claims }: SyncPart): void {
    const current = this.#current;
    if (current?.id === wire.id) {
      current.remaining.putBack(claims.filter((claim) => !isGone(claim)));
    } else this.#deps.backlog.putBack(claims);
  }

  #interrupt(scope: WatchedScope): void {
    if (this.#current?.scope !== scope) return;
    this.#current = null;
    this.#deps.backlog.uncover();
  }

  #begin(): Progress | null {
    const now = this.#deps.time();
    for (const [scope, due] of this.#due) {
      if (this.#toPossibleAt(scope, due) > now) continue;
      this.#due.delete(scope);
      const endedAt = this.#history.get(scope)?.endedAt ?? null;
      this.#history.set(scope, { startedAt: now, endedAt });
      const remaining = this.#deps.backlog.cover(scope);
      return { scope, id: this.#deps.createId(), remaining, part: 0 };
    }
    return null;
  }

  #queue(scope: WatchedScope, notBefore: number): void {
    this.#due.set(scope, { requestedAt: this.#deps.time(), notBefore });
  }

  #toPossibleAt(scope: WatchedScope, { requestedAt, notBefore }: Due): number {
    if (!scope.isComplete) return Infinity;
    if (this.#deps.isSettledFor(scope)) return notBefore;
    return Math.max(notBefore, requestedAt + SETTLE_MS);
  }
}
