/**
 * One call from its arrival to what the client gets: log, listeners, faults, and the app between
 * them. How a lost connection looks is left to the transport.
 */
import { answerJson } from "./json_answer.ts";
import type { Call, CallLog } from "./call_log.ts";
import type { Fault, FaultPlan, FaultResponse } from "./fault_plan.ts";
import { tamperResponse } from "./strange_body.ts";

/** Told of each call before its effect and after it, and waited for. */
export type CallListener = (call: Call, phase: "before" | "after") => void | Promise<void>;

/** What the transport is to do. */
export type Outcome =
  | { readonly kind: "answer" | "truncate"; readonly response: Response }
  | { readonly kind: "cut" | "hang" | "endless" };

/** What an exchange works with. */
export interface ExchangeDeps {
  readonly app: { fetch(request: Request): Response | Promise<Response> };
  readonly log: CallLog;
  readonly faults: FaultPlan;
  readonly listeners: ReadonlySet<CallListener>;
}

/** Makes the function that takes a request through the double. */
export function createExchange(
  { app, log, faults, listeners }: ExchangeDeps,
): (request: Request) => Promise<Outcome> {
  const tell = async (call: Call, phase: "before" | "after") => {
    for (const listener of [...listeners]) await listener(call, phase);
  };
  return async (request) => {
    const call = log.start(request);
    const fault = faults.take(call);
    await tell(call, "before");
    const own = fault?.when === "before" ? undefined : await app.fetch(request);
    if (own !== undefined) await tell(call, "after");
    const outcome = await decide(own, fault?.answer);
    call.status = statusOf(outcome);
    return outcome;
  };
}

async function decide(own: Response | undefined, answer?: Fault["answer"]): Promise<Outcome> {
  if (answer === "cut" || answer === "hang" || answer === "endless") return { kind: answer };
  if (typeof answer === "object") return { kind: "answer", response: faultResponse(answer) };
  if (own === undefined) throw new Error("A fault before the effect has no answer of GitHub's");
  if (answer === "tamper") return { kind: "answer", response: await tamperResponse(own) };
  return { kind: answer === "truncate" ? "truncate" : "answer", response: own };
}

function statusOf(outcome: Outcome): Call["status"] {
  if ("response" in outcome) return outcome.response.status;
  return outcome.kind === "endless" ? 200 : outcome.kind;
}

function faultResponse({ status, body, headers = {} }: FaultResponse): Response {
  if (typeof body === "string") return new Response(body, { status, headers });
  const documentation_url = "https://docs.github.com/rest";
  const fallback = { message: "Server Error", documentation_url, status: String(status) };
  return answerJson(body ?? fallback, { status, headers });
}
