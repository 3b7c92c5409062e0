/** Makes an Octokit that is silent, sends our name, and goes the guarded way. */
import { Octokit } from "@octokit/rest";
import { type CallLog, logCalls } from "./call_log.ts";
import type { GuardedFetch } from "./guarded_fetch.ts";

/** Where GitHub's API is, and the way to it. */
export interface OctokitDeps {
  readonly apiUrl: string;
  readonly guard: GuardedFetch;
  readonly userAgent: string;
  readonly callLog?: CallLog | undefined;
}

/** Makes it; without a credential, as each call brings its own. */
export function createOctokit({ apiUrl, guard, userAgent, callLog }: OctokitDeps): Octokit {
  const silent = (): void => {};
  const octokit = new Octokit({
    baseUrl: apiUrl,
    userAgent,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    request: { fetch: guard.fetch },
  });
  if (callLog !== undefined) logCalls(octokit, callLog);
  return octokit;
}
