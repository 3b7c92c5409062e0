/** What goes wrong on purpose above the connection: refused requests, missing rights, delays. */
import { answerStatus, type ApiFailure, refuse, toFailureStatus } from "./api_status.ts";
import type { ApiTarget } from "./api_target.ts";
import { type ResourceRef, toResourceName } from "./resource_type.ts";

/** A failure that some of the next requests meet. */
export interface PlannedFailure {
  readonly status: number;
  /** How many requests; 1 where none is given. */
  readonly count?: number;
  /** Only requests whose path and query contain this text, or match it. */
  readonly pathMatch?: string | RegExp;
  /** Sent as `Retry-After`, and in the Status. */
  readonly retryAfterSeconds?: number;
  /** Sent instead of a Status; a text that starts with `<` is sent as HTML. */
  readonly body?: string;
  /** The message of the Status. */
  readonly message?: string;
}

/** A resource that one may not use. */
export interface ForbiddenRule extends ResourceRef {
  /** `list`, `watch`, `get` ...; all where none are given. */
  readonly verbs?: readonly string[];
}

const USER = "system:serviceaccount:platform:informer";

/** What a real server says, by status. */
const MESSAGES: Readonly<Record<number, string>> = {
  401: "Unauthorized",
  403: "forbidden: not yet ready to handle request",
  404: "the server could not find the requested resource",
  429: "storage is (re)initializing",
  500: "Internal error occurred: etcdserver: request timed out",
  503: "the server is currently unable to handle the request",
};

/** All plans of trouble. */
export class Faults {
  readonly #planned: { readonly failure: PlannedFailure; left: number }[] = [];
  readonly #forbidden = new Map<string, ForbiddenRule>();
  #listCutBytes: number | undefined;
  #token: string | undefined;
  #latencyMs = 0;

  constructor(token: string | undefined) {
    this.#token = token;
  }

  /** The bearer token that is asked for, if any. */
  get token(): string | undefined {
    return this.#token;
  }

  /** How long each answer is delayed. */
  get latencyMs(): number {
    return this.#latencyMs;
  }

  /** Asks for another bearer token, or for none. */
  setToken(token: string | undefined): void {
    this.#token = token;
  }

  /** Delays each answer this long. */
  setLatency(latencyMs: number): void {
    this.#latencyMs = latencyMs;
  }

  /** Plans a failure; plans are met in their order. */
  failNext(failure: PlannedFailure): void {
    this.#planned.push({ failure, left: failure.count ?? 1 });
  }

  /** The failure that a request meets, if any. */
  takeFailure(pathAndQuery: string): Response | undefined {
    const index = this.#planned.findIndex(({ failure }) => isMatch(failure, pathAndQuery));
    const plan = this.#planned[index];
    if (plan === undefined) return undefined;
    plan.left--;
    if (plan.left <= 0) this.#planned.splice(index, 1);
    return toResponse(plan.failure);
  }

  /** Takes rights away; the newest rule for a resource counts. */
  forbid(rule: ForbiddenRule): void {
    this.#forbidden.set(toResourceName(rule), rule);
  }

  /** Gives them back. */
  allow(ref: ResourceRef): void {
    this.#forbidden.delete(toResourceName(ref));
  }

  /** Throws the refusal of what is not allowed. */
  authorize(target: ApiTarget, verb: string): void {
    const { type } = target.resource;
    const rule = this.#forbidden.get(toResourceName(type));
    if (rule !== undefined && (rule.verbs?.includes(verb) ?? true)) {
      throw refuseAccess(target, verb);
    }
  }

  /** The next list ends after this many bytes, and its connection with it. */
  cutListAfterBytes(count: number): void {
    this.#listCutBytes = count;
  }

  /** After how many bytes the list that starts now ends. */
  takeListCut(): number | undefined {
    const count = this.#listCutBytes;
    this.#listCutBytes = undefined;
    return count;
  }
}

function isMatch({ pathMatch }: PlannedFailure, pathAndQuery: string): boolean {
  if (pathMatch === undefined) return true;
  if (typeof pathMatch === "string") return pathAndQuery.includes(pathMatch);
  return pathAndQuery.search(pathMatch) >= 0;
}

function toResponse({ status, body, message, retryAfterSeconds }: PlannedFailure): Response {
  const details = retryAfterSeconds === undefined ? undefined : { retryAfterSeconds };
  if (body === undefined) {
    const text = message ?? MESSAGES[status] ?? "an error on the server";
    return answerStatus(toFailureStatus({
      code: status,
      message: text,
      ...(details === undefined ? {} : { details }),
    }));
  }
  const type = body.trimStart().startsWith("<") ? "text/html" : "text/plain; charset=utf-8";
  const headers = new Headers({ "content-type": type });
  if (retryAfterSeconds !== undefined) headers.set("retry-after", String(retryAfterSeconds));
  return new Response(body, { status, headers });
}

function refuseAccess(
  { resource: { type }, namespace, name }: ApiTarget,
  verb: string,
): ApiFailure {
  const subject = toResourceName(type) + (name === undefined ? "" : ` "${name}"`);
  const place = namespace === undefined
    ? "at the cluster scope"
    : `in the namespace "${namespace}"`;
  return refuse({
    code: 403,
    message: `${subject} is forbidden: User "${USER}" cannot ${verb} resource "${type.plural}" ` +
      `in API group "${type.group}" ${place}`,
    details: {
      ...(name === undefined ? {} : { name }),
      ...(type.group === "" ? {} : { group: type.group }),
      kind: type.plural,
    },
  });
}
