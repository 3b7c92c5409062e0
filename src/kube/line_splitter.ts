/** Cuts a stream of bytes into lines; keeps no more than the line that is not complete yet. */

import { joinBytes } from "../runtime/bytes.ts";

const NEWLINE = 10;

/** Thrown for a line that is longer than allowed. */
export class LineLengthError extends Error {
  override readonly name = "LineLengthError";
}

/** Takes chunks, gives complete lines. */
export class LineSplitter {
  readonly #lineBytesMax: number;
  readonly #decoder = new TextDecoder();
  #pieces: Uint8Array[] = [];
  #pieceBytes = 0;

  constructor(options: { readonly lineBytesMax: number }) {
    this.#lineBytesMax = options.lineBytesMax;
  }

  /** The lines that the chunk completes, without empty ones. */
  push(chunk: Uint8Array): readonly string[] {
    const lines: string[] = [];
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(NEWLINE, start);
      if (end < 0) break;
      const line = this.#complete(chunk.subarray(start, end));
      if (line !== "") lines.push(line);
      start = end + 1;
    }
    if (start < chunk.byteLength) this.#keep(chunk.subarray(start));
    return lines;
  }

  #complete(end: Uint8Array): string {
    this.#keep(end);
    const line = joinBytes(this.#pieces, this.#pieceBytes);
    this.#pieces = [];
    this.#pieceBytes = 0;
    return this.#decoder.decode(line).trimEnd();
  }

  #keep(piece: Uint8Array): void {
    this.#pieceBytes += piece.byteLength;
    if (this.#pieceBytes > this.#lineBytesMax) {
      throw new LineLengthError(`a line is longer than ${this.#lineBytesMax} bytes`);
    }
    this.#pieces.push(piece);
  }
}
