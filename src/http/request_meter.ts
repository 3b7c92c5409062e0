/** Measures each request, whatever became of it, in words of which there are only so many. */
import type { MiddlewareHandler } from "@hono/hono";
import type { AppEnv } from "./app_deps.ts";
import { toRouteName } from "./route_name.ts";

/** PORT: takes what each request came to. */
export type NoteRequest = (request: {
  /** A method of HTTP, or `other`. */
  readonly method: string;
  /** The pattern of the path, or `unmatched`. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
}) => void;

const METHODS: ReadonlySet<string> = new Set([
  ..."GET HEAD POST PUT PATCH DELETE OPTIONS".split(" "),
]);

/** Measures until the answer is made. */
export function requestMeter(
  { now, noteRequest }: { readonly now: () => number; readonly noteRequest: NoteRequest },
): MiddlewareHandler<AppEnv> {
  return async function requestMeter(c, next) {
    const startedAt = now();
    await next();
    const { method } = c.req;
    noteRequest({
      method: METHODS.has(method) ? method : "other",
      route: toRouteName(c),
      status: c.res.status,
      durationMs: now() - startedAt,
    });
  };
}
