/**
 * Decides what is told of a claim: joins it with its composite, compares with what was told before,
 * and dates what is new. Only text, phase, uid and a status that stays outdated make news.
 */
import type { Digester } from "../claim/digester.ts";
import { GONE_TEXT } from "../claim/phase.ts";
import type { Clock } from "../runtime/clock.ts";
import {
  type ClaimRecord,
  isSameState,
  isSameTelling,
  isUntold,
  type Telling,
} from "./claim_record.ts";
import { readOwnComposite } from "./composite_maker.ts";

/** What the teller works with. */
export interface ClaimTellerDeps {
  readonly joinDigests: Digester["joinDigests"];
  /** Dates what is told. */
  readonly clock: Clock;
  /** Milliseconds that never go back. */
  readonly time: () => number;
  /** A claim has something else to tell than before. */
  readonly onChange: (claim: ClaimRecord) => void;
  /** A claim that is gone is kept no longer. */
  readonly onForget: (claim: ClaimRecord) => void;
}

/** A status that is of an older generation for so long is told to be outdated. */
const OUTDATED_AFTER_MS = 60_000;

/** Owns the dates of what is told, and the claims whose status is of an older generation. */
export class ClaimTeller {
  readonly #deps: ClaimTellerDeps;
  /** Since when, longest first: all wait equally long. */
  readonly #outdatedSince = new Map<ClaimRecord, number>();
  /** No claim that comes back may be dated before it went. */
  #returnedAt = -Infinity;

  constructor(deps: ClaimTellerDeps) {
    this.#deps = deps;
  }

  /** Tells the claim's present state, if that is news; not while its composite may come any moment. */
  refresh(claim: ClaimRecord): void {
    const joined = this.#join(claim);
    if (joined === null) return;
    const isOutdated = joined.isOutdated && this.#isOutdatedForLong(claim);
    if (!joined.isOutdated || isOutdated) this.#outdatedSince.delete(claim);
    this.#tell(claim, { ...joined, isOutdated });
  }

  /** Tells that the claim does not exist any more. */
  bury(claim: ClaimRecord): void {
    const { uid } = claim;
    claim.scope.setDigest(claim, null);
    this.#outdatedSince.delete(claim);
    this.#tell(claim, { uid, statusMessage: GONE_TEXT, phase: "Gone", isOutdated: false });
    if (!isUntold(claim)) this.forget(claim);
  }

  /** A claim appears, or is back: it exists, and whatever it is now, is news. */
  welcome(claim: ClaimRecord): void {
    this.#returnedAt = Math.max(this.#returnedAt, claim.telling?.observedAt ?? -Infinity);
    claim.telling = null;
    this.#deps.onChange(claim);
  }

  /** Forgets a claim that is gone, or watched no longer; one of its name may come again. */
  forget(claim: ClaimRecord): void {
    this.#outdatedSince.delete(claim);
    this.#returnedAt = Math.max(this.#returnedAt, claim.telling?.observedAt ?? -Infinity);
    claim.scope.remove(claim);
    this.#deps.onForget(claim);
  }

  /** When `advance` has something to do. */
  get nextDueAt(): number {
    for (const since of this.#outdatedSince.values()) return since + OUTDATED_AFTER_MS;
    return Infinity;
  }

  /** Tells which claims have become outdated. */
  advance(): void {
    const now = this.#deps.time();
    for (const [claim, since] of this.#outdatedSince) {
      if (now - since < OUTDATED_AFTER_MS) return;
      this.#outdatedSince.delete(claim);
      const joined = this.#join(claim);
      if (joined !== null) this.#tell(claim, joined);
    }
  }

  #join(claim: ClaimRecord): Omit<Telling, "observedAt"> | null {
    const { digest, uid, composite } = claim;
    if (digest === null || composite?.kind.isSettled === false) return null;
    return { uid, ...this.#deps.joinDigests(digest, readOwnComposite(claim)) };
  }

  #isOutdatedForLong(claim: ClaimRecord): boolean {
    const { telling, uid } = claim;
    const isSameObject = telling !== null && telling.uid === uid;
    if (isSameObject && telling.isOutdated) return true;
    if (telling !== null && !isSameObject) this.#outdatedSince.delete(claim);
    if (!this.#outdatedSince.has(claim)) this.#outdatedSince.set(claim, this.#deps.time());
    return false;
  }

  #tell(claim: ClaimRecord, news: Omit<Telling, "observedAt">): void {
    const { telling, told } = claim;
    if (telling !== null && isSameTelling(telling, news)) return;
    if (told !== null && isSameTelling(told, news)) {
      claim.telling = told;
    } else if (telling !== null && isSameState(telling, news)) {
      claim.telling = { ...news, observedAt: telling.observedAt };
    } else {
      const last = telling?.observedAt ?? this.#returnedAt;
      claim.telling = { ...news, observedAt: Math.max(this.#deps.clock.now(), last) };
    }
    this.#deps.onChange(claim);
  }
}
