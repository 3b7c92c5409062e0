/**
 * Staleness: a claim is stale when the session that speaks for it is silent for too long, when that
 * session is itself without contact to the claim's resource or does not watch it any more, or when the
 * claim's status is of an older generation. What only plain posts told is never stale: their silence proves nothing.
 */
import { mayBeInScope } from "../claim/scope.ts";
import type { ClaimRow } from "./claim_row.ts";
import type { ClusterClaims } from "./cluster_claims.ts";
import type { Session } from "./session.ts";

/** A moment at which staleness is looked at. */
export interface StaleMoment {
  /** Unix milliseconds. */
  readonly now: number;
  /** How long a session may be silent, in milliseconds. */
  readonly staleAfterMs: number;
}

/** Whether the session has been silent for too long. */
export function isSessionStale(session: Session, { now, staleAfterMs }: StaleMoment): boolean {
  return now - session.lastSeenAt > staleAfterMs;
}

/** Whether what the row says may be wrong by now; a tombstone stays true. */
export function isRowStale(row: ClaimRow, moment: StaleMoment): boolean {
  const { owner, phase } = row;
  if (owner === null || phase === "Gone") return false;
  if (row.isOutdated || isSessionStale(owner.session, moment)) return true;
  if (!owner.session.watches(row)) return true;
  return owner.session.silent.some((scope) => mayBeInScope(row, scope));
}

/** Notices that claims became stale although nobody sent anything. */
export class StalenessWatch {
  readonly #staleAfterMs: number;
  #known = "";
  #flipCount = 0;

  constructor(staleAfterMs: number) {
    this.#staleAfterMs = staleAfterMs;
  }

  /** The moment to judge rows at. */
  at(now: number): StaleMoment {
    return { now, staleAfterMs: this.#staleAfterMs };
  }

  /** Rises when a session's claims became stale, or were heard of again. */
  countFlips(clusters: Iterable<ClusterClaims>, now: number): number {
    const moment = this.at(now);
    let state = "";
    for (const cluster of clusters) {
      for (const session of cluster.sessions) {
        const { silent, scopeChangeCount } = session;
        if (scopeChangeCount > 0) state += `${session.id} ${scopeChangeCount} `;
        if (isSessionStale(session, moment)) state += `${session.id} `;
        else if (silent.length > 0) state += `${session.id} ${JSON.stringify(silent)} `;
      }
    }
    if (state !== this.#known) this.#flipCount += 1;
    this.#known = state;
    return this.#flipCount;
  }
}
