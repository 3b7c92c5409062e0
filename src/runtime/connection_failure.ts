/** Why a connection failed, of what `fetch` throws: the runtime hides the reason in the cause. */

/** How much of the reason is given. */
const REASON_LENGTH_MAX = 200;

/** The reason on one line, without the address, which may hold what is nobody's business. */
export function readConnectionFailure(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const text = inner instanceof Error ? inner.message : String(inner);
  // "error sending request for url (https://...): client error (Connect): tcp connect error: ..."
  const reason = text.replace(/^error sending request .*?\): (?:client error \(\w+\): )?/s, "")
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, " ");
  return reason.length > REASON_LENGTH_MAX ? `${reason.slice(0, REASON_LENGTH_MAX - 1)}…` : reason;
}
