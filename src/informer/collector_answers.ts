/**
 * What the answers of the collector say beside the items: that another instance answers, that it does
 * not know everything, or that a newer session speaks for our claims. All of them call for
 * synchronisations.
 */
import type { BatchAnswer } from "../contract/batch.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Backlog } from "./backlog.ts";
import type { ItemRefusals } from "./item_refusals.ts";
import type { Synchronisation, SyncPart } from "./synchronisation.ts";
import type { WatchedScope } from "./watched_scope.ts";

/** What the answers act on. */
export interface CollectorAnswersDeps {
  readonly synchronisation: Synchronisation;
  readonly backlog: Backlog;
  readonly refusals: ItemRefusals;
  readonly listScopes: () => readonly WatchedScope[];
  /** Milliseconds that never go back. */
  readonly time: () => number;
  readonly logger: Logger;
}

/** Instances that take turns faster than this are not one after the other, but side by side. */
const INSTANCE_MS = 5_000;
/** While another session speaks for our claims, everything is told again so often. */
const SUPERSEDED_SYNC_MS = 60_000;

interface Supersession {
  /** When everything is told again. */
  nextSyncAt: number;
  /** Whether the round under way has shown that it lasts; `null` before the first round. */
  isConfirmed: boolean | null;
}

/** Owns what is known of the collector. */
export class CollectorAnswers {
  readonly #deps: CollectorAnswersDeps;
  #instance: string | null = null;
  #instanceChangedAt = -Infinity;
  #supersession: Supersession | null = null;

  constructor(deps: CollectorAnswersDeps) {
    this.#deps = deps;
  }

  /** Whether a newer session speaks for some of our claims. */
  get isSuperseded(): boolean {
    return this.#supersession !== null;
  }

  /** When `advance` has something to do. */
  get nextDueAt(): number {
    return this.#supersession?.nextSyncAt ?? Infinity;
  }

  /** Takes an answer, after its items and its part. */
  note(answer: BatchAnswer, part: SyncPart | null): void {
    const before = this.#instance;
    this.#instance = answer.instance;
    // The one that has just begun is known to whoever answered.
    const begun = part?.wire.part === 1 ? part.scope : null;
    const scopes = this.#deps.listScopes().filter((scope) => scope !== begun);
    if (answer.instance !== before) this.#introduce(scopes, before);
    else if (answer.resync === true) this.#requestAgain(scopes);
    this.#noteSupersession(answer.superseded === true);
  }

  /** Tells everything, whatever was told before. */
  requestAll(): void {
    for (const scope of this.#deps.listScopes()) {
      if (scope.isComplete) this.#deps.synchronisation.request(scope);
    }
  }

  /** Tells everything again while superseded. */
  advance(): void {
    const now = this.#deps.time();
    if (this.#supersession === null || now < this.#supersession.nextSyncAt) return;
    this.#supersession = { nextSyncAt: now + SUPERSEDED_SYNC_MS, isConfirmed: false };
    this.requestAll();
  }

  /** Another instance knows nothing; a scope whose list is incomplete is told without its end. */
  #introduce(scopes: readonly WatchedScope[], before: string | null): void {
    const { synchronisation, backlog, refusals, logger, time } = this.#deps;
    const now = time();
    const isRestart = before !== null && now - this.#instanceChangedAt >= INSTANCE_MS;
    if (before !== null && !isRestart) return this.#requestAgain(scopes);
    this.#instanceChangedAt = before === null ? -Infinity : now;
    for (const scope of scopes) {
      if (scope.isComplete) synchronisation.request(scope);
      else if (isRestart) backlog.retell(scope);
    }
    if (!isRestart) return;
    refusals.forgetPoisons();
    logger.info("Another instance of the collector answers: everything is told again");
  }

  #requestAgain(scopes: readonly WatchedScope[]): void {
    for (const scope of scopes) {
      if (scope.isComplete) this.#deps.synchronisation.requestAgain(scope);
    }
  }

  #noteSupersession(isTold: boolean): void {
    const { synchronisation, logger, time } = this.#deps;
    if (isTold && this.#supersession === null) {
      this.#supersession = { nextSyncAt: time() + SUPERSEDED_SYNC_MS, isConfirmed: null };
      logger.warn("A newer informer speaks for claims of this cluster; ours are skipped");
    } else if (isTold && this.#supersession !== null) {
      this.#supersession.isConfirmed = true;
    } else if (this.#supersession?.isConfirmed === false && synchronisation.isIdle) {
      this.#supersession = null;
      logger.info("No other informer speaks for claims of this cluster any more");
    }
  }
}
