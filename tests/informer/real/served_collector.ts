/** The collector's own app and store, listening: what informers tell it is there to be compared. */
import { StatusStore } from "../../../src/collector/status_store.ts";
import { UNLIMITED } from "../../../src/collector/store_limits.ts";
import type { BatchEnvelope } from "../../../src/contract/batch.ts";
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

/** A batch as it came. */
export interface ReceivedBatch extends Pick<BatchEnvelope, "sync" | "upserts" | "deletions"> {
  readonly byteCount: number;
  /** What it was answered; 0 while it is not. */
  status: number;
}

/**
 * What stands before the app: an answer of its own, or `null` to let the app answer. The signal is
 * aborted when the sender has given up.
 */
export type Gate = (
  batch: ReceivedBatch,
  signal: AbortSignal,
) => Response | Promise<Response> | null;

/** A collector that never makes a pass. */
export class ServedCollector implements AsyncDisposable {
  readonly url: string;
  /** Batches that came so far, refused ones included. */
  readonly batches: ReceivedBatch[] = [];
  /** How many requests were under way at a time, at most. */
  parallelCountMax = 0;
  /** Asked for each batch. */
  gate: Gate = () => null;
  /** What becomes of single posts, in the same way. */
  postGate: () => Response | null = () => null;
  readonly #now: () => number;
  #store: StatusStore;
  #answer: (request: Request) => Response | Promise<Response>;
  #server: Deno.HttpServer<Deno.NetAddr>;
  #parallelCount = 0;
  #startCount = 0;

  constructor(clock: Pick<Clock, "now">) {
    this.#now = () => clock.now();
    ({ store: this.#store, answer: this.#answer } = this.#createApp());
    this.#server = this.#listen(0);
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

  /** What a claim says, `Gone` included, and since when; `undefined` where nothing is known of it. */
  find(
    claimRef: string,
  ): { readonly observedAt: number; readonly phase: string; readonly message: string } | undefined {
    const row = this.#store.list({ cluster: CLUSTER }).find((one) => one.claimRef === claimRef);
    if (row === undefined) return undefined;
    return { observedAt: row.observedAt, phase: row.phase, message: row.statusMessage };
  }

  /** Ends it as a process would end, and starts one that knows nothing. */
  async restart(): Promise<void> {
    await this.goDown();
    ({ store: this.#store, answer: this.#answer } = this.#createApp());
    this.comeUp();
  }

  /** Nobody listens any more. */
  async goDown(): Promise<void> {
    await this.#server.shutdown();
  }

  /** Listens where it did before. */
  comeUp(): void {
    this.#server = this.#listen(Number(new URL(this.url).port));
  }

  /** Forgets everything of the cluster, and goes on. */
  forgetCluster(): void {
    this.#store.forget(CLUSTER);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  #createApp() {
    const now = this.#now;
    const store = new StatusStore({
      now,
      staleAfterMs: STALE_AFTER_MS,
      limits: UNLIMITED,
      logger: null,
    });
    const { app } = createTestApp({ store, now, instance: `instance-${++this.#startCount}` });
    return { store, answer: (request: Request) => app.fetch(request) };
  }

  #listen(port: number): Deno.HttpServer<Deno.NetAddr> {
    return Deno.serve({ hostname: "127.0.0.1", port, onListen: () => {} }, async (request) => {
      this.parallelCountMax = Math.max(this.parallelCountMax, ++this.#parallelCount);
      try {
        return await this.#pass(request);
      } finally {
        this.#parallelCount -= 1;
      }
    });
  }

  async #pass(request: Request): Promise<Response> {
    if (!request.url.endsWith("/batch")) return await (this.postGate() ?? this.#answer(request));
    const body = new Uint8Array(await request.clone().arrayBuffer());
    const batch: ReceivedBatch = {
      ...JSON.parse(new TextDecoder().decode(body)),
      byteCount: body.length,
      status: 0,
    };
    this.batches.push(batch);
    const response = await (this.gate(batch, request.signal) ?? this.#answer(request));
    batch.status = response.status;
    return response;
  }
}
