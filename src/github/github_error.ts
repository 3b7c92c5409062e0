/** Turns whatever a call to GitHub ended with into what the caller does next. */
import { AccessError, ConflictError, errorMessage, UnavailableError } from "../errors.ts";

/** What a call is for, in words for people. */
export interface CallPurpose {
  /** Goes after "Cannot", e.g. `read the branch "main" of "o/r"`. */
  readonly action: string;
  /** The right that the token needs, as GitHub names it. */
  readonly permission: "contents: read" | "contents: write" | "pull requests: write";
}

/** The error to throw for a failed call. */
export function toCallError(error: unknown, purpose: CallPurpose): Error {
  const known = findUnavailable(error);
  if (known !== undefined) {
    return new UnavailableError(`Cannot ${purpose.action}: ${known.message}`, {
      retryAfterMs: known.retryAfterMs,
      cause: error,
    });
  }
  const status = statusOf(error);
  if (status === undefined) return error instanceof Error ? error : new Error(String(error));
  const answered = `Cannot ${purpose.action}: GitHub answered ${status} (${reasonOf(error)})`;
  if (status === 401) {
    return new AccessError(`${answered}, expected a valid token`, { status, cause: error });
  }
  if (status === 403) {
    const expected = `expected a token with "${purpose.permission}"`;
    return new AccessError(`${answered}, ${expected}`, { status, cause: error });
  }
  if (status === 404) {
    const expected = `expected it to exist and the token to have "${purpose.permission}"`;
    return new AccessError(`${answered}, ${expected}`, { status, cause: error });
  }
  if (status === 409 || status === 422) return new ConflictError(answered, { cause: error });
  return new UnavailableError(answered, { cause: error });
}

/** HTTP status of an answer that Octokit threw, or `undefined` for anything else. */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("status" in error)) return undefined;
  return typeof error.status === "number" ? error.status : undefined;
}

function findUnavailable(error: unknown): UnavailableError | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if (at instanceof UnavailableError) return at;
  }
  return undefined;
}

/** GitHub's own words, on one line and short: an answer may be anything. */
function reasonOf(error: unknown): string {
  const line = errorMessage(error).replace(/ - https?:\S+$/, "").replace(
    /[\p{Cc}\p{Cf}\s]+/gu,
    " ",
  );
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}
