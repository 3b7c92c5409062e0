/** The form in which tokens are listed. */

/** Hex SHA-256 of a token. */
export async function toTokenDigest(token: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  return new Uint8Array(bytes).toHex();
}
