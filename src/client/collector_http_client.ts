/**
 * The collector over HTTP, spoken to for one cluster. Whatever happens on the way becomes a value that
 * says what to do next; when to try again is for the informer to decide.
 */
import type { BatchAnswer } from "../contract/batch.ts";
import { quoteInput } from "../contract/describe_input.ts";
import { errorMessage } from "../errors.ts";
import type { Batch, CollectorClient, Delivery, SinglePost } from "../informer/collector_client.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Connect, HttpConnection } from "../runtime/http_connection.ts";
import { NO_TRACER, type Span, type Tracer } from "../runtime/tracer.ts";
import { parseBatchAnswer } from "./batch_answer.ts";
import {
  classifyAnswer,
  describeConnectionError,
  toLostDelivery,
  toUnsentDelivery,
} from "./classify_answer.ts";
import { type HttpAnswer, readAnswer } from "./http_answer.ts";
import { redactToken } from "./redact_token.ts";
import { type Ending, runWithin } from "./time_limit.ts";

/** What the client works with. */
export interface CollectorHttpClientDeps {
  /** Base address of the collector without a trailing slash; may have a path prefix. */
  readonly url: string;
  /** The cluster to speak for; neither `.` nor `..`, which no URL can hold. */
  readonly cluster: string;
  /** Gives the bearer token as it is now, or `null`; asked before each request. */
  readonly readToken: () => Promise<string | null>;
  readonly connect: Connect;
  readonly clock: Clock;
  /** Who we are: `machinery-status-collector/1.2.3`. */
  readonly userAgent: string;
  /** Longest time from the start of a request to the end of its answer. */
  readonly timeoutMs?: number;
  readonly tracer?: Tracer;
}

/** Longest time that one request may take. */
export const REQUEST_TIMEOUT_MS = 30_000;

/** One request, and how its success is known. */
interface Post<Answer> {
  /** The path with names for its parts, for traces. */
  readonly route: string;
  readonly path: string;
  /** `null` for a question: then it is no post at all. */
  readonly body: unknown;
  readonly status: number;
  readonly parse: (text: string) => Answer | undefined;
}

/** What became of sending, before anybody judges it. */
type Sent =
  | { readonly kind: "answered"; readonly answer: HttpAnswer; readonly token: string | null }
  /** The connection failed before an answer began. */
  | { readonly kind: "lost"; readonly error: unknown }
  /** Token or certificates cannot be read: nothing was sent. */
  | { readonly kind: "unprepared"; readonly error: unknown };

/** A client that connects when it is first used, and again after each connection that failed. */
export class CollectorHttpClient implements CollectorClient {
  readonly #deps: CollectorHttpClientDeps;
  readonly #timeoutMs: number;
  #connection: HttpConnection | undefined;

  constructor(deps: CollectorHttpClientDeps) {
    this.#deps = deps;
    this.#timeoutMs = deps.timeoutMs ?? REQUEST_TIMEOUT_MS;
  }

  submit(batch: Batch, signal: AbortSignal): Promise<Delivery<BatchAnswer>> {
    return this.#request({
      route: "/api/v1/clusters/{cluster}/batch",
      path: `/api/v1/clusters/${encodeURIComponent(this.#deps.cluster)}/batch`,
      body: batch,
      status: 200,
      parse: parseBatchAnswer,
    }, signal);
  }

  post(status: SinglePost, signal: AbortSignal): Promise<Delivery<null>> {
    return this.#request({
      route: "/api/v1/status",
      path: "/api/v1/status",
      body: { cluster: this.#deps.cluster, ...status },
      status: 201,
      parse: () => null,
    }, signal);
  }

  greet(signal: AbortSignal): Promise<Delivery<null>> {
    return this.#request({
      route: "/api/v1/status/{cluster}",
      path: `/api/v1/status/${encodeURIComponent(this.#deps.cluster)}`,
      body: null,
      status: 200,
      parse: (text) => isList(text) ? null : undefined,
    }, signal);
  }

  /** Lets go of the connection; a later request makes a new one. */
  close(): void {
    this.#connection?.close();
    this.#connection = undefined;
  }

  #request<Answer>(post: Post<Answer>, signal: AbortSignal): Promise<Delivery<Answer>> {
    const { tracer = NO_TRACER } = this.#deps;
    const method = toMethod(post);
    const attributes = { "http.request.method": method };
    return tracer.inSpan(
      { name: `${method} ${post.route}`, kind: "client", attributes },
      (span) => this.#deliver(post, { span, signal }),
    );
  }

  async #deliver<Answer>(
    post: Post<Answer>,
    { span, signal }: { readonly span: Span; readonly signal: AbortSignal },
  ): Promise<Delivery<Answer>> {
    const { clock } = this.#deps;
    const limit = { clock, timeoutMs: this.#timeoutMs, signal };
    const ending = await runWithin((ended) => this.#send(post, ended), limit);
    const isConnectionFine = ending.kind === "done" && ending.value.kind !== "lost" &&
      (ending.value.kind === "unprepared" || ending.value.answer.body.kind === "whole");
    if (!isConnectionFine) this.close();
    describeEnding(span, ending);
    return this.#judge(ending, post);
  }

  async #send(post: Post<unknown>, signal: AbortSignal): Promise<Sent> {
    const { url, userAgent } = this.#deps;
    let token: string | null;
    let connection: HttpConnection;
    try {
      token = await this.#deps.readToken();
      connection = this.#connection ??= await this.#deps.connect();
    } catch (error) {
      return { kind: "unprepared", error };
    }
    try {
      const response = await connection.fetch(`${url}${post.path}`, {
        method: toMethod(post),
        headers: {
          "accept": "application/json",
          ...(post.body === null ? {} : { "content-type": "application/json" }),
          "user-agent": userAgent,
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        },
        ...(post.body === null ? {} : { body: JSON.stringify(post.body) }),
        // A redirect would take the token elsewhere.
        redirect: "manual",
        signal,
      });
      return { kind: "answered", answer: await readAnswer(response), token };
    } catch (error) {
      return { kind: "lost", error };
    }
  }

  #judge<Answer>(ending: Ending<Sent>, post: Post<Answer>): Delivery<Answer> {
    const deed = post.body === null ? "read" : "post to";
    const failure = `Cannot ${deed} ${quoteInput(`${this.#deps.url}${post.path}`)}`;
    if (ending.kind === "stopped") {
      return toUnsentDelivery(failure, "it was stopped");
    }
    if (ending.kind === "late") {
      return toLostDelivery(failure, `no answer within ${this.#timeoutMs / 1_000} s`);
    }
    const sent = ending.value;
    switch (sent.kind) {
      case "unprepared":
        return toUnsentDelivery(failure, errorMessage(sent.error));
      case "lost":
        return toLostDelivery(failure, describeConnectionError(sent.error));
      case "answered":
        return classifyAnswer(sent.answer, {
          failure,
          status: post.status,
          parse: post.parse,
          redact: (text) => redactToken(text, sent.token),
          now: this.#deps.clock.now(),
        });
    }
  }
}

function toMethod({ body }: Post<unknown>): "GET" | "POST" {
  return body === null ? "GET" : "POST";
}

function describeEnding(span: Span, ending: Ending<Sent>): void {
  if (ending.kind !== "done") return span.fail(ending.kind);
  if (ending.value.kind !== "answered") return span.fail(ending.value.kind);
  const { status } = ending.value.answer;
  span.setAttributes({ "http.response.status_code": status });
  if (status >= 400) span.fail(String(status));
}

function isList(text: string): boolean {
  try {
    return Array.isArray(JSON.parse(text));
  } catch {
    return false;
  }
}
