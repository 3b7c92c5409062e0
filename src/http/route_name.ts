/** What a request asked for, in words that are ours: its path may be anything. */
import { routePath } from "@hono/hono/route";
import type { Context } from "@hono/hono";
import type { AppEnv } from "./app_deps.ts";

/** The pattern that matched last: handlers come after middleware, whose patterns end in `*`. */
export function toRouteName(c: Context<AppEnv>): string {
  const pattern = routePath(c, -1);
  return pattern.endsWith("*") ? "unmatched" : pattern;
}
