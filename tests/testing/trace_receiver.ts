/** What the runtime exports its spans to: a receiver of OTLP over HTTP, in JSON, that may hang. */

/** A span as it was received; ids are hexadecimal. */
export interface ReceivedSpan {
  readonly service: string;
  readonly name: string;
  readonly kind: "internal" | "server" | "client";
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the first of a trace. */
  readonly parentSpanId: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly isFailed: boolean;
}

const KINDS = ["internal", "internal", "server", "client"] as const;
const STATUS_ERROR = 2;
/** Longest wait for anything. */
const DEADLINE_MS = 60_000;

interface OtlpSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly attributes: readonly OtlpAttribute[];
  readonly status: { readonly code: number };
}

interface OtlpAttribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: string };
}

interface OtlpResource {
  readonly resource: { readonly attributes: readonly OtlpAttribute[] };
  readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
}

/** Listens until it is disposed of. */
export class TraceReceiver implements AsyncDisposable {
  readonly spans: ReceivedSpan[] = [];
  /** Everything that was received, as text. */
  readonly texts: string[] = [];
  /** Paths that were posted to. */
  readonly paths = new Set<string>();
  /** Whether requests are left without an answer. */
  isHanging = false;
  readonly #held: PromiseWithResolvers<Response>[] = [];
  readonly #waiters = new Set<() => void>();
  readonly #server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => this.#receive(request),
  );

  /** What a process needs to export here, named as a service. */
  env(service: string): Readonly<Record<string, string>> {
    return {
      OTEL_DENO: "true",
      OTEL_DENO_METRICS: "false",
      OTEL_DENO_CONSOLE: "ignore",
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${this.#server.addr.port}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_EXPORTER_OTLP_TIMEOUT: "2000",
      OTEL_BSP_SCHEDULE_DELAY: "50",
      OTEL_SERVICE_NAME: service,
    };
  }

  /** The first span that matches; waits until it comes. */
  async waitFor(isMatch: (span: ReceivedSpan) => boolean): Promise<ReceivedSpan> {
    return await this.#waitUntil(() => this.spans.find(isMatch));
  }

  /** Waits until somebody is left without an answer. */
  async waitForHeld(): Promise<void> {
    await this.#waitUntil(() => this.#held[0]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { resolve } of this.#held) resolve(new Response(null, { status: 503 }));
    await this.#server.shutdown();
  }

  async #waitUntil<T>(find: () => T | undefined): Promise<T> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      const names = new Set(this.spans.map(({ service, name }) => `${service} ${name}`));
      late.reject(new Error(`What was waited for did not come, only ${[...names].join(", ")}`));
    }, DEADLINE_MS);
    try {
      while (true) {
        const found = find();
        if (found !== undefined) return found;
        const news = new Promise<void>((resolve) => this.#waiters.add(resolve));
        await Promise.race([news, late.promise]);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  async #receive(request: Request): Promise<Response> {
    const text = await request.text();
    const { pathname } = new URL(request.url);
    this.paths.add(pathname);
    this.texts.push(text);
    if (this.isHanging) {
      const held = Promise.withResolvers<Response>();
      this.#held.push(held);
      this.#wakeAll();
      return await held.promise;
    }
    if (pathname === "/v1/traces") this.spans.push(...toSpans(JSON.parse(text).resourceSpans));
    this.#wakeAll();
    return Response.json({});
  }

  #wakeAll(): void {
    for (const wake of this.#waiters) wake();
    this.#waiters.clear();
  }
}

function toSpans(resources: readonly OtlpResource[]): readonly ReceivedSpan[] {
  return resources.flatMap(({ resource, scopeSpans }) => {
    const service = String(toRecord(resource.attributes)["service.name"]);
    return scopeSpans.flatMap(({ spans }) =>
      spans.map((span): ReceivedSpan => ({
        service,
        name: span.name,
        kind: KINDS[span.kind] ?? "internal",
        traceId: span.traceId,
        spanId: span.spanId,
        parentSpanId: span.parentSpanId,
        attributes: toRecord(span.attributes),
        isFailed: span.status.code === STATUS_ERROR,
      }))
    );
  });
}

function toRecord(
  attributes: readonly OtlpAttribute[],
): Readonly<Record<string, string | number>> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue)]),
  );
}
