/**
 * Requests to one API server for one watch: JSON within limits, and streams of lines that are pulled.
 * Each failure of a connection closes the HTTP client, for all streams of HTTP/2 share a connection
 * and a frozen one never recovers. Knows nothing of lists and watches.
 */
import { readAtMost } from "../runtime/bytes.ts";
import type { Clock } from "../runtime/clock.ts";
import { createOutboundFetch, type OutboundFetch } from "../runtime/outbound.ts";
import { parseRetryAfter } from "../runtime/retry_after.ts";
import { quote } from "../runtime/visible_text.ts";
import type { KubeAccess } from "./kube_access.ts";
import { KubeFailure, toConnectionFailure, toKubeFailure, toStatusDetail } from "./kube_failure.ts";
import { LineLengthError, LineSplitter } from "./line_splitter.ts";
import { Patience, TimeLimitError } from "./patience.ts";

/** What the client works with. */
export interface KubeClientDeps {
  readonly access: KubeAccess;
  readonly clock: Clock;
  /** Default: the runtime's. */
  readonly fetch?: OutboundFetch;
  /** Who we are: `machinery-status-collector/1.2.3`. */
  readonly userAgent?: string;
}

/** How a stream is read. */
export interface StreamOptions {
  readonly signal: AbortSignal;
  /** Longest silence; asked before each wait. */
  readonly silenceMs: () => number;
}

/** Longest time to the credentials; a plugin has less. */
const CREDENTIALS_TIMEOUT_MS = 30_000;
/** Longest time to the headers of an answer. */
const HEADERS_TIMEOUT_MS = 30_000;
/** Longest time to the end of an answer that is not a stream, and longest silence before it. */
const ANSWER_TIMEOUT_MS = 60_000;
const ANSWER_SILENCE_MS = 30_000;
const SLOW_ANSWER = `The API server's answer was not complete after ${ANSWER_TIMEOUT_MS / 1000} s`;
/** What is above is more than white space. */
const SPACE = 32;
/** Largest answer that is not a stream. */
const ANSWER_BYTES_MAX = 33_554_432;
/** An object in etcd has at most 1.5 MiB; as JSON, with escapes, it may be some times longer. */
const LINE_BYTES_MAX = 10_485_760;
/** Largest refusal that is read for its message. */
const REFUSAL_BYTES_MAX = 65_536;

/** Thrown where an answer is larger or slower than allowed: less of it may be asked for. */
export class AnswerSizeError extends KubeFailure {}

/** Requests, one at a time. */
export class KubeClient {
  readonly #access: KubeAccess;
  readonly #clock: Clock;
  readonly #fetch: OutboundFetch;
  readonly #userAgent: string;
  #httpClient: Deno.HttpClient | undefined;

  constructor(deps: KubeClientDeps) {
    const { access, clock } = deps;
    this.#access = access;
    this.#clock = clock;
    this.#fetch = createOutboundFetch(access.baseUrl, deps.fetch);
    this.#userAgent = deps.userAgent ?? "machinery-status-collector";
  }

