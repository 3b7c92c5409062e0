/** Git's name for a content: the SHA-1 of a header and the bytes. */

/** The blob id of some bytes, as 40 hex digits. */
export async function toBlobId(content: Uint8Array): Promise<string> {
  const header = new TextEncoder().encode(`blob ${content.byteLength}\0`);
  const bytes = new Uint8Array(header.byteLength + content.byteLength);
  bytes.set(header);
  bytes.set(content, header.byteLength);
  return new Uint8Array(await crypto.subtle.digest("SHA-1", bytes)).toHex();
}
