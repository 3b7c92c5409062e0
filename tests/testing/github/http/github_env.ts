/** What a route handler finds in its Hono context, and how links in answers are built. */
import type { Caller } from "../repository/account.ts";

/** The variables that the app sets before a route runs. */
export interface GitHubEnv {
  Variables: {
    caller: Caller;
    links: RepositoryLinks;
  };
}

/** Where the repository is: `api` for clients, `html` for people. */
export interface RepositoryLinks {
  readonly origin: string;
  readonly api: string;
  readonly html: string;
}

/** An opaque id in the style of GitHub's. */
export function nodeId(prefix: string, name: string | number): string {
  return `${prefix}_${btoa(String(name)).replaceAll("=", "")}`;
}