  /** GET of a JSON value; throws `KubeFailure`, or what the signal is aborted with. */
  async readJson(path: string, signal: AbortSignal): Promise<unknown> {
    const patience = new Patience({ clock: this.#clock, signal });
    const startedAt = this.#clock.now();
    try {
      const response = await this.#open(path, patience);
      const pieces = this.#readPieces(response, { patience, startedAt });
      return parseJson(await readText(pieces, ANSWER_BYTES_MAX));
    } catch (error) {
      throw this.#toThrown(error, patience);
    } finally {
      patience.end();
    }
  }

  /**
   * GET of a stream: an empty array when it is open, then the lines of each chunk, pulled one by one.
   * Ends when the answer ends; an incomplete line at its end is dropped.
   */
  async *readLines(path: string, options: StreamOptions): AsyncGenerator<readonly string[]> {
    const patience = new Patience({ clock: this.#clock, signal: options.signal });
    let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
    try {
      const response = await this.#open(path, patience);
      reader = response.body?.getReader();
      yield [];
      const splitter = new LineSplitter({ lineBytesMax: LINE_BYTES_MAX });
      let heardAt = this.#clock.now();
      while (reader !== undefined) {
        const limitMs = options.silenceMs();
        const leftMs = Math.max(limitMs - (this.#clock.now() - heardAt), 1);
        const { done, value } = await patience.wait(reader.read(), leftMs, limitMs);
        if (done) return;
        // Whoever sends white space alone says nothing.
        if (value.some(isInk)) heardAt = this.#clock.now();
        const lines = splitter.push(value);
        if (lines.length > 0) yield lines;
      }
    } catch (error) {
      throw this.#toThrown(error, patience);
    } finally {
      patience.end();
      await reader?.cancel().catch(() => {});
    }
  }

  /** The next request makes a new connection. */
  close(): void {
    this.#httpClient?.close();
    this.#httpClient = undefined;
  }

  async #open(path: string, patience: Patience): Promise<Response> {
    const headers = await this.#prepare(patience);
    const response = await patience.wait(
      this.#send(path, { headers, signal: patience.signal }),
      HEADERS_TIMEOUT_MS,
    );
    if (response.status !== 200) throw await this.#toRefusal(response, patience);
    const type = response.headers.get("content-type") ?? "";
    if (/\bjson\b/i.test(type)) return response;
    throw new KubeFailure(
      `The API server answered 200 with ${quote(type, 100)} where JSON was expected`,
      { origin: "answer", status: 200 },
    );
  }

  /** The pieces of an answer; one that comes too slowly is as bad as one that is too large. */
  async *#readPieces(
    response: Response,
    { patience, startedAt }: { readonly patience: Patience; readonly startedAt: number },
  ): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const reader = response.body?.getReader();
    while (reader !== undefined) {
      const leftMs = ANSWER_TIMEOUT_MS - (this.#clock.now() - startedAt);
      if (leftMs <= 0) throw new AnswerSizeError(SLOW_ANSWER, { origin: "silence" });
      const { done, value } = await patience.wait(reader.read(), ANSWER_SILENCE_MS);
      if (done) return;
      yield value;
    }
  }

  /** Gets credentials and a connection; how long that takes is not the API server's fault. */
  async #prepare(patience: Patience): Promise<Readonly<Record<string, string>>> {
    const prepare = async () => {
      const headers = await this.#access.readHeaders();
      this.#httpClient ??= await this.#access.createHttpClient();
      return headers;
    };
    try {
      return await patience.wait(prepare(), CREDENTIALS_TIMEOUT_MS);
    } catch (error) {
      if (!(error instanceof TimeLimitError)) throw error;
      throw new KubeFailure(
        `There were no credentials within ${CREDENTIALS_TIMEOUT_MS / 1000} s`,
        { origin: "home", cause: error },
      );
    }
  }

  async #send(
    path: string,
    { headers, signal }: {
      readonly headers: Readonly<Record<string, string>>;
      readonly signal: AbortSignal;
    },
  ): Promise<Response> {
    const client = this.#httpClient;
    if (client === undefined) throw new TypeError("the connection was closed");
    try {
      return await this.#fetch(`${this.#access.baseUrl}${path}`, {
        client,
        headers: { ...headers, accept: "application/json", "user-agent": this.#userAgent },
        // A redirect would take the token elsewhere.
        redirect: "manual",
        signal,
      });
    } catch (error) {
      throw toConnectionFailure(error, this.#access);
    }
  }

  async #toRefusal(response: Response, patience: Patience): Promise<KubeFailure> {
    const { status } = response;
    const text = await patience.wait(readText(response.body, REFUSAL_BYTES_MAX), HEADERS_TIMEOUT_MS)
      .catch(() => "");
    const asked = parseRetryAfter(response.headers.get("retry-after"), this.#clock.now());
    const detail = toStatusDetail(tryJson(text));
    return new KubeFailure(`The API server answered ${status}${detail}`, {
      origin: "answer",
      status,
      // A time without end is no request that anybody could obey.
      retryAfterMs: asked !== null && Number.isFinite(asked) ? asked : 0,
    });
  }

  #toThrown(error: unknown, patience: Patience): unknown {
    // What our caller ended has not failed; a passed limit shows in many errors.
    if (patience.caller.aborted) return patience.caller.reason;
    const { reason } = patience.signal;
    const isAtHome = error instanceof KubeFailure && error.origin === "home";
    const isLate = reason instanceof TimeLimitError && !isAtHome;
    const failure = this.#toFailure(isLate ? reason : error);
    const { status } = failure.problem;
    // After a 401 the certificate may be another one; what answers 200 without JSON is no API server.
    const isConnectionFine = failure.origin === "answer" && status !== 401 && status !== 200;
    if (!isConnectionFine) this.close();
    return failure;
  }

  #toFailure(error: unknown): KubeFailure {
    if (error instanceof TimeLimitError) {
      return new KubeFailure(
        `The API server at ${quote(this.#access.baseUrl)} sent nothing for ${
          error.limitMs / 1000
        } s`,
        { origin: "silence", cause: error },
      );
    }
    if (error instanceof LineLengthError) {
      return new KubeFailure(`Cannot read the watch: ${error.message}`, { origin: "content" });
    }
    // A body that breaks is a TypeError of the runtime.
    if (error instanceof TypeError) return toConnectionFailure(error, this.#access);
    return toKubeFailure(error);
  }
}

async function readText(
  pieces: AsyncIterable<Uint8Array<ArrayBuffer>> | null,
  bytesMax: number,
): Promise<string> {
  const bytes = await readAtMost(pieces, bytesMax);
  if (bytes !== undefined) return new TextDecoder().decode(bytes);
  throw new AnswerSizeError(`The API server's answer is larger than ${bytesMax} bytes`, {
    origin: "content",
  });
}

function isInk(byte: number): boolean {
  return byte > SPACE;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new KubeFailure("The API server's answer is not JSON", {
      origin: "content",
      cause: error,
    });
  }
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
