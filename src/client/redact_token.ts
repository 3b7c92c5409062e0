/** Takes the token out of what the other side says: also where it was encoded, by itself or in a header. */

/** Shorter pieces stand in other words by chance. */
const PIECE_LENGTH_MIN = 6;

/** Text without the token, in the forms in which it is likely to come back. */
export function redactToken(text: string, token: string | null): string {
  if (token === null) return text;
  let redacted = text.replaceAll(token, "***").replaceAll(encodeURIComponent(token), "***");
  for (const piece of toBase64Pieces(token)) {
    for (const form of [piece, piece.replaceAll("+", "-").replaceAll("/", "_")]) {
      if (form.length >= PIECE_LENGTH_MIN) redacted = redacted.replaceAll(form, "***");
    }
  }
  return redacted;
}

/** What base64 makes of the token alone, whatever stands around it: that depends on where it begins. */
function toBase64Pieces(token: string): readonly string[] {
  const bytes = new TextEncoder().encode(token);
  return [0, 1, 2].map((offset) => {
    const first = Math.ceil(offset * 8 / 6);
    const end = Math.floor((offset + bytes.length) * 8 / 6);
    return new Uint8Array([...new Uint8Array(offset), ...bytes]).toBase64().slice(first, end);
  });
}
