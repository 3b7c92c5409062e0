/** The way from an informer to the collector, for measuring. */

/** Passes batches on, later than they came, and knows when all claims are told; times are Unix. */
export class BatchGateway {
  readonly url: string;
  /** When the last claim was answered. */
  readonly complete: Promise<number>;
  batchCount = 0;
  readonly #awaited = new Map<string, (answeredAt: number) => void>();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(
    serverPort: number,
    { count, latencyMs }: { readonly count: number; readonly latencyMs: number },
  ) {
    const complete = Promise.withResolvers<number>();
    this.complete = complete.promise;
    let acceptedCount = 0;
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      async (request) => {
        const body = await request.arrayBuffer();
        if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
        const response = await fetch(
          `http://127.0.0.1:${serverPort}${new URL(request.url).pathname}`,
          { method: "POST", headers: { "content-type": "application/json" }, body },
        );
        const answer = await response.text();
        this.batchCount += 1;
        acceptedCount += Number(JSON.parse(answer).accepted);
        if (acceptedCount >= count) complete.resolve(now());
        this.#tellAwaited(body);
        return new Response(answer, { headers: { "content-type": "application/json" } });
      },
    );
    this.url = `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** When a batch that holds the text was answered. */
  waitFor(text: string): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<number>();
    this.#awaited.set(text, resolve);
    return promise;
  }

  async close(): Promise<void> {
    await this.#server.shutdown();
  }

  #tellAwaited(body: ArrayBuffer): void {
    if (this.#awaited.size === 0) return;
    const answeredAt = now();
    const sent = new TextDecoder().decode(body);
    for (const [text, resolve] of this.#awaited) {
      if (!sent.includes(text)) continue;
      this.#awaited.delete(text);
      resolve(answeredAt);
    }
  }
}

/** Unix milliseconds with fractions. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
