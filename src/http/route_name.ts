/** What a request asks for, as one of the few routes that there are: for logs, metrics and traces. */
import { routePath } from "@hono/hono/route";
import type { Context } from "@hono/hono";
import type { AppEnv } from "./app_deps.ts";

/**
 * The pattern that matched last, such as `/api/v1/status/:cluster`; `undefined` where nothing but
 * middleware did. To be asked once the request has been handled.
 */
export function findRoute(c: Context<AppEnv>): string | undefined {
  // Handlers come after middleware, whose patterns end in `*`.
  const pattern = routePath(c, -1);
  return pattern.endsWith("*") ? undefined : pattern;
}

/** The same as a word, also where nothing matched. */
export function toRouteName(c: Context<AppEnv>): string {
  return findRoute(c) ?? "unmatched";
}
