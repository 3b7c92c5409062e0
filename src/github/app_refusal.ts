/** Says in words why GitHub gives an App no token, and what a person must change. */
import { AccessError } from "../errors.ts";
import { reasonOf, statusOf, toCallError } from "./github_error.ts";

/** GitHub's complaints of a JSON Web Token that comes from a clock other than its own. */
const TIME_COMPLAINT = /'(?:Issued at|Expiration time)' claim/;

/** The error to throw. */
export function toAppError(
  error: unknown,
  { appId, now }: { readonly appId: string; readonly now: number },
): Error {
  const action = `sign in as the GitHub App "${appId}"`;
  const status = statusOf(error);
  const expected = status === undefined ? undefined : toExpectation({ status, error, now });
  if (status === undefined || expected === undefined) {
    return toCallError(error, { action, permission: "metadata: read", repository: "" });
  }
  const answered = `Cannot ${action}: GitHub answered ${status} (${reasonOf(error)})`;
  // With 404 it would read as if the thing that is asked for did not exist.
  return new AccessError(`${answered}, expected ${expected}`, { status: 401, cause: error });
}

function toExpectation(
  { status, error, now }: {
    readonly status: number;
    readonly error: unknown;
    readonly now: number;
  },
): string | undefined {
  if (status === 401 && TIME_COMPLAINT.test(reasonOf(error))) {
    return `the clock of this machine to be right: it says ${toTime(now)}${readDate(error)}`;
  }
  if (status === 401) return "the private key to be one of this App's";
  if (status === 403) return "the installation not to be suspended";
  return status === 404 ? "the ids of the App and of its installation to be right" : undefined;
}

/** What GitHub's own clock said, where the answer tells. */
function readDate(error: unknown): string {
  if (!(error instanceof Error) || !("response" in error)) return "";
  const { response } = error as { readonly response?: { readonly headers?: { date?: string } } };
  const at = Date.parse(response?.headers?.date ?? "");
  return Number.isNaN(at) ? "" : `, GitHub's ${toTime(at)}`;
}

function toTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
