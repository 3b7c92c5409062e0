/**
 * Merges a pull request: lets GitHub do it once nothing blocks, or, where GitHub does not wait because
 * nothing does, merges at once, but never over a check that is pending or has failed.
 */
import { z } from "zod";
import type {
  AutoMergeAnswer,
  MergeAnswer,
  MergeRequest,
} from "../collector/registry_repository.ts";
import { AccessError, ConflictError } from "../errors.ts";
import {
  checkRunsAnswer,
  combinedStatusAnswer,
  mergeabilityAnswer,
  mergeAnswer,
} from "./answers.ts";
import type { GitHubClient } from "./github_client.ts";
import { GraphQlRefusal } from "./graphql_refusal.ts";

const ENABLE_AUTO_MERGE = `mutation ($input: EnablePullRequestAutoMergeInput!) {
  enablePullRequestAutoMerge(input: $input) { clientMutationId }
}`;

/** Conclusions of a check that hold nobody up. */
const GOOD_CONCLUSIONS: readonly (string | null)[] = ["success", "neutral", "skipped"];

/** Most pages of checks, of 100 each, that are looked through. */
const CHECK_PAGE_MAX = 10;

/** Lets GitHub merge once nothing blocks any more. */
export async function enableAutoMerge(
  client: GitHubClient,
  request: MergeRequest & { readonly nodeId: string },
  signal: AbortSignal,
): Promise<AutoMergeAnswer> {
  const { number, nodeId, method, headCommit } = request;
  const mergeMethod = method.toUpperCase();
  const input = { pullRequestId: nodeId, mergeMethod, expectedHeadOid: headCommit };
  try {
    await client.graphql({
      query: ENABLE_AUTO_MERGE,
      variables: { input },
      action: `let GitHub merge pull request #${number} of "${client.repository}"`,
      permission: "contents: write",
      answer: z.unknown(),
      signal,
    });
    return { kind: "enabled" };
  } catch (error) {
    if (error instanceof AccessError) return { kind: "refused", message: error.message };
    if (!(error instanceof GraphQlRefusal)) throw error;
    const isUnblocked = error.messages.some((message) => /\bclean status\b/i.test(message));
    return isUnblocked ? { kind: "unblocked" } : { kind: "refused", message: error.message };
  }
}

/** Merges now, if nothing blocks and no check is pending or failed. */
export async function mergePull(
  client: GitHubClient,
  request: MergeRequest,
  signal: AbortSignal,
): Promise<MergeAnswer> {
  const { number, headCommit: sha, method: merge_method } = request;
  const action = `merge pull request #${number} of "${client.repository}"`;
  try {
    const obstacle = await findObstacle(client, { ...request, action }, signal);
    if (obstacle !== null) return obstacle;
    await client.call({
      route: "PUT /pulls/{pull_number}/merge",
      parameters: { pull_number: number, sha, merge_method },
      action,
      permission: "contents: write",
      answer: mergeAnswer,
      signal,
    });
    return { kind: "merged" };
  } catch (error) {
    // 405: the method is not allowed, or something has come to block it since we looked.
    const isRefused = error instanceof AccessError || error instanceof ConflictError;
    if (!isRefused) throw error;
    return { kind: "waiting", message: error.message };
  }
}

async function findObstacle(
  client: GitHubClient,
  request: MergeRequest & { readonly action: string },
  signal: AbortSignal,
): Promise<MergeAnswer | null> {
  const { number, action } = request;
  const { mergeable_state } = await client.call({
    route: "GET /pulls/{pull_number}",
    parameters: { pull_number: number },
    action,
    permission: "pull requests: write",
    answer: mergeabilityAnswer,
    signal,
  });
  const isClean = mergeable_state === "clean" || mergeable_state === "has_hooks";
  const message = `Pull request #${number} is "${
    mergeable_state?.slice(0, 40)
  }", so it is not merged`;
  if (mergeable_state === "unknown") return { kind: "waiting", message };
  if (!isClean) return { kind: "blocked", message };
  const check = await findBadCheck(client, request, signal);
  if (check === null) return null;
  const problem = `Check ${JSON.stringify(check.slice(0, 100))} is pending or has failed`;
  return { kind: "waiting", message: `${problem}, so pull request #${number} is not merged` };
}

/** The name of a check or status that is pending or has failed. */
async function findBadCheck(
  client: GitHubClient,
  request: MergeRequest & { readonly action: string },
  signal: AbortSignal,
): Promise<string | null> {
  const { headCommit: ref, action } = request;
  for (let page = 1, seen = 0;; page++) {
    const { check_runs, total_count } = await client.call({
      route: "GET /commits/{ref}/check-runs",
      parameters: { ref, per_page: 100, page },
      action,
      permission: "checks: read",
      answer: checkRunsAnswer,
      signal,
    });
    const bad = check_runs.find(({ status, conclusion }) =>
      status !== "completed" || !GOOD_CONCLUSIONS.includes(conclusion)
    );
    if (bad !== undefined) return bad.name;
    seen += check_runs.length;
    if (check_runs.length === 0 || seen >= total_count) break;
    if (page === CHECK_PAGE_MAX) return "and more than can be read";
  }
  const { statuses } = await client.call({
    route: "GET /commits/{ref}/status",
    parameters: { ref, per_page: 100 },
    action,
    permission: "commit statuses: read",
    answer: combinedStatusAnswer,
    signal,
  });
  return statuses.find(({ state }) => state !== "success")?.context ?? null;
}
