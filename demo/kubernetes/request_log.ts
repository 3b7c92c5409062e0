/** The requests that came in, for whoever wants to see them afterwards. */

/** One request. */
export interface RequestRecord {
  readonly method: string;
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  readonly userAgent: string;
  /** `null` until it is answered; a watch is answered when it opens. */
  readonly status: number | null;
}

/** Requests that are remembered. */
const REQUESTS_MAX = 10_000;

/** The newest requests, oldest first. */
export class RequestLog {
  #records: RequestRecord[] = [];

  /** All that is remembered. */
  list(): readonly RequestRecord[] {
    return this.#records.slice(-REQUESTS_MAX);
  }

  /** Notes a request; the result notes its answer's status. */
  note(request: Request): (status: number) => void {
    const { pathname, search } = new URL(request.url);
    const record: RequestRecord = {
      method: request.method,
      path: pathname,
      query: search.slice(1),
      userAgent: request.headers.get("user-agent") ?? "",
      status: null,
    };
    this.#records.push(record);
    if (this.#records.length > 2 * REQUESTS_MAX) this.#records = this.#records.slice(-REQUESTS_MAX);
    return (status) => {
      const index = this.#records.lastIndexOf(record);
      if (index !== -1) this.#records[index] = { ...record, status };
    };
  }
}
