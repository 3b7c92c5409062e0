/**
 * Lets in who may come in. What anybody may ask is answered at once; all else needs a credential, and
 * what concerns one cluster needs one that speaks for it. Refusals tell nothing more.
 */
import type { Context, MiddlewareHandler } from "@hono/hono";
import { ANYBODY, isOperator, speaksFor } from "../collector/caller.ts";
import type { Access } from "./access.ts";
import type { AppEnv } from "./app_deps.ts";
import { respondError } from "./error_response.ts";
import type { RequestRate } from "./request_rate.ts";
import { toSender } from "./sender.ts";

/** Always open, however often: orchestrators have no credentials. */
const OPEN_PATHS: ReadonlySet<string> = new Set(["/healthz", "/readyz", "/version"]);

/** Whether a request must show a credential. */
export function needsCredential(
  access: Access,
  { method, path }: { readonly method: string; readonly path: string },
): boolean {
  if (!access.isRestricted || OPEN_PATHS.has(path)) return false;
  return !(access.isReadingPublic && (method === "GET" || method === "HEAD"));
}

/**
 * Answers 401 to whoever is not known and 429 to whoever asks too often, and remembers the others for
 * the handlers.
 */
export function authenticate(
  { access, limitRate }: { readonly access: Access; readonly limitRate: RequestRate },
): MiddlewareHandler<AppEnv> {
  return async function authenticate(c, next) {
    const caller = needsCredential(access, c.req)
      ? await access.authenticate(c.req.header("authorization") ?? null)
      : ANYBODY;
    const refusal = OPEN_PATHS.has(c.req.path) ? undefined : limitRate(c, caller);
    if (refusal !== undefined) return refusal;
    if (caller === null) {
      c.set("refusedFrom", toSender(c, null).name);
      return respondError(c, {
        status: 401,
        error: "A credential is needed: expected a bearer token that is known here",
        headers: { "www-authenticate": "Bearer" },
      });
    }
    c.set("caller", caller);
    return await next();
  };
}

/** Answers 403 where the path names a cluster that the caller does not speak for. */
export function requireCluster(): MiddlewareHandler<AppEnv> {
  return async function requireCluster(c, next) {
    const cluster = c.req.param("cluster");
    const isAllowed = cluster === undefined || speaksFor(c.get("caller"), cluster);
    return isAllowed ? await next() : respondForbidden(c);
  };
}

/** Answers 403 to whoever may not operate the collector. */
export function requireOperator(): MiddlewareHandler<AppEnv> {
  return async function requireOperator(c, next) {
    return isOperator(c.get("caller")) ? await next() : respondForbidden(c);
  };
}

/** The answer to somebody who is known but may not do this. */
export function respondForbidden(c: Context<AppEnv>): ReturnType<typeof respondError<403>> {
  c.set("refusedFrom", c.get("caller").name);
  return respondError(c, {
    status: 403,
    error: "This credential does not allow that",
  });
}
