/**
 * Asks a collector for something, as people's commands do. The connection is kept from one question
 * to the next and made anew after a failure. Outcomes are values; nothing is thrown but bugs.
 */
import { quoteInput } from "../contract/describe_input.ts";
import { errorMessage } from "../errors.ts";
import type { Delivery } from "../informer/collector_client.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Connect, HttpConnection } from "../runtime/http_connection.ts";
import {
  classifyAnswer,
  describeConnectionError,
  toLostDelivery,
  toUnsentDelivery,
} from "./classify_answer.ts";
import { type HttpAnswer, readAnswer } from "./http_answer.ts";
import { redactToken } from "./redact_token.ts";
import { runWithin } from "./time_limit.ts";

/** What is needed to ask. */
export interface CollectorReaderDeps {
  /** Base address of the collector without a trailing slash; may have a path prefix. */
  readonly url: string;
  /** Gives the bearer token, or `null`; asked before each question. */
  readonly readToken: () => Promise<string | null>;
  readonly connect: Connect;
  readonly clock: Clock;
  /** Who we are: `machinery-status-collector/1.2.3`. */
  readonly userAgent: string;
}

/** One question. */
export interface Question<Answer> {
  /** Path and query, below the collector's address. */
  readonly path: string;
  /** What is asked for, as a part of a sentence: `the plan`. */
  readonly subject: string;
  /** Statuses that are answers; 200 where they are left out. */
  readonly statuses?: readonly number[];
  /** Tag of the answer that is known; then 304 should be one of the statuses. */
  readonly knownTag?: string | undefined;
  /** Reads an answer; `undefined` where it is not what a collector answers. */
  readonly parse: (answer: ReadAnswer) => Answer | undefined;
  /** What to say where the collector does not know the path. */
  readonly adviceWhereUnknown: string;
  /** Largest answer. */
  readonly bytesMax: number;
  /** Longest time from the question to the end of the answer. */
  readonly timeoutMs: number;
}

/** An answer that came whole. */
export interface ReadAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly byteLength: number;
}

/** Asks one question after the other; its owner closes it. */
export class CollectorReader {
  readonly #deps: CollectorReaderDeps;
  #connection: HttpConnection | undefined;

  constructor(deps: CollectorReaderDeps) {
    this.#deps = deps;
  }

  /** Asks once. */
  async read<Answer>(question: Question<Answer>, signal: AbortSignal): Promise<Delivery<Answer>> {
    const { url, clock } = this.#deps;
    const { path, subject, timeoutMs } = question;
    const failure = `Cannot get ${subject} from ${quoteInput(url + path)}`;
    let token: string | null;
    let connection: HttpConnection;
    try {
      token = await this.#deps.readToken();
      connection = this.#connection ??= await this.#deps.connect();
    } catch (error) {
      return toUnsentDelivery(failure, errorMessage(error));
    }
    const send = (ended: AbortSignal) => this.#send(question, { connection, token, signal: ended });
    let answer: HttpAnswer;
    try {
      const ending = await runWithin(send, { clock, timeoutMs, signal });
      if (ending.kind !== "done") this.close();
      if (ending.kind === "stopped") return toUnsentDelivery(failure, "it was stopped");
      if (ending.kind === "late") {
        return toLostDelivery(failure, `no answer within ${timeoutMs / 1_000} s`);
      }
      answer = ending.value;
    } catch (error) {
      this.close();
      return toLostDelivery(failure, describeConnectionError(error));
    }
    if (answer.body.kind !== "whole") this.close();
    return this.#judge(answer, { question, token, failure });
  }

  /** Lets go of the connection; a later question makes a new one. */
  close(): void {
    this.#connection?.close();
    this.#connection = undefined;
  }

  async #send(
    { path, bytesMax, knownTag }: Question<unknown>,
    { connection, token, signal }: {
      readonly connection: HttpConnection;
      readonly token: string | null;
      readonly signal: AbortSignal;
    },
  ): Promise<HttpAnswer> {
    const { url, userAgent } = this.#deps;
    const response = await connection.fetch(`${url}${path}`, {
      headers: {
        "accept": "application/json",
        "user-agent": userAgent,
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(knownTag === undefined ? {} : { "if-none-match": knownTag }),
      },
      // A redirect would take the token elsewhere.
      redirect: "manual",
      signal,
    });
    return await readAnswer(response, bytesMax);
  }

  #judge<Answer>(
    answer: HttpAnswer,
    { question, token, failure }: {
      readonly question: Question<Answer>;
      readonly token: string | null;
      readonly failure: string;
    },
  ): Delivery<Answer> {
    const { statuses = [200], parse, adviceWhereUnknown } = question;
    const { status, headers, body } = answer;
    const byteLength = body.kind === "whole" ? body.byteLength : 0;
    const delivery = classifyAnswer(answer, {
      failure,
      status: statuses.includes(status) ? status : 200,
      parse: (text) => parse({ status, headers, text, byteLength }),
      redact: (text) => redactToken(text, token),
      now: this.#deps.clock.now(),
    });
    if (delivery.kind !== "refused") return delivery;
    const advice = toAdvice(delivery.status, { token, adviceWhereUnknown });
    return { ...delivery, message: delivery.message + advice };
  }
}

/** What to do about the refusals that most people meet. */
function toAdvice(
  status: number,
  { token, adviceWhereUnknown }: {
    readonly token: string | null;
    readonly adviceWhereUnknown: string;
  },
): string {
  if (status === 404 || status === 405) return `; ${adviceWhereUnknown}`;
  if (status !== 401) return "";
  return token === null
    ? "; it wants a token, in COLLECTOR_TOKEN or in a file that COLLECTOR_TOKEN_FILE names"
    : "; the token in COLLECTOR_TOKEN or COLLECTOR_TOKEN_FILE is not one that it knows";
}
