/**
 * Headers that every answer has: browsers take no content for another type than it says, and caches
 * ask again each time, so that entity tags work and nobody sees an old status.
 */
import type { Context, Next } from "@hono/hono";
import type { AppEnv } from "./app_deps.ts";

/** Sets the headers that every answer has. */
export function defaultHeaders(c: Context<AppEnv>, next: Next): Promise<void> {
  c.header("x-content-type-options", "nosniff");
  c.header("cache-control", "no-cache");
  return next();
}
