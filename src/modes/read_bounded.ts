/** Reads a file that may have no end, such as a device or a pipe, but no more of it than is allowed. */

/** The whole file, or `undefined` for one that is larger. */
export async function readBounded(
  path: string,
  byteCountMax: number,
): Promise<Uint8Array | undefined> {
  const file = await Deno.open(path);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let byteCount = 0;
  // Leaving the loop closes the file.
  for await (const chunk of file.readable) {
    byteCount += chunk.length;
    if (byteCount > byteCountMax) return undefined;
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(byteCount);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
