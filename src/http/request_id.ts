/**
 * Gives each request an id, under which log and error answers speak of it. A caller's own id is kept
 * if it is 1 to 128 of the characters that are safe in logs, URLs and shells.
 */
import type { MiddlewareHandler } from "@hono/hono";
import type { AppEnv } from "./app_deps.ts";

const WELL_FORMED = /^[A-Za-z0-9._~=-]{1,128}$/;

/** Sets the variable `requestId` and the header `X-Request-ID` of every answer. */
export function requestId(
  deps: { readonly createRequestId: () => string },
): MiddlewareHandler<AppEnv> {
  return function requestId(c, next) {
    const given = c.req.header("x-request-id");
    const id = given !== undefined && WELL_FORMED.test(given) ? given : deps.createRequestId();
    c.set("requestId", id);
    c.header("x-request-id", id);
    return next();
  };
}
