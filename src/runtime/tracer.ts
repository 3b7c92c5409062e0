/**
 * Spans: what took how long below what. The door for everything that is traced, so no room above
 * knows who exports them. Names and attributes are of fixed words and counts; paths, texts and tokens
 * that others have written do not belong there.
 */

/** Values of a span; numbers are whole. */
export type SpanAttributes = Readonly<Record<string, string | number>>;

/** How a span begins. */
export interface SpanStart {
  /** One of few: a route, not a path. */
  readonly name: string;
  /** `server` answers another process, `client` asks one; `internal`, the default, is our own work. */
  readonly kind?: "internal" | "server" | "client";
  readonly attributes?: SpanAttributes;
  /** For a span that is not below the one that runs here: the `traceparent` of who asks, if any. */
  readonly origin?: { readonly traceparent?: string | undefined };
}

/** A span that runs. */
export interface Span {
  rename(name: string): void;
  setAttributes(attributes: SpanAttributes): void;
  /** Marks it as failed; the type is one of few words. */
  fail(type: string): void;
}

/** Makes spans. */
export interface Tracer {
  /** Does the work in a span that ends with it, and is failed where the work throws. */
  inSpan<T>(start: SpanStart, work: (span: Span) => Promise<T>): Promise<T>;
  /** Of the span that runs here: 32 hexadecimal digits; `undefined` where none does. */
  readonly traceId: string | undefined;
}

const NO_SPAN: Span = { rename: () => {}, setAttributes: () => {}, fail: () => {} };

/** Does the work and nothing else. */
export const NO_TRACER: Tracer = {
  inSpan: (_start, work) => work(NO_SPAN),
  traceId: undefined,
};
