/**
 * The one loop that talks to the collector: one request at a time, at its own pace. Decides what
 * follows from what became of each request; what is in it is the couriers' business.
 */
import type { Clock } from "../runtime/clock.ts";
import type { Backlog } from "./backlog.ts";
import type { BatchCourier, Consignment } from "./batch_courier.ts";
import type { CollectorClient } from "./collector_client.ts";
import type { PostCourier } from "./post_courier.ts";
import type { RequestPace } from "./request_pace.ts";
import type { Synchronisation } from "./synchronisation.ts";

/** What the loop works with. */
export interface CollectorDeliveryDeps {
  readonly client: CollectorClient;
  readonly batches: BatchCourier;
  readonly posts: PostCourier;
  readonly pace: RequestPace;
  readonly synchronisation: Synchronisation;
  readonly backlog: Backlog;
  /** Does everything that is due by now; gives the time at which something is again. */
  readonly advance: () => number;
  /** A clock that never goes back. */
  readonly clock: Clock;
}

/** Owns the loop. */
export class CollectorDelivery {
  readonly #deps: CollectorDeliveryDeps;
  #rest: AbortController | null = null;
  #isWoken = false;

  constructor(deps: CollectorDeliveryDeps) {
    this.#deps = deps;
  }

  /** Hears that something may have to be sent. */
  wake(): void {
    this.#isWoken = true;
    this.#rest?.abort();
  }

  /** Sends until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#isWoken = false;
      const dueAt = this.#deps.advance();
      if (!await this.#sendNext(signal)) await this.#sleep(dueAt, signal);
    }
  }

  /** Sends once what waits, without synchronisations; ends at the first failure. */
  async flush(signal: AbortSignal): Promise<void> {
    const { synchronisation, backlog, batches, posts } = this.#deps;
    synchronisation.suspend();
    backlog.releaseAll();
    while (!signal.aborted) {
      if (posts.isActive) {
        if (!await posts.postNext(signal)) return;
      } else {
        const consignment = batches.prepareOutbox();
        if (consignment === null) return;
        await this.#submit(consignment, signal);
      }
      if (this.#deps.pace.trouble !== null) return;
    }
  }

  async #sendNext(signal: AbortSignal): Promise<boolean> {
    const { pace, posts, batches, clock } = this.#deps;
    if (clock.now() < pace.notBefore) return false;
    if (posts.isActive) return await posts.sendNext(signal);
    const isHeartbeatDue = clock.now() >= pace.heartbeatAt;
    const consignment = batches.prepare() ?? (isHeartbeatDue ? batches.prepareEmpty() : null);
    if (consignment === null) return false;
    await this.#submit(consignment, signal);
    return true;
  }

  async #submit(consignment: Consignment, signal: AbortSignal): Promise<void> {
    const { client, batches, pace, posts, clock } = this.#deps;
    const beganAt = clock.now();
    const delivery = await client.submit(consignment.batch, signal);
    if (delivery.kind === "delivered") {
      pace.noteDelivered(beganAt);
      return batches.accept(consignment, delivery.answer);
    }
    const isNarrowed = delivery.kind === "unacceptable" &&
      batches.narrow(consignment, delivery.message);
    if (delivery.kind !== "unacceptable") batches.putBack(consignment);
    if (isNarrowed || signal.aborted) return;
    const isUnknown = delivery.kind === "refused" &&
      (delivery.status === 404 || delivery.status === 405);
    if (isUnknown && await posts.detect(signal)) return;
    pace.noteFailure(delivery);
  }

  /** Until something is due, or until woken up; a wait after a failure lasts. */
  async #sleep(dueAt: number, signal: AbortSignal): Promise<void> {
    const { pace, posts, batches, clock } = this.#deps;
    const now = clock.now();
    const isWaiting = now < pace.notBefore;
    if (!isWaiting && this.#isWoken) return;
    const sendAt = posts.isActive ? posts.nextDueAt : Math.min(batches.nextDueAt, pace.heartbeatAt);
    const until = isWaiting ? pace.notBefore : Math.min(dueAt, sendAt);
    const rest = new AbortController();
    if (!isWaiting) this.#rest = rest;
    await clock.sleep(Math.max(until - now, 1), AbortSignal.any([rest.signal, signal]));
    this.#rest = null;
  }
}
