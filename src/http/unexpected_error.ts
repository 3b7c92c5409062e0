/**
 * What becomes of a handler that throws: 503 where the error says that later may do, else a bug, of
 * which the answer tells nothing and the log all.
 */
import type { Context, ErrorHandler, Next } from "@hono/hono";
import { UnavailableError } from "../errors.ts";
import type { Logger } from "../runtime/logger.ts";
import type { AppEnv } from "./app_deps.ts";
import { RETRY_AFTER_S } from "./drain_gate.ts";
import { respondError } from "./error_response.ts";

/** Answers for whatever was thrown. */
export function unexpectedError(deps: { readonly logger: Logger }): ErrorHandler<AppEnv> {
  return function unexpectedError(error, c) {
    if (error instanceof UnavailableError) {
      const { retryAfterMs } = error;
      const retryAfterS = retryAfterMs === undefined
        ? RETRY_AFTER_S
        : Math.ceil(retryAfterMs / 1000);
      return respondError(c, { status: 503, error: error.message, retryAfterS });
    }
    deps.logger.error("Request failed", {
      requestId: c.get("requestId"),
      error: error.message,
      stack: error.stack,
    });
    return respondError(c, { status: 500, error: "Internal error" });
  };
}

/** Makes errors of thrown values that are none: Hono handles only errors and lets the rest through. */
export async function containThrown(_c: Context<AppEnv>, next: Next): Promise<void> {
  try {
    await next();
  } catch (thrown) {
    if (thrown instanceof Error) throw thrown;
    throw new Error(`Something that is no error was thrown: ${String(thrown)}`, { cause: thrown });
  }
}
