/**
 * The informer's own HTTP endpoints as a value: what orchestrators ask an agent. It answers in the
 * same forms as the collector's app, but loads none of what describes an API.
 */
import { type Context, type ErrorHandler, Hono } from "@hono/hono";
import { methodNotAllowed } from "@hono/hono/method-not-allowed";
import { quoteInput } from "../contract/describe_input.ts";
import type { InformerReason } from "../informer/informer_reason.ts";
import type { InformerReport } from "../informer/informer_report.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Tracer } from "../runtime/tracer.ts";
import type { VersionInfo } from "../version.ts";
import { accessLog } from "./access_log.ts";
import type { AppEnv, MetricsPage, Readiness } from "./app_deps.ts";
import { defaultHeaders } from "./default_headers.ts";
import { toInformerDetails } from "./informer_details.ts";
import { respondPlainError } from "./plain_error.ts";
import { requestId } from "./request_id.ts";
import { requestSpan } from "./request_span.ts";

const PATHS = "/healthz, /readyz, /metrics or /version";

/** Whether the informer does its work, and if not, why. */
export interface InformerReadiness {
  /**
   * `starting` until everything was told once; `superseded` while a newer informer speaks for the
   * same claims; `draining` at the end.
   */
  readonly state: Readiness["state"] | "superseded";
  /** What is wrong, by a stable code and a sentence; tells nothing of claims. */
  readonly reasons: readonly InformerReason[];
}

/** Everything the app is made of. */
export interface InformerAppDeps {
  readonly readiness: () => InformerReadiness;
  /** How the informer stands, for details. */
  readonly report: () => InformerReport;
  /** Asked by each scrape. */
  readonly renderMetrics: () => Promise<MetricsPage>;
  readonly version: VersionInfo;
  readonly logger: Logger;
  readonly tracer?: Tracer;
  /** Milliseconds that never go back, with a fraction: for durations in the log. */
  readonly steadyNow: () => number;
  /** Makes an id for a request that brings none. */
  readonly createRequestId: () => string;
}

/** The app itself: a value that answers requests and never listens. */
export type InformerApp = Hono<AppEnv>;

/** Makes the app. */
export function createInformerApp(deps: InformerAppDeps): InformerApp {
  const app: InformerApp = new Hono<AppEnv>();
  app.use(requestSpan(deps), requestId(deps), defaultHeaders, accessLog(deps));
  app.use(methodNotAllowed({ app, onMethodNotAllowed: respondNotAllowed }));
  app.onError(logBug(deps));
  app.notFound((c) => {
    const error = `Nothing is at ${quoteInput(c.req.path)}, expected ${PATHS}`;
    return respondPlainError(c, { status: 404, error });
  });
  app.get("/healthz", (c) => c.json({ status: "ok" }));
  app.get("/version", (c) => c.json(deps.version));
  app.get("/readyz", (c) => {
    const { state, reasons } = deps.readiness();
    const status = state === "ready" || state === "degraded" ? 200 : 503;
    const details = c.req.query("verbose") === undefined ? {} : toInformerDetails(deps.report());
    if (reasons.length === 0) return c.json({ status: state, ...details }, status);
    // Only what the port promises: whatever else a reason carries stays inside.
    const shown = reasons.map(({ code, message }) => ({ code, message }));
    return c.json({ status: state, reasons: shown, ...details }, status);
  });
  app.get("/metrics", async (c) => {
    const { contentType, bytes } = await deps.renderMetrics();
    return c.body(bytes, 200, { "content-type": contentType });
  });
  return app;
}

function respondNotAllowed(c: Context<AppEnv>, methods: readonly string[]): Response {
  const allow = methods.toSorted().join(", ");
  const error = `Method ${quoteInput(c.req.method)} is not allowed here, expected ${allow}`;
  return respondPlainError(c, { status: 405, error, headers: { allow } });
}

/** A handler that throws is a bug, of which the answer tells nothing and the log all. */
function logBug({ logger }: { readonly logger: Logger }): ErrorHandler<AppEnv> {
  return (error, c) => {
    const { message, stack } = error;
    logger.error("Request failed", { requestId: c.get("requestId"), error: message, stack });
    return respondPlainError(c, { status: 500, error: "Internal error" });
  };
}
