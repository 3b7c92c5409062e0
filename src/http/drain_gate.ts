/** Sends posts away while the server shuts down: what it would take now, it would soon forget. */
import type { MiddlewareHandler } from "@hono/hono";
import type { AppEnv } from "./app_deps.ts";
import { respondError } from "./error_response.ts";

/** What clients are told to wait where nothing better is known, in seconds. */
export const RETRY_AFTER_S = 5;

/** Answers posts with 503 while draining. */
export function drainGate(
  deps: { readonly isDraining: () => boolean },
): MiddlewareHandler<AppEnv> {
  return async function drainGate(c, next) {
    if (c.req.method !== "POST" || !deps.isDraining()) return await next();
    return respondError(c, {
      status: 503,
      error: `Cannot accept posts: the collector shuts down, try again in ${RETRY_AFTER_S} seconds`,
      retryAfterS: RETRY_AFTER_S,
    });
  };
}
