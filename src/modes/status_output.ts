/** PORT: standard output for a command that waits for its reader, and draws where that is a terminal. */
import { errorMessage } from "../errors.ts";
import type { Clock } from "../runtime/clock.ts";
import { writeWhole } from "../runtime/whole_writer.ts";

/** Columns and rows of a terminal. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** Standard output. */
export interface StatusOutput {
  /** Writes some of the bytes and tells how many. */
  readonly write: (bytes: Uint8Array) => Promise<number>;
  /** The same, without anything else having its turn. */
  readonly writeSync: (bytes: Uint8Array) => number;
  /** The size of the terminal as it is now; throws where there is none. */
  readonly readSize: () => TerminalSize;
}

/** The size of a terminal that does not know its own. */
const USUAL_SIZE: TerminalSize = { columns: 80, rows: 24 };

/** Text that is written at once. */
const PIECE_LENGTH = 65_536;

/** The size of the terminal, or the usual one where it tells none. */
export function readTerminalSize({ readSize }: StatusOutput): TerminalSize {
  const size = readSize();
  return size.columns > 0 && size.rows > 0 ? size : USUAL_SIZE;
}

/**
 * Writes lines as they are made, as fast as they are read; ends early where nobody reads any more.
 * Resolves to why they could not be written, as on a full disk, or to `null`.
 */
export async function writeLines(
  lines: Iterable<string>,
  { output, clock }: { readonly output: StatusOutput; readonly clock: Clock },
): Promise<string | null> {
  let piece = "";
  let failure: string | null = null;
  const write = async (): Promise<boolean> => {
    try {
      return await writeWhole(piece, { write: output.write, clock });
    } catch (error) {
      failure = `Cannot write to standard output: ${errorMessage(error)}`;
      return false;
    }
  };
  for (const line of lines) {
    piece += `${line}\n`;
    if (piece.length < PIECE_LENGTH) continue;
    if (!await write()) return failure;
    piece = "";
  }
  await write();
  return failure;
}
