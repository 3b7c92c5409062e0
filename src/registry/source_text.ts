/** Places in a text: line and column of an offset, where a line ends, and how it ends. */
import { RegistryFormatError, type TextPosition } from "../errors.ts";

/** Line and column of an offset, both counted from 1. */
export function toPosition(text: string, offset: number): TextPosition {
  const before = text.slice(0, Math.max(0, offset));
  const lines = before.split(/\r\n|\r|\n/);
  return { line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
}

/** A refusal that names the place. */
export function formatError(
  message: string,
  place: { readonly text: string; readonly offset: number },
): RegistryFormatError {
  return new RegistryFormatError(message, toPosition(place.text, place.offset));
}

/** Offset of the line break (or the end of the text) that ends the line of `offset`. */
export function findLineEnd(text: string, offset: number): number {
  for (let at = offset; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) return at;
  }
  return text.length;
}

/** Whether a line break stands at `offset`, or it is outside of the text. */
export function isLineEnd(text: string, offset: number): boolean {
  return offset < 0 || offset >= text.length || text[offset] === "\n" || text[offset] === "\r";
}

/** Offset of the first character of the line of `offset`. */
export function findLineStart(text: string, offset: number): number {
  for (let at = offset; at > 0; at--) {
    const code = text.charCodeAt(at - 1);
    if (code === 10 || code === 13) return at;
  }
  return 0;
}

/** The line break at `lineEnd`; at the end of the text the first one of the text, else `\n`. */
export function lineBreakAt(text: string, lineEnd: number): string {
  const found = /^(?:\r\n|\r|\n)/.exec(text.slice(lineEnd, lineEnd + 2))?.[0];
  return found ?? /\r\n|\r|\n/.exec(text)?.[0] ?? "\n";
}

/** Counts lines of a text for offsets that only rise, reading each character once. */
export class LineCounter {
  readonly #text: string;
  #offset = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  /** The line of `offset`, counted from 1; `offset` is not below the one before. */
  lineAt(offset: number): number {
    for (; this.#offset < offset; this.#offset++) {
      const code = this.#text.charCodeAt(this.#offset);
      const isBreak = code === 10 ||
        (code === 13 && this.#text.charCodeAt(this.#offset + 1) !== 10);
      if (isBreak) this.#line += 1;
    }
    return this.#line;
  }
}
