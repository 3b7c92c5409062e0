/** Bytes that arrive in pieces. */

/** All bytes of a stream, or `undefined` for more than `bytesMax`: then the rest is not read. */
export async function readAtMost(
  stream: AsyncIterable<Uint8Array<ArrayBuffer>> | null,
  bytesMax: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let byteLength = 0;
  // Leaving the loop cancels the stream, and closes what is behind it.
  for await (const piece of stream ?? []) {
    byteLength += piece.byteLength;
    if (byteLength > bytesMax) return undefined;
    pieces.push(piece);
  }
  return joinBytes(pieces, byteLength);
}

/** One array of many, `byteLength` bytes in all; the piece itself where there is only one. */
export function joinBytes<Buffer extends ArrayBufferLike>(
  pieces: readonly Uint8Array<Buffer>[],
  byteLength: number,
): Uint8Array<Buffer | ArrayBuffer> {
  const [only] = pieces;
  if (only !== undefined && pieces.length === 1) return only;
  const joined = new Uint8Array(byteLength);
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.byteLength;
  }
  return joined;
}
