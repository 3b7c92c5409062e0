/** Measures each request, whatever became of it, in words of which there are only so many. */
import type { MiddlewareHandler } from "@hono/hono";
import type { AppEnv, NoteRequest } from "./app_deps.ts";
import { toRouteName } from "./route_name.ts";

const METHODS: ReadonlySet<string> = new Set([
  ..."GET HEAD POST PUT PATCH DELETE OPTIONS".split(" "),
]);

/** Measures until the answer is made. */
export function requestMeter(
  deps: { readonly steadyNow: () => number; readonly noteRequest: NoteRequest },
): MiddlewareHandler<AppEnv> {
  return async function requestMeter(c, next) {
    const startedAt = deps.steadyNow();
    await next();
    const { method } = c.req;
    deps.noteRequest({
      method: METHODS.has(method) ? method : "other",
      route: toRouteName(c),
      status: c.res.status,
      durationMs: deps.steadyNow() - startedAt,
    });
  };
}
