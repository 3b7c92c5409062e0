/** A collector that takes every batch and remembers what it was told; a test may let it fail. */
import type { ServerCertificate } from "../client/collector_stub.ts";

const DEADLINE_MS = 60_000;

/** An item of a batch, as far as tests look at it. */
export interface RecordedItem {
  readonly claimRef: string;
  readonly statusMessage?: string;
}

/** A batch as it came. */
export interface RecordedBatch {
  readonly path: string;
  readonly authorization: string | null;
  readonly sync?: { readonly last: boolean };
  readonly upserts: readonly RecordedItem[];
  readonly deletions: readonly RecordedItem[];
}

/** What the recorder does instead of taking a batch. */
export type Refusal = (batch: RecordedBatch) => Response | Promise<Response> | undefined;

/** A running recorder. */
export class BatchRecorder implements AsyncDisposable {
  readonly url: string;
  /** Every batch that was taken. */
  readonly batches: RecordedBatch[] = [];
  /** Every batch that came. */
  readonly seen: RecordedBatch[] = [];
  /** Asked at each batch; `undefined` takes it. */
  refuse: Refusal = () => undefined;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #closed = new AbortController();
  #next = Promise.withResolvers<void>();

  constructor(certificate?: ServerCertificate) {
    const options = { hostname: "127.0.0.1", port: 0, onListen: () => {}, ...certificate };
    this.#server = Deno.serve(options, (request) => this.#answer(request));
    const scheme = certificate === undefined ? "http" : "https";
    this.url = `${scheme}://127.0.0.1:${this.#server.addr.port}`;
  }

  /** The newest message of each claim that was told and is not deleted. */
  get statuses(): Readonly<Record<string, string | undefined>> {
    const statuses = new Map<string, string | undefined>();
    for (const { upserts, deletions } of this.batches) {
      for (const { claimRef, statusMessage } of upserts) statuses.set(claimRef, statusMessage);
      for (const { claimRef } of deletions) statuses.delete(claimRef);
    }
    return Object.fromEntries(statuses);
  }

  /** Resolves when the condition holds; it is looked at after each batch. Fails when that is late. */
  async until(condition: () => boolean): Promise<void> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      const seen = JSON.stringify(this.seen.slice(-5));
      late.reject(new Error(`What was waited for did not come, but ${seen}`));
    }, DEADLINE_MS);
    try {
      while (!condition()) await Promise.race([this.#next.promise, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** An answer that never comes. */
  keepStill(): Promise<Response> {
    return new Promise((resolve) =>
      this.#closed.signal.addEventListener("abort", () => resolve(new Response()))
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort();
    await this.#server.shutdown();
  }

  async #answer(request: Request): Promise<Response> {
    const body = await request.json();
    const batch: RecordedBatch = {
      ...body,
      path: new URL(request.url).pathname,
      authorization: request.headers.get("authorization"),
    };
    this.seen.push(batch);
    const refusal = this.refuse(batch);
    if (refusal === undefined) this.batches.push(batch);
    const heard = this.#next;
    this.#next = Promise.withResolvers();
    heard.resolve();
    if (refusal !== undefined) return await refusal;
    const accepted = batch.upserts.length + batch.deletions.length;
    return Response.json({ protocol: 1, instance: "instance-1", accepted, rejected: [] });
  }
}
