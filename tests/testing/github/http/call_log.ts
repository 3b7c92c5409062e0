/** What was asked of the double, in order, for tests to count and to choose from. */

/** One call. `path` is decoded and without the query. */
export interface Call {
  /** 0 for the first call of the double's life. */
  readonly index: number;
  readonly method: string;
  readonly path: string;
  /** With its question mark, or empty. */
  readonly query: string;
  /** What the client got: a status, the name of a fault without one, or null while under way. */
  readonly status: number | "cut" | "hang" | null;
}

/** A call that is being logged. */
export type OpenCall = { -readonly [Key in keyof Call]: Call[Key] };

/** The calls since the last clearing. */
export class CallLog {
  #calls: OpenCall[] = [];
  #next = 0;

  /** The calls, oldest first. */
  get calls(): readonly Call[] {
    return this.#calls;
  }

  /** Notes a call that has just come in. */
  start(request: Request): OpenCall {
    const url = new URL(request.url);
    const call: OpenCall = {
      index: this.#next++,
      method: request.method,
      path: decodePath(url.pathname),
      query: url.search,
      status: null,
    };
    this.#calls.push(call);
    return call;
  }

  /** How many calls match; all without a condition. */
  count(match: (call: Call) => boolean = () => true): number {
    return this.#calls.filter(match).length;
  }

  /** Forgets the calls; numbering goes on. */
  clear(): void {
    this.#calls = [];
  }
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
