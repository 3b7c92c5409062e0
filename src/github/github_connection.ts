/**
 * The connection to GitHub, made when it is first needed and again after each failure: a kept
 * connection that froze never recovers, and the private authority may have changed meanwhile.
 */
import type { Connect, HttpConnection } from "../runtime/http_connection.ts";

/** One connection at a time. */
export class GitHubConnection {
  readonly #connect: Connect;
  #current: Promise<HttpConnection> | undefined;

  constructor(connect: Connect) {
    this.#connect = connect;
  }

  /** The runtime's `fetch` over the present connection. */
  async fetch(url: string, init: RequestInit): Promise<Response> {
    this.#current ??= this.#connect();
    const connection = await this.#current;
    return await connection.fetch(url, init);
  }

  /** Closes it; the next call makes a new one. */
  drop(): void {
    const dropped = this.#current;
    this.#current = undefined;
    // One that could not be made has nothing to close, and its caller knows.
    dropped?.then((connection) => connection.close(), () => {});
  }
}
