/**
 * Writes text in full to whoever reads it at his own pace: a pager, a slow terminal, another program.
 * A reader that has gone away ends the writing, not the process.
 */
import type { Clock } from "./clock.ts";

/** Bytes of one write: whole frames of a terminal, and pieces of what is long. */
const PIECE_BYTES_MAX = 1_048_576;
/** How long a reader that is full is left alone. */
const FULL_DELAY_MS = 5;

/** What writing needs. */
export interface WholeWriterDeps {
  /** Writes some of the bytes and tells how many, as `Deno.stdout.write` does. */
  readonly write: (bytes: Uint8Array) => Promise<number>;
  readonly clock: Clock;
}

/** Writes the text; resolves to whether there is still somebody who reads. */
export async function writeWhole(
  text: string,
  { write, clock }: WholeWriterDeps,
): Promise<boolean> {
  let bytes = new TextEncoder().encode(text);
  const never = new AbortController().signal;
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(await write(bytes.subarray(0, PIECE_BYTES_MAX)));
    } catch (error) {
      if (error instanceof Deno.errors.BrokenPipe) return false;
      if (!(error instanceof Deno.errors.WouldBlock)) throw error;
      await clock.sleep(FULL_DELAY_MS, never);
    }
  }
  return true;
}
