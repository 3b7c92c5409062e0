/**
 * What every call to GitHub goes through: a time limit, a bound on the answer, rate limits that are
 * obeyed by all later calls, conditional requests (an unchanged answer costs nothing of the primary
 * limit), and a pace for writes. Knows HTTP and GitHub's headers, not what the calls are for.
 */
import { UnavailableError } from "../errors.ts";
import { readAtMost } from "../runtime/bytes.ts";
import type { Clock } from "../runtime/clock.ts";
import { adviseOnConnection, readConnectionFailure } from "../runtime/connection_failure.ts";
import type { Quota, Resource } from "./rate_limit.ts";
import { type LimitOwner, RateLimits } from "./rate_limits.ts";
import { type Fetch, fetchFollowing, RedirectRefusal } from "./redirect.ts";
import { WritePace } from "./write_pace.ts";

/** What the guard works with. */
export interface GuardedFetchDeps {
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** Whose the rate limits are; without it, the account's. */
  readonly limitsBelongTo?: LimitOwner;
  /** Longest time from the request to the end of its answer. */
  readonly timeoutMs?: number;
  /** Hears that a call failed below HTTP, or was not answered in time. */
  readonly onConnectionLost?: () => void;
}

/** The guarded way to GitHub; everything that shares its limits uses the same one. */
export interface GuardedFetch {
  readonly fetch: Fetch;
  /** What is left of the budgets, as the newest answers told it. */
  readQuota(): readonly Quota[];
}

/** On an answer that is remembered, after GitHub has said that it holds. */
export const REMEMBERED_HEADER = "x-remembered";
/** Longest time that one call may take. */
export const CALL_TIMEOUT_MS = 60_000;
/** Largest answer: a blob of 100 MB in base64, and some. */
const ANSWER_BYTES_MAX = 150_000_000;
/** Largest answer that is remembered for a conditional request, and how many are. */
const REMEMBERED_LENGTH_MAX = 1_000_000;
const REMEMBERED_COUNT_MAX = 50;

interface Remembered {
  readonly etag: string;
  readonly body: string;
  readonly headers: readonly (readonly [string, string])[];
}

/** Wraps a fetch function. */
export function createGuardedFetch(deps: GuardedFetchDeps): GuardedFetch {
  const { clock, limitsBelongTo = "account" } = deps;
  const rateLimits = new RateLimits({ clock, belongTo: limitsBelongTo });
  const pace = new WritePace(clock);
  const remembered = new Map<string, Remembered>();

  const guarded: Fetch = async (url, init) => {
    const resource = toResource(url);
    const isRead = (init.method ?? "GET") === "GET";
    const caller = init.signal ?? new AbortController().signal;
    const headers = new Headers(init.headers);
    const rateLimit = rateLimits.of(headers.get("authorization"));
    rateLimit.refuseWhileLimited(resource);
    if (!isRead) await pace.waitForTurn(caller);
    const known = isRead ? remembered.get(url) : undefined;
    if (known !== undefined) headers.set("if-none-match", known.etag);
    const answer = await fetchWithin(deps, { url, init: { ...init, headers } });
    rateLimit.note({ resource, ...answer });
    if (answer.response.status === 304 && known !== undefined) {
      return revive(known, answer.response.headers);
    }
    if (isRead) remember(remembered, { url, ...answer });
    return rebuild(answer);
  };
  return { fetch: guarded, readQuota: () => rateLimits.quotas };
}

/** Which budget a call is on. */
function toResource(url: string): Resource {
  const { pathname } = new URL(url);
  if (pathname.includes("/repos/")) return "core";
  if (pathname.endsWith("/graphql")) return "graphql";
  return /\/app\/installations\/[^/]+\/access_tokens$/.test(pathname) ? "app" : "core";
}

interface Answer {
  readonly response: Response;
  readonly body: Uint8Array<ArrayBuffer>;
}

async function fetchWithin(
  { fetch: send, timeoutMs = CALL_TIMEOUT_MS, onConnectionLost }: GuardedFetchDeps,
  call: { readonly url: string; readonly init: RequestInit },
): Promise<Answer> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), timeoutMs);
  const signals = [timeout.signal, ...(call.init.signal ? [call.init.signal] : [])];
  try {
    const init = { ...call.init, signal: AbortSignal.any(signals) };
    const response = await fetchFollowing(send, { url: call.url, init });
    return { response, body: await readBounded(response) };
  } catch (error) {
    if (call.init.signal?.aborted || error instanceof RedirectRefusal) throw error;
    onConnectionLost?.();
    if (timeout.signal.aborted) {
      throw new UnavailableError(`no answer within ${timeoutMs / 1000} s`, { cause: error });
    }
    if (error instanceof UnavailableError) throw error;
    const reason = readConnectionFailure(error);
    const advice = adviseOnConnection(error, { authority: "GITHUB_CA_FILE" });
    throw new UnavailableError(`connection failed (${reason})${advice}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

async function readBounded(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readAtMost(response.body, ANSWER_BYTES_MAX);
  if (bytes !== undefined) return bytes;
  throw new UnavailableError(`the answer is larger than ${ANSWER_BYTES_MAX} bytes`);
}

function remember(
  remembered: Map<string, Remembered>,
  answer: Answer & { readonly url: string },
): void {
  const etag = answer.response.headers.get("etag");
  remembered.delete(answer.url);
  const isKept = etag !== null && answer.response.status === 200 &&
    answer.body.byteLength <= REMEMBERED_LENGTH_MAX;
  if (!isKept) return;
  const headers = [...answer.response.headers];
  remembered.set(answer.url, { etag, headers, body: new TextDecoder().decode(answer.body) });
  const [oldest] = remembered.keys();
  if (remembered.size > REMEMBERED_COUNT_MAX && oldest !== undefined) remembered.delete(oldest);
}

/** The remembered answer, with what is newer in the headers: the limits, and a token's scopes. */
function revive({ body, headers }: Remembered, fresh: Headers): Response {
  const revived = new Headers(headers.map(([name, value]): [string, string] => [name, value]));
  for (const [name, value] of fresh) if (!name.startsWith("content-")) revived.set(name, value);
  revived.set(REMEMBERED_HEADER, "304");
  return new Response(body, { status: 200, headers: revived });
}

/** The answer again, its body already read: nothing behind it can hang any more. */
function rebuild({ response, body }: Answer): Response {
  const { status, headers } = response;
  const hasBody = status !== 204 && status !== 205 && status !== 304;
  const rebuilt = new Response(hasBody ? body : null, { status, headers });
  Object.defineProperty(rebuilt, "url", { value: response.url });
  return rebuilt;
}
