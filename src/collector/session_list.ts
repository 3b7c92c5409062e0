/**
 * The sessions that speak for one cluster, and what they prove together. Pays for what they hold;
 * where there is no room for it, they are remembered with less, and prove less.
 */
import { type ScopeCoverage, toScopeKey } from "../claim/scope.ts";
import { PRECEDENCE_MS, Session } from "./session.ts";
import type { StoreLedger } from "./store_ledger.ts";

/** Most sessions of one cluster that are remembered. */
const SESSION_COUNT_MAX = 100;
/** A session that is silent for longer is forgotten when another one begins, in milliseconds. */
const SESSION_KEPT_MS = 86_400_000;
/** What each session may hold although the memory budget is used up, in estimated bytes. */
const SESSION_RESERVE_BYTES = 65_536;

/** Owns the sessions of a cluster. */
export class SessionList {
  readonly #ledger: StoreLedger;
  readonly #sessions = new Map<string, Session>();

  constructor(ledger: StoreLedger) {
    this.#ledger = ledger;
  }

  /** All that are remembered, silent ones included. */
  all(): Iterable<Session> {
    return this.#sessions.values();
  }

  /** Those that have been heard of lately. */
  listLive(now: number): readonly Session[] {
    return [...this.#sessions.values()].filter((one) => now - one.lastSeenAt <= PRECEDENCE_MS);
  }

  /** The session of that id, and whether it was known. */
  open(
    identity: { readonly id: string; readonly startedAt: number },
    now: number,
  ): { readonly session: Session; readonly isKnown: boolean } {
    const known = this.#sessions.get(identity.id);
    if (known !== undefined) return { session: known, isKnown: true };
    this.#forgetOld(now);
    const session = new Session(identity);
    this.#sessions.set(identity.id, session);
    session.recount();
    this.#ledger.pay(session.bytes);
    return { session, isKnown: false };
  }

  /** Pays for what a batch has added to the session, or takes of it what there is no room for. */
  settle(session: Session): void {
    const { bytes: paidBytes } = session;
    session.recount();
    if (!this.#fits(session, paidBytes)) {
      session.loseKeys();
      session.recount();
    }
    if (!this.#fits(session, paidBytes)) {
      session.reduce();
      session.recount();
    }
    this.#ledger.pay(session.bytes - paidBytes);
    session.noteSettled();
  }

  /** What live sessions watch, and what of it is proven to be complete. */
  toCoverage(now: number): readonly Omit<ScopeCoverage, "cluster">[] {
    const live = this.listLive(now);
    const isDoubtful = live.some(({ isReduced }) => isReduced);
    return live.flatMap((session) => {
      const silent = new Set(session.silent.map(toScopeKey));
      return session.scopes.map((scope) => {
        const synchronised = session.findSynchronised(scope);
        const isProven = !isDoubtful && synchronised !== undefined &&
          !silent.has(toScopeKey(scope)) &&
          !session.unread.isAnyIn(scope, synchronised.firstSequence);
        return {
          ...scope,
          kinds: scope.kind === null ? synchronised?.kinds ?? [] : [scope.kind],
          synchronisedAt: isProven ? synchronised.at : null,
        };
      });
    });
  }

  /** Gives all room back; nothing may be opened afterwards. */
  clear(): void {
    for (const session of this.#sessions.values()) this.#forget(session);
  }

  /** Whether it may hold what it does: it has not grown, holds little, or there is room. */
  #fits({ bytes }: Session, paidBytes: number): boolean {
    return bytes <= paidBytes || bytes <= SESSION_RESERVE_BYTES ||
      this.#ledger.makeRoomFor(bytes - paidBytes);
  }

  /** Where there is no room, all that have lost their precedence go. */
  #forgetOld(now: number): void {
    const keptMs = this.#ledger.hasRoom ? SESSION_KEPT_MS : PRECEDENCE_MS;
    for (const session of this.#sessions.values()) {
      if (now - session.lastSeenAt > keptMs) this.#forget(session);
    }
    if (this.#sessions.size < SESSION_COUNT_MAX) return;
    const bySilence = [...this.#sessions.values()].sort((a, b) => a.lastSeenAt - b.lastSeenAt);
    const [longest] = bySilence;
    if (longest !== undefined) this.#forget(longest);
  }

  /** Rows may still name the session; so it is emptied. */
  #forget(session: Session): void {
    this.#sessions.delete(session.id);
    this.#ledger.pay(-session.bytes);
    session.reduce();
  }
}
