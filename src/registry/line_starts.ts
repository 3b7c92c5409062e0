/**
 * Where lines begin. YAML ends lines at `\n`, `\r\n` and a lone `\r`; Git only at `\n`: this finds
 * Git's line that a line of YAML begins in.
 */

/** Finds lines of a text, in rising order, reading each character once. */
export class LineStarts {
  readonly #text: string;
  #offset = 0;
  #yamlLine = 1;
  #line = 0;
  #start = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Git's line, counted from 0, and its offset, for a line of YAML that is not above the last. */
  find(yamlLine: number): { readonly line: number; readonly offset: number } {
    for (; this.#yamlLine < yamlLine && this.#offset < this.#text.length; this.#offset++) {
      const code = this.#text.charCodeAt(this.#offset);
      if (code === 10) {
        this.#yamlLine += 1;
        this.#line += 1;
        this.#start = this.#offset + 1;
      } else if (code === 13 && this.#text.charCodeAt(this.#offset + 1) !== 10) {
        this.#yamlLine += 1;
      }
    }
    return { line: this.#line, offset: this.#start };
  }
}
