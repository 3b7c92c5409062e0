/** Refuses bodies that are larger than anybody honest would send, before they fill the memory. */
import type { Context, MiddlewareHandler } from "@hono/hono";
import { readAtMost } from "../runtime/bytes.ts";
import type { AppEnv } from "./app_deps.ts";
import { respondError } from "./error_response.ts";

/** Answers 413 to bodies that tell a larger length; `readBody` does so to those that tell none. */
export function limitBody(bodyLimitBytes: number): MiddlewareHandler<AppEnv> {
  return async function limitBody(c, next) {
    if (Number(c.req.header("content-length") ?? 0) > bodyLimitBytes) {
      return respondTooLarge(c, bodyLimitBytes);
    }
    c.set("bodyLimitBytes", bodyLimitBytes);
    return await next();
  };
}

/** The whole body, once; `cut-short` where the sender hung up. */
export async function readBody(
  c: Context<AppEnv>,
): Promise<Uint8Array | "too-large" | "cut-short"> {
  try {
    // A told length has been checked, and no more than that arrives.
    const isTold = c.req.header("content-length") !== undefined &&
      c.req.header("transfer-encoding") === undefined;
    if (isTold) return new Uint8Array(await c.req.arrayBuffer());
    return await readAtMost(c.req.raw.body, c.get("bodyLimitBytes")) ?? "too-large";
  } catch {
    return "cut-short";
  }
}

/** The answer to a body that is too large. */
export function respondTooLarge(
  c: Context<AppEnv>,
  bodyLimitBytes: number,
): ReturnType<typeof respondError<413>> {
  const error = `Body is too large, expected at most ${bodyLimitBytes} bytes`;
  return respondError(c, { status: 413, error });
}
