/**
 * Makes batches of what waits and takes note of what became of them. Parts of synchronisations and
 * claims of the outbox take turns. What a batch is refused for is narrowed down by halves, until one
 * item stands alone; it is at fault if an empty batch is taken.
 */
import type { BatchAnswer } from "../contract/batch.ts";
import type { Backlog } from "./backlog.ts";
import { type BatchItem, ITEM_COUNT_MAX, toItem } from "./batch_item.ts";
import type { BatchSession } from "./batch_session.ts";
import { type ClaimRecord, isGone, isUntold } from "./claim_record.ts";
import type { ClaimTeller } from "./claim_teller.ts";
import type { CollectorAnswers } from "./collector_answers.ts";
import type { Batch } from "./collector_client.ts";
import type { ItemRefusals } from "./item_refusals.ts";
import type { Synchronisation, SyncPart } from "./synchronisation.ts";

/** What the courier works with. */
export interface BatchCourierDeps {
  readonly session: BatchSession;
  readonly backlog: Backlog;
  readonly synchronisation: Synchronisation;
  readonly answers: CollectorAnswers;
  readonly refusals: ItemRefusals;
  readonly teller: ClaimTeller;
  /** Milliseconds that never go back. */
  readonly time: () => number;
}

/** Where the items of a batch come from. */
type Lane = "outbox" | "sync" | "none";

/** A batch and what it is made of. */
export interface Consignment {
  readonly batch: Batch;
  readonly lane: Lane;
  readonly part: SyncPart | null;
  /** In the order in which an answer counts them. */
  readonly items: readonly BatchItem[];
}

/** A first change waits so long for others. */
export const COALESCE_MS = 150;

/** Owns the sizes of batches and the turns of the lanes. */
export class BatchCourier {
  readonly #deps: BatchCourierDeps;
  readonly #limits = { outbox: ITEM_COUNT_MAX, sync: ITEM_COUNT_MAX };
  #lastLane: Lane = "outbox";
  #suspect: { readonly item: BatchItem; readonly error: string } | null = null;

  constructor(deps: BatchCourierDeps) {
    this.#deps = deps;
  }

  /** When there is something to send. */
  get nextDueAt(): number {
    if (this.#suspect !== null) return -Infinity;
    const { newsAt } = this.#deps.backlog;
    const outboxAt = newsAt === null ? Infinity : newsAt + COALESCE_MS;
    return Math.min(
      this.#isOutboxFull ? -Infinity : outboxAt,
      this.#deps.synchronisation.nextPartAt,
    );
  }

  /** What is to be sent now; `null`: nothing. */
  prepare(): Consignment | null {
    if (this.#suspect !== null) return this.prepareEmpty();
    if (this.#lastLane === "sync") return this.#prepareOutbox() ?? this.#prepareSync();
    return this.#prepareSync() ?? this.#prepareOutbox();
  }

  /** What waits in the outbox, without waiting for more. */
  prepareOutbox(): Consignment | null {
    if (this.#suspect !== null) return this.prepareEmpty();
    const filter = this.#deps.session.createFilter(this.#limits.outbox);
    const claims = this.#deps.backlog.outbox.take(filter);
    return claims.length === 0 ? null : this.#pack("outbox", { claims, part: null });
  }

  /** A batch without items: the heartbeat. */
  prepareEmpty(): Consignment {
    return this.#pack("none", { claims: [], part: null });
  }

  /** The batch was taken. */
  accept(consignment: Consignment, answer: BatchAnswer): void {
    const { items, lane, part } = consignment;
    if (lane !== "none") this.#limits[lane] = Math.min(ITEM_COUNT_MAX, this.#limits[lane] * 2);
    this.#condemn();
    const errors = new Map(answer.rejected.map(({ index, error }) => [index, error]));
    items.forEach((item, index) => this.#acceptItem(item, errors.get(index)));
    if (part !== null) this.#deps.synchronisation.commit(part);
    this.#deps.answers.note(answer, part);
  }

  /** The batch was not taken, for a reason outside of it. */
  putBack({ items, part }: Consignment): void {
    if (part !== null) this.#deps.synchronisation.rollBack(part);
    else this.#deps.backlog.putBack(items.map(({ claim }) => claim));
  }

  /** The batch will never be taken as it is; false where that cannot be for its items. */
  narrow(consignment: Consignment, error: string): boolean {
    const { items, lane } = consignment;
    const [first] = items;
    this.putBack(consignment);
    this.#suspect = null;
    if (lane === "none" || first === undefined) return false;
    if (items.length === 1) this.#suspect = { item: first, error };
    else this.#limits[lane] = Math.floor(items.length / 2);
    return true;
  }

  get #isOutboxFull(): boolean {
    return this.#deps.backlog.outbox.size >= ITEM_COUNT_MAX;
  }

  #prepareOutbox(): Consignment | null {
    const { newsAt } = this.#deps.backlog;
    if (newsAt === null) return null;
    const isRipe = this.#isOutboxFull || this.#deps.time() >= newsAt + COALESCE_MS;
    return isRipe ? this.prepareOutbox() : null;
  }

  #prepareSync(): Consignment | null {
    const filter = this.#deps.session.createFilter(this.#limits.sync);
    const part = this.#deps.synchronisation.take(filter);
    return part === null ? null : this.#pack("sync", { claims: part.claims, part });
  }

  #pack(
    lane: Lane,
    content: { readonly claims: readonly ClaimRecord[]; readonly part: SyncPart | null },
  ): Consignment {
    const { claims, part } = content;
    this.#lastLane = lane;
    const items = claims.map((claim) => toItem(claim, this.#deps.refusals.findForm(claim)));
    for (const item of items) if (item.form === "nothing") this.#acceptItem(item, undefined);
    const sent = items.filter(({ form }) => form !== "nothing");
    return { lane, part, ...this.#deps.session.build(sent, part) };
  }

  #acceptItem(item: BatchItem, error: string | undefined): void {
    const { claim, telling, form } = item;
    if (telling === null) return;
    claim.told = telling;
    if (form === "whole") {
      if (error === undefined) this.#deps.refusals.noteTaken(item);
      else this.#deps.refusals.noteRejected(item, error);
    }
    if (isGone(claim) && !isUntold(claim)) this.#deps.teller.forget(claim);
  }

  /** An empty batch was taken where one with a single item was not: the item is at fault. */
  #condemn(): void {
    if (this.#suspect === null) return;
    this.#deps.refusals.notePoison(this.#suspect.item, this.#suspect.error);
    this.#suspect = null;
  }
}
