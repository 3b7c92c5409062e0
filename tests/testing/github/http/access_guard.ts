/**
 * Whether a call may be made with a token, in GitHub's order: what the token may not see is not
 * there at all; then what it lacks is refused; then what nobody may do.
 */
import type { Caller } from "../repository/account.ts";
import { GitHubRefusal, notFound } from "../repository/github_refusal.ts";
import type { GitHubState } from "../repository/github_state.ts";
import { isGranted, requiredPermissions } from "../repository/token_permission.ts";

/** A call on the repository. */
export interface GuardedCall {
  readonly caller: Caller;
  readonly method: string;
  /** Below the repository, e.g. `/git/refs`. */
  readonly path: string;
}

/** Throws GitHub's refusal, unless the call may be made. */
export function requireAccess({ settings }: GitHubState, call: GuardedCall): void {
  const { caller, method } = call;
  const isWrite = method !== "GET" && method !== "HEAD";
  const { isPrivate, isArchived } = settings;
  if (!caller.maySee || !hasScope(caller, { isPrivate, isWrite })) throw notFound();
  if (isWrite && !caller.mayWrite) throw refuse(call);
  const required = requiredPermissions(call);
  const { permissions } = caller;
  if (permissions !== undefined && !required.some((right) => isGranted(right, permissions))) {
    throw refuse(call);
  }
  if (isWrite && isArchived) {
    throw new GitHubRefusal({ status: 403, message: "Repository was archived so is read-only." });
  }
}

/** Scopes are of classic tokens only: those that lack one see nothing, or write nowhere. */
function hasScope(
  { scopes }: Caller,
  { isPrivate, isWrite }: { readonly isPrivate: boolean; readonly isWrite: boolean },
): boolean {
  if (scopes === undefined || scopes.includes("repo")) return true;
  return !isPrivate && (!isWrite || scopes.includes("public_repo"));
}

function refuse(call: GuardedCall): GitHubRefusal {
  const who = call.caller.kind === "app" ? "integration" : "personal access token";
  const accepted = requiredPermissions(call).map(({ name, level }) => `${name}=${level}`);
  return new GitHubRefusal({
    status: 403,
    message: `Resource not accessible by ${who}`,
    headers: { "x-accepted-github-permissions": accepted.join("; ") },
  });
}
