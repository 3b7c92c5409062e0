/** Writes beside the proposal itself: what GitHub refuses of them must not end a pass. */
import { z } from "zod";
import { AccessError, ConflictError } from "../errors.ts";
import type { GitHubCall, GitHubClient } from "./github_client.ts";

/** Makes the call; gives a sentence where GitHub refuses it. */
export async function tryCall(
  client: GitHubClient,
  call: Pick<GitHubCall<z.ZodType>, "route" | "parameters" | "action" | "signal">,
): Promise<string | null> {
  try {
    await client.call({ ...call, permission: "pull requests: write", answer: z.unknown() });
    return null;
  } catch (error) {
    if (error instanceof AccessError || error instanceof ConflictError) return error.message;
    throw error;
  }
}
