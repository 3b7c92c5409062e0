/** The logs of all processes that the demo starts, by the names that people know them by. */
import { LogTail } from "./log_tail.ts";

/** Owns one log for each name; a process that starts again goes on with the same one. */
export class ProcessLogs {
  readonly #tails = new Map<string, LogTail>();

  /** The names, in the order in which the processes have started. */
  get names(): readonly string[] {
    return [...this.#tails.keys()];
  }

  /** The log of a process, begun where there is none yet. */
  open(name: string): LogTail {
    const tail = this.#tails.get(name) ?? new LogTail();
    this.#tails.set(name, tail);
    return tail;
  }

  /** The newest lines of a process, oldest first; none where nobody knows it. */
  read(name: string): readonly string[] {
    return this.#tails.get(name)?.read() ?? [];
  }
}
