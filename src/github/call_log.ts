/**
 * A debug line for each call to GitHub: its route with the names of its parts, what came of it and
 * how long that took. Never a body, a token or an address with what is in it.
 */
import type { Octokit } from "@octokit/rest";
import type { Clock } from "../runtime/clock.ts";
import type { LogFields, Logger } from "../runtime/logger.ts";
import { type OctokitAnswer, readAnswerOf } from "./octokit_answer.ts";
import { REMEMBERED_HEADER } from "./guarded_fetch.ts";

/** Where the lines go, and what measures the time. */
export interface CallLog {
  readonly logger: Pick<Logger, "debug">;
  readonly clock: Pick<Clock, "now">;
}

/** Writes a line at the end of each call of this Octokit. */
export function logCalls(octokit: Octokit, { logger, clock }: CallLog): void {
  octokit.hook.wrap("request", async (request, options) => {
    const startedAt = clock.now();
    // Only GraphQL has an address of its own.
    const path = options.url.startsWith("/") ? options.url : "/graphql";
    const log = (outcome: LogFields): void =>
      logger.debug("Call to GitHub ended", {
        route: `${options.method} ${path}`,
        ...outcome,
        durationMs: clock.now() - startedAt,
      });
    try {
      const response = await request(options);
      log(describeAnswer(response));
      return response;
    } catch (error) {
      log(describeError(error));
      throw error;
    }
  });
}

function describeAnswer({ status, headers }: OctokitAnswer): LogFields {
  const isUnchanged = headers[REMEMBERED_HEADER] !== undefined;
  const remaining = headers["x-ratelimit-remaining"];
  const isCount = typeof remaining === "string" && /^\d{1,12}$/.test(remaining);
  return {
    status: isUnchanged ? 304 : status,
    ...(isCount ? { rateLimitRemaining: Number(remaining) } : {}),
  };
}

function describeError(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: "unknown" };
  const answer = readAnswerOf(error);
  if (answer !== undefined) return describeAnswer(answer);
  return { error: error.cause instanceof Error ? error.cause.name : error.name };
}
