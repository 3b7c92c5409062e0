/** Labels and reviewers of a pull request. */
import type { GitHubClient } from "./github_client.ts";
import { tryCall } from "./refusable_call.ts";

/** Adds labels; gives a sentence where GitHub refuses them. */
export async function addLabels(
  client: GitHubClient,
  request: { readonly number: number; readonly labels: readonly string[] },
  signal: AbortSignal,
): Promise<string | null> {
  const { number, labels } = request;
  return await tryCall(client, {
    route: "POST /issues/{issue_number}/labels",
    parameters: { issue_number: number, labels },
    action: `add labels to pull request #${number} of "${client.repository}"`,
    signal,
  });
}

/**
 * Asks for reviews by users and, as `org/team`, by teams; gives a sentence where GitHub refuses. As
 * it refuses all for one that it does not know, they are asked for one by one then.
 */
export async function requestReviews(
  client: GitHubClient,
  request: ReviewRequest,
  signal: AbortSignal,
): Promise<string | null> {
  const refusal = await tryReviews(client, request, signal);
  const { number, reviewers } = request;
  if (refusal === null) return null;
  if (reviewers.length === 1) return `${refusal}, refused was ${JSON.stringify(reviewers[0])}`;
  let last = refusal;
  const refused: string[] = [];
  for (const reviewer of reviewers) {
    const answer = await tryReviews(client, { number, reviewers: [reviewer] }, signal);
    if (answer === null) continue;
    last = answer;
    refused.push(reviewer);
  }
  if (refused.length === 0) return null;
  const names = refused.map((name) => JSON.stringify(name)).join(", ");
  return `${last}, refused were ${names}`;
}

/** Whose reviews are asked for. */
interface ReviewRequest {
  readonly number: number;
  readonly reviewers: readonly string[];
}

async function tryReviews(
  client: GitHubClient,
  { number, reviewers }: ReviewRequest,
  signal: AbortSignal,
): Promise<string | null> {
  const teams = reviewers.filter((name) => name.includes("/"));
  return await tryCall(client, {
    route: "POST /pulls/{pull_number}/requested_reviewers",
    parameters: {
      pull_number: number,
      reviewers: reviewers.filter((name) => !name.includes("/")),
      team_reviewers: teams.map((name) => name.slice(name.indexOf("/") + 1)),
    },
    action: `ask for reviews of pull request #${number} of "${client.repository}"`,
    signal,
  });
}
