/** The answer to what the store has no room for: later may do, since claims go and limits are raised. */
import type { Context } from "@hono/hono";
import type { NoRoom } from "../collector/store_limits.ts";
import type { AppEnv } from "./app_deps.ts";
import { respondError } from "./error_response.ts";

/** How long a sender that finds no room shall wait, in seconds. */
const RETRY_AFTER_S = 60;

/** Answers 503 with the limit that was reached. */
export function respondNoRoom(
  c: Context<AppEnv>,
  { reason }: NoRoom,
): ReturnType<typeof respondError<503>> {
  return respondError(c, { status: 503, error: reason, retryAfterS: RETRY_AFTER_S });
}
