/** The collector's own app and store, listening: what informers tell it is there to be compared. */
import { StatusStore } from "../../../src/collector/status_store.ts";
import type { Clock } from "../../../src/runtime/clock.ts";
import { createTestApp, STALE_AFTER_MS } from "../../http/test_app.ts";

/** The cluster that informers speak for. */
export const CLUSTER = "prod";

/** What is compared of a claim. */
export interface ToldClaim {
  readonly uid: string | undefined;
  readonly statusMessage: string;
  readonly phase: string;
}

/** A collector that never makes a pass. */
export class ServedCollector implements AsyncDisposable {
  readonly url: string;
  /** Batches that came so far. */
  batchCount = 0;
  readonly #store: StatusStore;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(clock: Pick<Clock, "now">) {
    const now = () => clock.now();
    this.#store = new StatusStore({ now, staleAfterMs: STALE_AFTER_MS });
    const { app } = createTestApp({ store: this.#store, now });
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      (request) => {
        if (request.url.endsWith("/batch")) this.batchCount += 1;
        return app.fetch(request);
      },
    );
    this.url = `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** The claims that exist, by their reference. */
  get living(): ReadonlyMap<string, ToldClaim> {
    const rows = this.#store.list({ cluster: CLUSTER }).filter(({ phase }) => phase !== "Gone");
    return new Map(
      rows.map(({ claimRef, uid, statusMessage, phase }) => [
        claimRef,
        { uid: uid ?? undefined, statusMessage, phase },
      ]),
    );
  }

  /** Since when a claim says what it says; `undefined` where there is none. */
  findObservedAt(claimRef: string): number | undefined {
    return this.#store.list({ cluster: CLUSTER }).find((row) => row.claimRef === claimRef)
      ?.observedAt;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}
