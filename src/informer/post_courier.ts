/**
 * Tells an older collector that knows no batches: one post after the other, everything again from time
 * to time, and now and then an empty batch, to see whether it has been replaced.
 */
import type { Logger } from "../runtime/logger.ts";
import type { Backlog } from "./backlog.ts";
import type { BatchCourier } from "./batch_courier.ts";
import { COALESCE_MS } from "./batch_courier.ts";
import { toItem, toSinglePost } from "./batch_item.ts";
import { type ClaimRecord, isGone, isUntold } from "./claim_record.ts";
import type { ClaimTeller } from "./claim_teller.ts";
import type { CollectorAnswers } from "./collector_answers.ts";
import type { CollectorClient, Delivery } from "./collector_client.ts";
import type { ItemRefusals } from "./item_refusals.ts";
import type { RequestPace } from "./request_pace.ts";
import type { Synchronisation } from "./synchronisation.ts";
import type { WatchedScope } from "./watched_scope.ts";

/** What the courier works with. */
export interface PostCourierDeps {
  readonly client: CollectorClient;
  readonly batches: BatchCourier;
  readonly backlog: Backlog;
  readonly synchronisation: Synchronisation;
  readonly answers: CollectorAnswers;
  readonly refusals: ItemRefusals;
  readonly teller: ClaimTeller;
  readonly pace: RequestPace;
  readonly listScopes: () => readonly WatchedScope[];
  /** Whether it is known which resources shall be watched, and each of them has been found. */
  readonly isKnown: () => boolean;
  /** Milliseconds that never go back. */
  readonly time: () => number;
  readonly logger: Logger;
}

/** Everything is posted again so often. */
const EVERYTHING_MS = 300_000;
/** A batch is tried again so often. */
const BATCH_TRIAL_MS = 60_000;

interface OldCollector {
  /** When everything is posted again. */
  everythingAt: number;
  /** When a batch is tried again. */
  batchAt: number;
  /** Whether everything was posted once. */
  isToldAll: boolean;
}

/** Owns what is known of an older collector, while there is one. */
export class PostCourier {
  readonly #deps: PostCourierDeps;
  #old: OldCollector | null = null;

  constructor(deps: PostCourierDeps) {
    this.#deps = deps;
  }

  /** Whether the collector is an old one, as far as is known. */
  get isActive(): boolean {
    return this.#old !== null;
  }

  /** Whether an old collector was told everything once. */
  get isToldAll(): boolean {
    return this.#old?.isToldAll ?? false;
  }

  /** When there is something to send to an old collector. */
  get nextDueAt(): number {
    if (this.#old === null) return Infinity;
    const { newsAt } = this.#deps.backlog;
    const postAt = newsAt === null ? Infinity : newsAt + COALESCE_MS;
    return Math.min(this.#old.batchAt, this.#old.everythingAt, postAt);
  }

  /**
   * A batch got 404 or 405: finds out by one post whether that is for the collector's age, or by a
   * question where there is nothing to post.
   */
  async detect(signal: AbortSignal): Promise<boolean> {
    const claim = this.#findSample();
    const telling = claim?.telling ?? null;
    if (telling === null && !this.#isNothingThere()) return false;
    const { client } = this.#deps;
    const delivery = claim === null || telling === null
      ? await client.greet(signal)
      : await client.post(toSinglePost(claim, telling), signal);
    if (delivery.kind !== "delivered") return false;
    const now = this.#deps.time();
    this.#old = {
      everythingAt: now + EVERYTHING_MS,
      batchAt: now + BATCH_TRIAL_MS,
      isToldAll: false,
    };
    this.#deps.pace.noteDelivered(now);
    this.#deps.synchronisation.suspend();
    this.#deps.backlog.releaseAll();
    this.#retellAll();
    this.#deps.logger.warn("The collector is an older one: statuses are posted one by one");
    return true;
  }

  /** Sends what is due, if anything is. */
  async sendNext(signal: AbortSignal): Promise<boolean> {
    const old = this.#old;
    const now = this.#deps.time();
    if (old === null) return false;
    if (now >= old.batchAt) {
      await this.#tryBatch(old, signal);
      return true;
    }
    if (now >= old.everythingAt) {
      old.everythingAt = now + EVERYTHING_MS;
      this.#retellAll();
    }
    const { newsAt } = this.#deps.backlog;
    if (newsAt === null) old.isToldAll = true;
    return newsAt !== null && now >= newsAt + COALESCE_MS && await this.postNext(signal);
  }

  /** Posts the claim that waits longest; false where none does. */
  async postNext(signal: AbortSignal): Promise<boolean> {
    const { first } = this.#deps.backlog.outbox;
    const [claim] = this.#deps.backlog.outbox.take((each) => each === first);
    const telling = claim?.telling ?? null;
    if (claim === undefined || telling === null) return false;
    const item = toItem(claim, "whole");
    const beganAt = this.#deps.time();
    const delivery = await this.#deps.client.post(toSinglePost(claim, telling), signal);
    switch (delivery.kind) {
      case "delivered":
        this.#deps.pace.noteDelivered(beganAt);
        this.#deps.refusals.noteTaken(item);
        break;
      case "unacceptable":
        this.#deps.refusals.noteRejected(item, delivery.message);
        break;
      default:
        this.#deps.backlog.putBack([claim]);
        this.#noteFailure(delivery, signal);
        return true;
    }
    claim.told = telling;
    if (isGone(claim) && !isUntold(claim)) this.#deps.teller.forget(claim);
    return true;
  }

  async #tryBatch(old: OldCollector, signal: AbortSignal): Promise<void> {
    const consignment = this.#deps.batches.prepareEmpty();
    const beganAt = this.#deps.time();
    old.batchAt = beganAt + BATCH_TRIAL_MS;
    const delivery = await this.#deps.client.submit(consignment.batch, signal);
    if (delivery.kind === "unavailable") return this.#noteFailure(delivery, signal);
    if (delivery.kind !== "delivered") return;
    this.#old = null;
    this.#deps.pace.noteDelivered(beganAt);
    this.#deps.batches.accept(consignment, delivery.answer);
    this.#deps.answers.requestAll();
    this.#deps.logger.info("The collector takes batches: all is synchronised with it");
  }

  #noteFailure(
    failure: Exclude<Delivery<unknown>, { readonly kind: "delivered" }>,
    signal: AbortSignal,
  ): void {
    if (signal.aborted) return;
    this.#deps.pace.noteFailure(failure);
    // Somebody else may listen there when it comes back.
    const isLost = failure.kind === "unavailable" && failure.isConnectionLost;
    if (isLost && this.#old !== null) this.#old.batchAt = -Infinity;
  }

  #retellAll(): void {
    for (const scope of this.#deps.listScopes()) this.#deps.backlog.retell(scope);
  }

  /** Whether all is known that there is, and that is nothing. */
  #isNothingThere(): boolean {
    return this.#deps.isKnown() &&
      this.#deps.listScopes().every(({ watch, livingCount }) =>
        watch.isListed && livingCount === 0
      );
  }

  #findSample(): ClaimRecord | null {
    for (const scope of this.#deps.listScopes()) {
      for (const claim of scope.claims) if (claim.telling !== null) return claim;
    }
    return null;
  }
}
