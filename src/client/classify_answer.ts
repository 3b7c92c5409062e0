/** Says of each answer of the collector, and of each missing one, what to do next. */
import { quoteInput } from "../contract/describe_input.ts";
import type { Delivery } from "../informer/collector_client.ts";
import { adviseOnConnection, readConnectionFailure } from "../runtime/connection_failure.ts";
import { parseRetryAfter } from "../runtime/retry_after.ts";
import type { HttpAnswer } from "./http_answer.ts";

/** Most characters of the collector's own sentence: what it expected stands at the end. */
const SENTENCE_LENGTH_MAX = 400;

/** Nobody may silence the informer for longer. */
const WAIT_MAX_MS = 3_600_000;

/** What a request wants, and how it is spoken of. */
export interface Expectation<Answer> {
  /** Begins each message: what could not be done. */
  readonly failure: string;
  /** The one status that is a success. */
  readonly status: number;
  /** Reads the body of a success; `undefined` where it is not what a collector answers. */
  readonly parse: (text: string) => Answer | undefined;
  /** Takes secrets out of foreign text. */
  readonly redact: (text: string) => string;
  /** Unix milliseconds. */
  readonly now: number;
}

/** The outcome of a request that was answered. */
export function classifyAnswer<Answer>(
  answer: HttpAnswer,
  expectation: Expectation<Answer>,
): Delivery<Answer> {
  const { status } = answer;
  if (status === expectation.status) return classifySuccess(answer, expectation);
  const told = `${expectation.failure}: it answered ${status}`;
  if (status === 304) {
    const message = `${told}, that nothing has changed, though it was not asked for changes`;
    return { kind: "refused", status, message };
  }
  if (isRedirect(status)) {
    return { kind: "refused", status, message: told + describeRedirect(answer, expectation) };
  }
  if (status === 400 || status === 413) {
    return { kind: "unacceptable", status, message: told + describeError(answer, expectation) };
  }
  if (isRefusal(status)) {
    return { kind: "refused", status, message: told + describeError(answer, expectation) };
  }
  const isError = status >= 400;
  return {
    kind: "unavailable",
    message: told +
      (isError ? describeError(answer, expectation) : `, expected ${expectation.status}`),
    retryAfterMs: readRetryAfter(answer, expectation.now),
    isConnectionLost: false,
  };
}

function readRetryAfter({ headers }: HttpAnswer, now: number): number | null {
  const waitMs = parseRetryAfter(headers.get("retry-after"), now);
  return waitMs === null ? null : Math.min(waitMs, WAIT_MAX_MS);
}

/** The outcome of a request without an answer, or with a part of one. */
export function toLostDelivery(failure: string, reason: string): Delivery<never> {
  return toUnavailable(`${failure}: ${reason}`, { isConnectionLost: true });
}

/** The outcome of a request that we did not send, or gave up ourselves. */
export function toUnsentDelivery(failure: string, reason: string): Delivery<never> {
  return toUnavailable(`${failure}: ${reason}`, { isConnectionLost: false });
}

/** Why a connection failed and what to do about it, as a part of a sentence. */
export function describeConnectionError(error: unknown): string {
  const advice = adviseOnConnection(error, { authority: "COLLECTOR_CA_FILE" });
  return `the connection failed: ${quoteInput(readConnectionFailure(error))}${advice}`;
}

function classifySuccess<Answer>(
  { status, headers, body }: HttpAnswer,
  { failure, parse, redact }: Expectation<Answer>,
): Delivery<Answer> {
  if (body.kind === "cut") return toLostDelivery(failure, describeConnectionError(body.error));
  const answer = body.kind === "whole" ? parse(body.text) : undefined;
  if (answer !== undefined) return { kind: "delivered", answer };
  const type = quoteInput(redact(headers.get("content-type") ?? ""));
  const reason = body.kind === "too-large"
    ? `with more than ${body.bytesMax} bytes`
    : `but not as a collector does (content type ${type})`;
  const message = `${failure}: it answered ${status}, ${reason}`;
  return toUnavailable(message, { isConnectionLost: false });
}

function toUnavailable(
  message: string,
  facts: { readonly isConnectionLost: boolean },
): Delivery<never> {
  return { kind: "unavailable", message, retryAfterMs: null, ...facts };
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}

/** Every 4xx but those that pass by themselves. */
function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 425 && status !== 429;
}

/** The sentence of an error answer in the collector's form; empty where there is none. */
function describeError({ body }: HttpAnswer, { redact }: Expectation<unknown>): string {
  const sentence = body.kind === "whole" ? readErrorSentence(body.text) : undefined;
  return sentence === undefined ? "" : `: ${quoteInput(redact(sentence), SENTENCE_LENGTH_MAX)}`;
}

function readErrorSentence(text: string): string | undefined {
  try {
    const body: unknown = JSON.parse(text);
    const hasError = typeof body === "object" && body !== null && "error" in body;
    return hasError && typeof body.error === "string" ? body.error : undefined;
  } catch {
    return undefined;
  }
}

function describeRedirect({ headers }: HttpAnswer, { redact }: Expectation<unknown>): string {
  // Whatever stands behind the path may be a ticket of some sign-in page.
  const [target = ""] = (headers.get("location") ?? "").split(/[?#]/, 1);
  const where = target === "" ? "" : ` with a redirect to ${quoteInput(redact(target))}`;
  return `${where}, and redirects are not followed: the collector's final address is needed`;
}
