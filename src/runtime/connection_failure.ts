/**
 * Why a connection failed, of what `fetch` throws: the runtime hides the reason in the cause, and says
 * nothing of what to do.
 */

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

/** What the runtime says of mistakes in settings, and what it expected. */
const MISTAKES: readonly (readonly [RegExp, (authority: string) => string])[] = [
  // The second where an authority of the same name has another key.
  [
    /invalid peer certificate: (?:UnknownIssuer|BadSignature)/,
    (authority) => `a certificate that is trusted here (${authority})`,
  ],
  [/invalid HTTP version/, () => "HTTP/1.1: is the address https://...?"],
  [/corrupt message of type InvalidContentType/, () => "TLS: is the address http://...?"],
];

/**
 * What to do about it, to go behind the reason: begins with a comma, and is empty where the reason says
 * enough. The authority is the setting that names whom to trust.
 */
export function adviseOnConnection(
  error: unknown,
  { authority }: { readonly authority: string },
): string {
  const reason = readConnectionFailure(error);
  const [, toExpected] = MISTAKES.find(([pattern]) => pattern.test(reason)) ?? [];
  return toExpected === undefined ? "" : `, expected ${toExpected(authority)}`;
}
