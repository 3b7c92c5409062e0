/**
 * The refusals of GitHub, with its status codes and texts. Thrown by whatever finds the reason,
 * made an answer at one place.
 */

/** One row of the `errors` list of a 422. */
export interface RefusalDetail {
  readonly resource: string;
  readonly code: string;
  readonly field?: string;
  readonly message?: string;
}

/** An answer that says no. `documentationUrl` only where it is not that of the route. */
export class GitHubRefusal extends Error {
  override readonly name = "GitHubRefusal";
  readonly status: number;
  readonly errors: readonly RefusalDetail[] | undefined;
  readonly documentationUrl: string | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(refusal: {
    readonly status: number;
    readonly message: string;
    readonly errors?: readonly RefusalDetail[];
    readonly documentationUrl?: string;
    readonly headers?: Readonly<Record<string, string>>;
  }) {
    super(refusal.message);
    this.status = refusal.status;
    this.errors = refusal.errors;
    this.documentationUrl = refusal.documentationUrl;
    this.headers = refusal.headers ?? {};
  }
}

/** 404, for what is not there and for what the token may not see. */
export function notFound(message = "Not Found"): GitHubRefusal {
  return new GitHubRefusal({ status: 404, message });
}

/** 422 with a text of its own. */
export function unprocessable(message: string): GitHubRefusal {
  return new GitHubRefusal({ status: 422, message });
}

/** 422 `Validation Failed` with its reasons. */
export function validationFailed(...errors: readonly RefusalDetail[]): GitHubRefusal {
  return new GitHubRefusal({ status: 422, message: "Validation Failed", errors });
}

/** The reason for a 422 about a pull request that GitHub explains in words. */
export function pullProblem(message: string, field?: string): RefusalDetail {
  const code = field === "base" ? "invalid" : "custom";
  return { resource: "PullRequest", code, ...(field === undefined ? {} : { field }), message };
}

/** Throws GitHub's 422 unless this is a whole object id. */
export function requireSha(value: string, name = "sha"): void {
  if (/^[0-9a-f]{40}$/.test(value)) return;
  throw unprocessable(
    `The ${name} parameter must be exactly 40 characters and contain only [0-9a-f].`,
  );
}
