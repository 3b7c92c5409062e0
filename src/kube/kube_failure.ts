/** What can go wrong between us and an API server, and how an answer or an error is classed. */
import { UnavailableError } from "../errors.ts";
import { toCleanLine } from "../claim/registry_text.ts";
import type { WatchProblem } from "../informer/claim_watcher.ts";
import { readConnectionFailure } from "../runtime/connection_failure.ts";
import { escapeControls, quote } from "../runtime/visible_text.ts";
import type { KubeAccess } from "./kube_access.ts";

/**
 * Where a failure showed: before or instead of an answer, in the answer's status, in an `ERROR` event
 * of a watch, by silence, in content that cannot be read, or at home (credentials, bugs).
 */
export type FailureOrigin = "connection" | "answer" | "event" | "silence" | "content" | "home";

/** A request or a watch that failed; never leaves this folder, its `problem` does. */
export class KubeFailure extends Error {
  override readonly name = "KubeFailure";
  readonly origin: FailureOrigin;
  readonly problem: WatchProblem;
  /** What the API server asked for, in milliseconds. */
  readonly retryAfterMs: number;

  constructor(
    message: string,
    options: {
      readonly origin: FailureOrigin;
      readonly status?: number | null;
      readonly retryAfterMs?: number;
      readonly cause?: unknown;
    },
  ) {
    super(message, { cause: options.cause });
    const { origin, status = null, retryAfterMs = 0 } = options;
    this.origin = origin;
    this.retryAfterMs = retryAfterMs;
    this.problem = { kind: toProblemKind(status), status, message };
  }
}

/** Longest text of the API server that is repeated in a message. */
const DETAIL_LENGTH_MAX = 300;

function toProblemKind(status: number | null): WatchProblem["kind"] {
  switch (status) {
    case 401:
    case 403:
      return "refused";
    case 404:
      return "unserved";
    case 410:
      return "expired";
    default:
      return "unavailable";
  }
}

/** Any thrown value as a failure. */
export function toKubeFailure(error: unknown): KubeFailure {
  if (error instanceof KubeFailure) return error;
  if (error instanceof UnavailableError) {
    return new KubeFailure(error.message, { origin: "home", cause: error });
  }
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new KubeFailure(`Unexpected error: ${cut(reason)}`, { origin: "home", cause: error });
}

/** A failed `fetch` or a stream that broke. */
export function toConnectionFailure(
  error: unknown,
  { baseUrl, via = null }: Pick<KubeAccess, "baseUrl" | "via">,
): KubeFailure {
  const way = via === null ? "" : ` through ${via}`;
  return new KubeFailure(
    `The connection to the API server at ${quote(baseUrl)}${way} failed: ${
      cut(readConnectionFailure(error))
    }`,
    { origin: "connection", cause: error },
  );
}

/**
 * The sentence of a `Status` object, as a detail after a colon; empty where there is none. Whatever
 * stands between us and the API server may repeat our credentials in it.
 */
export function toStatusDetail(body: unknown): string {
  if (typeof body !== "object" || body === null || !("message" in body)) return "";
  const { message } = body;
  return typeof message === "string" && message !== "" ? `: ${cut(toCleanLine(message))}` : "";
}

function cut(text: string): string {
  const isLong = text.length > DETAIL_LENGTH_MAX;
  return escapeControls(isLong ? `${text.slice(0, DETAIL_LENGTH_MAX)}…` : text);
}
