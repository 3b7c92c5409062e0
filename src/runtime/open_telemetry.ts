/**
 * Spans through the OpenTelemetry that the runtime has built in: it exports them where `OTEL_DENO`
 * and the other variables of OpenTelemetry say. Its own spans of requests and fetches tell whole URLs
 * and cannot be made to tell less, so they are replaced by ones that tell nothing; `traceparent` then
 * names ours.
 */
import { NO_TRACER, type Span, type SpanAttributes, type Tracer } from "./tracer.ts";

/** What is registered for the API of OpenTelemetry, as far as it is used. */
interface Registered {
  /** Missing while traces are off. */
  readonly trace?: { getTracer(name: string, version: string): RuntimeTracer };
  readonly context?: { active(): Context };
  /** Missing where `OTEL_PROPAGATORS` says `none`. */
  readonly propagation?: {
    extract(context: Context, carrier: Carrier, getter: typeof CARRIER_GETTER): Context;
  };
}

interface RuntimeTracer {
  startSpan(name: string, options?: unknown, context?: Context): RuntimeSpan;
  startActiveSpan<T>(
    name: string,
    options: { readonly kind: number; readonly attributes: Record<string, string | bigint> },
    context: Context,
    work: (span: RuntimeSpan) => T,
  ): T;
}

interface RuntimeSpan {
  spanContext(): { readonly traceId: string };
  setAttributes(attributes: Record<string, string | bigint>): unknown;
  setStatus(status: { readonly code: number }): unknown;
  updateName(name: string): unknown;
  end(): void;
}

interface Context {
  getValue(key: symbol): unknown;
  setValue(key: symbol, value: unknown): Context;
}

interface Carrier {
  readonly traceparent?: string | undefined;
}

const REGISTRY_KEY = Symbol.for("opentelemetry.js.api.1");
const SPAN_KEY = Symbol.for("OpenTelemetry Context Key SPAN");
const SPAN_KINDS = { internal: 0, server: 1, client: 2 } as const;
const STATUS_ERROR = 2;

const CARRIER_GETTER = {
  get: (carrier: Carrier, key: string) => key === "traceparent" ? carrier.traceparent : undefined,
  keys: (carrier: Carrier) => Object.keys(carrier),
};

/** The tracer of this process; made once, before the first request. Does nothing while traces are off. */
export function createTracer(version: string): Tracer {
  const { trace, context, propagation } = readRegistered();
  if (trace === undefined || context === undefined) return NO_TRACER;
  const runtimeTracer = trace.getTracer("machinery-status-collector", version);
  silenceOthers(runtimeTracer);
  const root = context.active();
  const toParent = (origin: Carrier | undefined): Context => {
    // Nothing but the span: what a caller sent beside it is not handed on.
    if (origin === undefined) return root.setValue(SPAN_KEY, context.active().getValue(SPAN_KEY));
    return propagation?.extract(root, origin, CARRIER_GETTER) ?? root;
  };
  return {
    inSpan: ({ name, kind = "internal", attributes = {}, origin }, work) => {
      const options = { kind: SPAN_KINDS[kind], attributes: toValues(attributes) };
      return runtimeTracer.startActiveSpan(
        name,
        options,
        toParent(origin),
        async (span) => await endWith(span, work),
      );
    },
    get traceId() {
      const span = context.active().getValue(SPAN_KEY);
      return isSpan(span) ? span.spanContext().traceId : undefined;
    },
  };
}

async function endWith<T>(runtimeSpan: RuntimeSpan, work: (span: Span) => Promise<T>): Promise<T> {
  const fail = (type: string): void => {
    runtimeSpan.setAttributes({ "error.type": type });
    // A message of an error may hold what others have written.
    runtimeSpan.setStatus({ code: STATUS_ERROR });
  };
  try {
    return await work({
      rename: (name) => void runtimeSpan.updateName(name),
      setAttributes: (attributes) => void runtimeSpan.setAttributes(toValues(attributes)),
      fail,
    });
  } catch (error) {
    fail(error instanceof Error ? error.name : "unknown");
    throw error;
  } finally {
    runtimeSpan.end();
  }
}

function readRegistered(): Registered {
  return (globalThis as { readonly [REGISTRY_KEY]?: Registered })[REGISTRY_KEY] ?? {};
}

/** The runtime takes numbers for fractions, and these are counts. */
function toValues(attributes: SpanAttributes): Record<string, string | bigint> {
  return Object.fromEntries(
    Object.entries(attributes).map((
      [key, value],
    ) => [key, typeof value === "number" ? BigInt(value) : value]),
  );
}

function isSpan(value: unknown): value is RuntimeSpan {
  return typeof value === "object" && value !== null && "spanContext" in value;
}

/** All tracers of the runtime are of one class; those that are not ours make spans of nothing. */
function silenceOthers(ours: RuntimeTracer): void {
  const shared: Pick<RuntimeTracer, "startSpan"> = Object.getPrototypeOf(ours);
  const { startSpan } = shared;
  shared.startSpan = function (this: RuntimeTracer, ...args) {
    return this === ours ? startSpan.apply(this, args) : SILENT_SPAN;
  };
}

const toSelf = (): RuntimeSpan => SILENT_SPAN;

/** Never runs, so a fetch names the span around it as the caller. */
const SILENT_SPAN = {
  spanContext: () => ({ traceId: "0".repeat(32), spanId: "0".repeat(16), traceFlags: 0 }),
  isRecording: () => false,
  setAttribute: toSelf,
  setAttributes: toSelf,
  addEvent: toSelf,
  addLink: toSelf,
  addLinks: toSelf,
  setStatus: toSelf,
  updateName: toSelf,
  recordException: () => {},
  end: () => {},
} satisfies RuntimeSpan & Record<string, unknown>;
