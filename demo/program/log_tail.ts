/** Keeps the newest lines that a process has written, and tells those who wait for one of them. */

/** How many lines are kept. */
const KEPT_LINE_COUNT = 2_000;

/** The newest lines of one or several processes. */
export class LogTail {
  readonly #lines: string[] = [];
  readonly #listeners = new Set<(line: string) => void>();

  /** Takes everything from a stream until it ends. */
  async follow(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    let rest = "";
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) this.#add(line);
    }
    if (rest !== "") this.#add(rest);
  }

  /** Calls the listener with each new line until the disposal. */
  listen(listener: (line: string) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  /** The newest lines, oldest first. */
  read(count = KEPT_LINE_COUNT): readonly string[] {
    return this.#lines.slice(-count);
  }

  #add(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > KEPT_LINE_COUNT) this.#lines.shift();
    for (const listener of this.#listeners) listener(line);
  }
}
