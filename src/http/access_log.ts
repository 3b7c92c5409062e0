/** One structured line per request, with the id that its answer carries. */
import type { Context, MiddlewareHandler } from "@hono/hono";
import type { Logger } from "../runtime/logger.ts";
import type { AppEnv } from "./app_deps.ts";
import { toRouteName } from "./route_name.ts";
import { toPathAndQuery } from "./url_path.ts";

const PATH_LENGTH_MAX = 200;
const METHOD_LENGTH_MAX = 20;
const UNPRINTABLE = /[^\x21-\x7e]/g;

/** Probes come every few seconds and say nothing new. */
const QUIET_PATHS: ReadonlySet<string> = new Set(["/healthz", "/readyz", "/metrics"]);

/** Logs each request when it has been answered. */
export function accessLog(
  deps: { readonly logger: Logger; readonly steadyNow: () => number },
): MiddlewareHandler<AppEnv> {
  return async function accessLog(c, next) {
    const startedAt = deps.steadyNow();
    await next();
    const { status } = c.res;
    const bytes = c.get("bodyBytes");
    const from = c.get("refusedFrom");
    deps.logger[toLevel(c, status)]("Request answered", {
      requestId: c.get("requestId"),
      method: c.req.method.slice(0, METHOD_LENGTH_MAX),
      route: toRouteName(c),
      path: toPath(c.req.url),
      status,
      durationMs: Math.round((deps.steadyNow() - startedAt) * 100) / 100,
      ...(bytes === undefined ? {} : { bytes }),
      ...(from === undefined ? {} : { from }),
    });
  };
}

function toLevel(c: Context<AppEnv>, status: number): "debug" | "info" | "error" {
  // A probe that is told to wait is no failure; one that breaks is, and so is a scrape without a page.
  const isWaiting = status === 503 && c.req.path !== "/metrics";
  if (QUIET_PATHS.has(c.req.path) && (status < 400 || isWaiting)) return "debug";
  // Whoever asks too often shall not fill the log, too: these are told together.
  if (status === 429) return "debug";
  // Whoever is told to come back later has met no failure of ours.
  return status >= 500 && status !== 503 ? "error" : "info";
}

/** The path as it came, still percent-encoded. */
function toPath(url: string): string {
  const [path = "/"] = toPathAndQuery(url).split("?", 1);
  return path.slice(0, PATH_LENGTH_MAX).replace(UNPRINTABLE, "\ufffd");
}
