/** Reads keys from an address, within limits and without following anybody elsewhere. */
import { readAtMost } from "../runtime/bytes.ts";
import { readConnectionFailure } from "../runtime/connection_failure.ts";
import { quote } from "../runtime/visible_text.ts";
import type { KeyReader } from "./key_source.ts";

/** How old keys become before they are asked for again. */
const AGE_MAX_MS = 300_000;
/** Longest time for an answer. */
const TIMEOUT_MS = 10_000;
const ANSWER_BYTES_MAX = 1_048_576;

/** A reader of one address. */
export function createUrlReader(
  url: string,
  send: (url: string, init: RequestInit) => Promise<Response>,
): KeyReader {
  return {
    name: quote(toName(url)),
    ageMaxMs: AGE_MAX_MS,
    read: async () => {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      try {
        const response = await send(url, { redirect: "manual", signal });
        const bytes = await readAtMost(response.body, ANSWER_BYTES_MAX);
        if (response.status !== 200) throw new AnswerError(`answered ${response.status}`);
        if (bytes === undefined) throw new AnswerError(`sent more than ${ANSWER_BYTES_MAX} bytes`);
        return new TextDecoder().decode(bytes);
      } catch (error) {
        throw error instanceof AnswerError ? error : new Error(describe(error, signal));
      }
    },
  };
}

/** What stands behind the path may be a key to the keys. */
function toName(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

class AnswerError extends Error {
  override readonly name = "AnswerError";
}

function describe(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return `did not answer within ${TIMEOUT_MS / 1_000} s`;
  return `cannot be reached: ${readConnectionFailure(error)}`;
}
