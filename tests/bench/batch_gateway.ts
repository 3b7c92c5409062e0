/** The way from an informer to the collector, for measuring. */

/** Passes batches on, later than they came, and knows when all claims are told. */
export class BatchGateway {
  readonly url: string;
  /** When the last claim was answered. */
  readonly complete: Promise<number>;
  batchCount = 0;
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
        if (acceptedCount >= count) complete.resolve(performance.now());
        return new Response(answer, { headers: { "content-type": "application/json" } });
      },
    );
    this.url = `http://127.0.0.1:${this.#server.addr.port}`;
  }

  async close(): Promise<void> {
    await this.#server.shutdown();
  }
}
