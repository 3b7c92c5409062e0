/** A span for each request, named by its route, below the span of the caller where it names one. */
import type { MiddlewareHandler } from "@hono/hono";
import { NO_TRACER, type Tracer } from "../runtime/tracer.ts";
import type { AppEnv } from "./app_deps.ts";
import { findRoute } from "./route_name.ts";

/** Makes the spans; a `traceparent` that is not well-formed counts as none. */
export function requestSpan(
  { tracer = NO_TRACER }: { readonly tracer?: Tracer },
): MiddlewareHandler<AppEnv> {
  if (tracer === NO_TRACER) return (_c, next) => next();
  return async function requestSpan(c, next) {
    const { method } = c.req;
    const origin = { traceparent: c.req.header("traceparent") };
    const start = { name: method, kind: "server", origin } as const;
    await tracer.inSpan(start, async (span) => {
      await next();
      const { status } = c.res;
      // As the API's description writes it.
      const route = findRoute(c)?.replace(/:(\w+)/g, "{$1}");
      if (route !== undefined) {
        span.rename(`${method} ${route}`);
        span.setAttributes({ "http.route": route });
      }
      span.setAttributes({ "http.request.method": method, "http.response.status_code": status });
      // A server that is not ready, or full, says so: that is no failure of the request.
      if (status >= 500 && status !== 503) span.fail(String(status));
    });
  };
}
