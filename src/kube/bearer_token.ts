/** Looks at tokens before they go to the runtime, whose complaint about a wrong header shows it. */

/** Longest text that can be a token. */
export const TOKEN_LENGTH_MAX = 65_536;

/** Completes what is said of the place where a token was expected; never shows what is there. */
export const TOKEN_PROBLEM =
  "holds no usable token: expected one line of printable ASCII without spaces";

/** The token in a text, white space around it aside; `null` where it is none that can be sent. */
export function toBearerToken(text: string): string | null {
  const token = text.trim();
  return token.length <= TOKEN_LENGTH_MAX && /^[\x21-\x7e]+$/.test(token) ? token : null;
}
