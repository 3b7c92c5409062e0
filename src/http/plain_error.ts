/** The form of all error answers, for an app that has no API description and shall stay small. */
import type { Context } from "@hono/hono";
import type { AppEnv } from "./app_deps.ts";
import type { ErrorBody } from "./error_response.ts";

/** What an error answer says. */
export interface PlainError {
  readonly status: 404 | 405 | 500;
  /** Capital first, no final period, at most 100 characters of foreign input. */
  readonly error: string;
  readonly headers?: Record<string, string>;
}

/** Answers with an error. */
export function respondPlainError(c: Context<AppEnv>, answer: PlainError): Response {
  const body: ErrorBody = { error: answer.error, requestId: c.get("requestId") };
  return c.json(body, answer.status, answer.headers);
}
