/** Turns whatever a call to GitHub ended with into what the caller does next. */
import { removeSecrets } from "../claim/registry_text.ts";
import { AccessError, ConflictError, errorMessage, UnavailableError } from "../errors.ts";
import type { Permission } from "./permission.ts";
import { RedirectRefusal } from "./redirect.ts";

/** What a call is for, in words for people. */
export interface CallPurpose {
  /** Goes after "Cannot", e.g. `read the branch "main" of "o/r"`. */
  readonly action: string;
  /** The right that the token needs. */
  readonly permission: Permission;
}

/** A purpose, and the `owner/name` that the right must be on. */
export interface PlacedPurpose extends CallPurpose {
  readonly repository: string;
  /** The credential of the call: some servers and proxies repeat it in their errors. */
  readonly secret?: string | undefined;
  /** Why a newer credential could not be read: it may be what a person waits for. */
  readonly credentialProblem?: string | undefined;
}

/** The error to throw for a failed call. */
export function toCallError(error: unknown, purpose: PlacedPurpose): Error {
  const { action } = purpose;
  // One that came with a sentence of its own, as of the credential, says enough.
  if (error instanceof AccessError) return error;
  const known = findCause(error, UnavailableError);
  if (known !== undefined) {
    if (known.message.startsWith("Cannot ")) return known;
    return new UnavailableError(`${toFailure(purpose)}${known.message}`, {
      retryAfterMs: known.retryAfterMs,
      cause: error,
    });
  }
  const redirect = findCause(error, RedirectRefusal);
  if (redirect !== undefined) {
    const expected = "expected the present address of GitHub and name of the repository";
    const message = `Cannot ${action}: ${redirect.message}, ${expected}`;
    // With 404 it would read as if the thing that is asked for did not exist.
    return new AccessError(message, { status: 403, cause: error });
  }
  const status = statusOf(error);
  if (status === undefined) return error instanceof Error ? error : new Error(String(error));
  const reason = reasonOf(error, purpose);
  const told = status === 401 ? toFailure(purpose) : `Cannot ${action}: `;
  const answered = `${told}GitHub answered ${status} (${reason})`;
  if (status === 401 || status === 403 || status === 404) {
    const expected = toExpectation(status, { purpose, reason });
    return new AccessError(`${answered}, expected ${expected}`, { status, cause: error });
  }
  // Merging: the method is not allowed, or the rules of the branch forbid it.
  if (status === 405) return new AccessError(answered, { status, cause: error });
  if (status === 409 || status === 422) return new ConflictError(answered, { cause: error });
  return new UnavailableError(answered, { cause: error });
}

/** What failed, and first of all that the credential is not the newest. */
function toFailure({ action, credentialProblem }: PlacedPurpose): string {
  if (credentialProblem === undefined) return `Cannot ${action}: `;
  return `Cannot ${action}: ${credentialProblem}; with the token that was read before, `;
}

/** What the token must have, for messages. */
export function toRight({ permission, repository }: Omit<PlacedPurpose, "action">): string {
  return `"${permission}" on "${repository}"`;
}

/** HTTP status of an answer that Octokit threw, or `undefined` for anything else. */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("status" in error)) return undefined;
  return typeof error.status === "number" ? error.status : undefined;
}

/** Of a longer message the rest is not looked at. */
const MESSAGE_LENGTH_MAX = 4_096;

/** GitHub's own words, on one line and short: an answer may be anything. */
export function reasonOf(error: unknown, purpose: Pick<PlacedPurpose, "secret"> = {}): string {
  const message = errorMessage(error).slice(0, MESSAGE_LENGTH_MAX);
  const line = redact(message, purpose).replace(/ - https?:\S+$/, "").replace(
    /[\p{Cc}\p{Cf}\s]+/gu,
    " ",
  );
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}

/** Takes the credential, and whatever looks like one, out of a text of strangers. */
export function redact(text: string, { secret }: Pick<PlacedPurpose, "secret">): string {
  const known = secret === undefined ? text : text.replaceAll(secret, "***");
  return removeSecrets(known.replace(CREDENTIALS, "***").replace(SIGNATURES, "$1***"));
}

/** What makes an address a key: parts of signed URLs. */
const SIGNATURES =
  /([?&](?:sig|signature|access_token|x-amz-(?:signature|credential|security-token))=)[^\s&"'<>]+/gi;

/** The head of a signed token is short; without a limit, many beginnings would cost their square. */
const CREDENTIALS =
  /\b(?:gh[a-z]_\w{4,}|github_pat_\w{4,}|eyJ[\w-]{4,1024}\.[\w-]{4,}\.[\w-]*|(?:bearer|token|basic) (?=[a-z._~+/-]*\d)[\w.~+/-]{12,}=*)/gi;

/** Refusals with 403 that no right of the token would change. */
const OTHER_REFUSALS: readonly (readonly [RegExp, string])[] = [
  [/archived/i, "a repository that is not archived"],
  [/\bSAML\b|single sign-on|\bSSO\b/i, "a token that is authorised for the organisation's sign-on"],
  [/IP allow list/i, "this machine's address on the organisation's allow list"],
];

function toExpectation(
  status: 401 | 403 | 404,
  { purpose, reason }: { readonly purpose: PlacedPurpose; readonly reason: string },
): string {
  if (status === 401) return "a valid token";
  if (status === 404) return `it to exist and the token to have ${toRight(purpose)}`;
  const [, other] = OTHER_REFUSALS.find(([pattern]) => pattern.test(reason)) ?? [];
  return other ?? `a token with ${toRight(purpose)}`;
}

function findCause<T extends Error>(
  error: unknown,
  kind: new (...values: never[]) => T,
): T | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if (at instanceof kind) return at;
  }
  return undefined;
}
