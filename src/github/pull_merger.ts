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
  type mergeabilityAnswer,
  mergeAnswer,
} from "./answers.ts";
import type { GitHubClient } from "./github_client.ts";
import { GraphQlRefusal } from "./graphql_refusal.ts";

const ENABLE_AUTO_MERGE = `mutation ($input: EnablePullRequestAutoMergeInput!) {
  enablePullRequestAutoMerge(input: $input) { clientMutationId }
}`;

const enabledAnswer = z.object({ enablePullRequestAutoMerge: z.looseObject({}) });

const DISABLE_AUTO_MERGE = `mutation ($input: DisablePullRequestAutoMergeInput!) {
  disablePullRequestAutoMerge(input: $input) { clientMutationId }
}`;

/** GitHub's words where nothing blocks, be it that checks which need not pass are not green. */
const UNBLOCKED = /\b(?:clean|unstable|has_hooks) status\b/i;

/** What GitHub calls a pull request that could be merged. */
const UNBLOCKED_STATES: readonly string[] = ["clean", "has_hooks", "unstable"];

/** Conclusions of a check that hold nobody up. */
const GOOD_CONCLUSIONS: readonly (string | null)[] = ["success", "neutral", "skipped"];

/** Most pages of checks that are looked through. */
const CHECK_PAGE_MAX = 10;
const PAGE_SIZE = 100;

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
      answer: enabledAnswer,
      signal,
    });
    return { kind: "enabled" };
  } catch (error) {
    if (error instanceof AccessError) return { kind: "refused", message: error.message };
    if (!(error instanceof GraphQlRefusal)) throw error;
    const isUnblocked = error.messages.some((message) => UNBLOCKED.test(message));
    return isUnblocked ? { kind: "unblocked" } : { kind: "refused", message: error.message };
  }
}

/** Lets GitHub not merge by itself any more; gives a sentence where GitHub refuses to. */
export async function disableAutoMerge(
  client: GitHubClient,
  request: { readonly number: number; readonly nodeId: string },
  signal: AbortSignal,
): Promise<string | null> {
  const { number, nodeId: pullRequestId } = request;
  try {
    await client.graphql({
      query: DISABLE_AUTO_MERGE,
      variables: { input: { pullRequestId } },
      action: `switch off the auto-merge of pull request #${number} of "${client.repository}"`,
      permission: "contents: write",
      answer: z.unknown(),
      signal,
    });
    return null;
  } catch (error) {
    if (error instanceof AccessError || error instanceof GraphQlRefusal) return error.message;
    throw error;
  }
}

/** A merge, and the pull request as it was read in this pass. */
export interface DirectMerge extends MergeRequest {
  readonly pull: z.infer<typeof mergeabilityAnswer>;
  readonly baseBranch: string;
}

/** Merges now, if nothing blocks and no check is pending or failed. */
export async function mergePull(
  client: GitHubClient,
  request: DirectMerge,
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
    if (error instanceof AccessError) return { kind: "refused", message: error.message };
    if (!(error instanceof ConflictError)) throw error;
    // The head has moved since we looked; the next pass sees that.
    return { kind: "waiting", message: error.message };
  }
}

async function findObstacle(
  client: GitHubClient,
  request: DirectMerge & { readonly action: string },
  signal: AbortSignal,
): Promise<MergeAnswer | null> {
  const { number, pull, baseBranch } = request;
  const state = pull.mergeable_state ?? "unknown";
  const left = `so pull request #${number} is not merged`;
  if (pull.state !== "open" || pull.base.ref !== baseBranch || pull.draft === true) {
    return { kind: "waiting", message: `Somebody has changed it meanwhile, ${left}` };
  }
  if (!UNBLOCKED_STATES.includes(state)) {
    const kind = state === "unknown" ? "waiting" : "blocked";
    return { kind, message: `GitHub calls it "${state.slice(0, 40)}", ${left}` };
  }
  const check = await findBadCheck(client, request, signal);
  if (check === null) {
    if (state !== "unstable") return null;
    return { kind: "waiting", message: `GitHub calls it "unstable", ${left}` };
  }
  const name = JSON.stringify(check.name.slice(0, 100));
  return check.isPending
    ? { kind: "waiting", message: `The check ${name} is pending, ${left}` }
    : { kind: "refused", message: `The check ${name} has failed, ${left}` };
}

/** A check or status that is not green. */
interface BadCheck {
  readonly name: string;
  readonly isPending: boolean;
}

/** A check or status that is pending or has failed; one that has failed goes first. */
async function findBadCheck(
  client: GitHubClient,
  request: MergeRequest & { readonly action: string },
  signal: AbortSignal,
): Promise<BadCheck | null> {
  const { headCommit: ref, action } = request;
  const bad: BadCheck[] = [];
  for (let page = 1, seen = 0;; page++) {
    const { check_runs, total_count } = await client.call({
      route: "GET /commits/{ref}/check-runs",
      parameters: { ref, per_page: PAGE_SIZE, page },
      action,
      permission: "checks: read",
      answer: checkRunsAnswer,
      signal,
    });
    for (const { name, status, conclusion } of check_runs) {
      const isPending = status !== "completed";
      if (isPending || !GOOD_CONCLUSIONS.includes(conclusion)) bad.push({ name, isPending });
    }
    seen += check_runs.length;
    if (check_runs.length === 0 || seen >= total_count) break;
    if (page === CHECK_PAGE_MAX) {
      bad.push({ name: "and more than can be read", isPending: false });
      break;
    }
  }
  const { state: sum, statuses } = await client.call({
    route: "GET /commits/{ref}/status",
    parameters: { ref, per_page: PAGE_SIZE },
    action,
    permission: "commit statuses: read",
    answer: combinedStatusAnswer,
    signal,
  });
  for (const { context: name, state } of statuses) {
    if (state !== "success") bad.push({ name, isPending: state === "pending" });
  }
  // Those behind the first page are only known as a sum.
  if (statuses.length === PAGE_SIZE && sum !== "success") {
    bad.push({ name: "among the statuses", isPending: sum === "pending" });
  }
  return bad.find(({ isPending }) => !isPending) ?? bad[0] ?? null;
}
