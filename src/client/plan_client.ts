/** Asks a collector what a pass would do now. Outcomes are values; nothing is thrown but bugs. */
import { quoteInput } from "../contract/describe_input.ts";
import { parsePlanDocument, type PlanDocument } from "../contract/plan_document.ts";
import { errorMessage } from "../errors.ts";
import type { Delivery } from "../informer/collector_client.ts";
import type { Clock } from "../runtime/clock.ts";
import {
  classifyAnswer,
  describeConnectionError,
  toLostDelivery,
  toUnsentDelivery,
} from "./classify_answer.ts";
import { type HttpAnswer, readAnswer } from "./http_answer.ts";
import type { Connect, HttpConnection } from "../runtime/http_connection.ts";
import { runWithin } from "./time_limit.ts";

/** What is needed to ask. */
export interface PlanClientDeps {
  /** Base address of the collector without a trailing slash; may have a path prefix. */
  readonly url: string;
  /** Gives the bearer token, or `null`. */
  readonly readToken: () => Promise<string | null>;
  readonly connect: Connect;
  readonly clock: Clock;
  /** Who we are: `machinery-status-collector/1.2.3`. */
  readonly userAgent: string;
  /** Longest time that an answer may take. */
  readonly timeoutMs?: number;
}

/** A plan waits for the pass that runs, and reads all that a pass reads. */
export const PLAN_TIMEOUT_MS = 300_000;
/** Largest plan that is read: the diff of a large registry that changes in every entry. */
export const PLAN_BYTES_MAX = 268_435_456;

const PATH = "/api/v1/reconcile/plan";

type Request = { readonly token: string | null; readonly connection: HttpConnection };

/** Asks once. */
export async function fetchPlan(
  deps: PlanClientDeps,
  signal: AbortSignal,
): Promise<Delivery<PlanDocument>> {
  const failure = `Cannot get the plan from ${quoteInput(deps.url + PATH)}`;
  let request: Request;
  try {
    request = { token: await deps.readToken(), connection: await deps.connect() };
  } catch (error) {
    return toUnsentDelivery(failure, errorMessage(error));
  }
  const { token, connection } = request;
  const timeoutMs = deps.timeoutMs ?? PLAN_TIMEOUT_MS;
  try {
    const limit = { clock: deps.clock, timeoutMs, signal };
    const ending = await runWithin((ended) => send(request, { deps, signal: ended }), limit);
    if (ending.kind === "stopped") return toUnsentDelivery(failure, "it was stopped");
    if (ending.kind === "late") {
      return toLostDelivery(failure, `no answer within ${timeoutMs / 1_000} s`);
    }
    return withAdvice(
      classifyAnswer(ending.value, {
        failure,
        status: 200,
        parse: parsePlanDocument,
        redact: (text) => token === null ? text : text.replaceAll(token, "***"),
        now: deps.clock.now(),
      }),
      token,
    );
  } catch (error) {
    return toLostDelivery(failure, describeConnectionError(error));
  } finally {
    connection.close();
  }
}

async function send(
  { token, connection }: Request,
  { deps, signal }: { readonly deps: PlanClientDeps; readonly signal: AbortSignal },
): Promise<HttpAnswer> {
  const response = await connection.fetch(`${deps.url}${PATH}`, {
    headers: {
      "accept": "application/json",
      "user-agent": deps.userAgent,
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    // A redirect would take the token elsewhere.
    redirect: "manual",
    signal,
  });
  return await readAnswer(response, PLAN_BYTES_MAX);
}

/** Says what to do about the refusals that most people meet. */
function withAdvice(
  delivery: Delivery<PlanDocument>,
  token: string | null,
): Delivery<PlanDocument> {
  if (delivery.kind !== "refused") return delivery;
  const { status } = delivery;
  const advice = status === 404 || status === 405
    ? "; an older collector makes no plans, and the address may be another server's"
    : status !== 401
    ? ""
    : token === null
    ? "; it wants a token, in COLLECTOR_TOKEN or in a file that COLLECTOR_TOKEN_FILE names"
    : "; the token in COLLECTOR_TOKEN or COLLECTOR_TOKEN_FILE is not one that it knows";
  return { ...delivery, message: delivery.message + advice };
}
