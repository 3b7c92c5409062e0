/** Reads a repository's name as the simplest call that there is. */
import { z } from "zod";
import type { GitHubClient } from "../../src/github/github_client.ts";

/** Makes the call. */
export async function readRepository(client: GitHubClient): Promise<string> {
  const { name } = await client.call({
    route: "GET",
    action: "read it",
    permission: "metadata: read",
    answer: z.object({ name: z.string() }),
    signal: new AbortController().signal,
  });
  return name;
}
