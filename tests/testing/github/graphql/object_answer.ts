/** How GraphQL shows a repository, a reference, an account and a pull request. */
import { nodeId } from "../http/github_env.ts";
import { type Account, isoTime, numberOf } from "../repository/account.ts";
import { notFound } from "../repository/github_refusal.ts";
import type { GitHubState } from "../repository/github_state.ts";
import { showMergeability } from "../repository/pull_judge.ts";
import type { AutoMerge, PullRecord } from "../repository/pull_record.ts";
import { pullNodeId } from "../route/pull_answer.ts";
import { repositoryNodeId } from "../route/repository_route.ts";

/** The fields of an object; those with arguments or at a cost are functions. */
export type ObjectAnswer = Readonly<Record<string, unknown>>;

/** The repository. */
export function toRepositoryObject(state: GitHubState): ObjectAnswer {
  const { owner, repo, settings } = state;
  const { allowedMergeMethods: methods } = settings;
  return {
    __typename: "Repository",
    id: repositoryNodeId({ owner, repo }),
    databaseId: numberOf(`${owner}/${repo}`),
    name: repo,
    nameWithOwner: `${owner}/${repo}`,
    autoMergeAllowed: settings.allowsAutoMerge,
    mergeCommitAllowed: methods.includes("merge"),
    squashMergeAllowed: methods.includes("squash"),
    rebaseMergeAllowed: methods.includes("rebase"),
    deleteBranchOnMerge: settings.deletesBranchOnMerge,
    pullRequest: ({ number }: { readonly number: number }) => {
      const pull = state.pulls.find(number);
      if (pull !== undefined) return toPullObject(state, pull);
      throw notFound(`Could not resolve to a PullRequest with the number of ${number}.`);
    },
    ref: ({ qualifiedName }: { readonly qualifiedName: string }) =>
      toRefObject(state, qualifiedName),
  };
}

/** A pull request. */
export function toPullObject(state: GitHubState, pull: PullRecord): ObjectAnswer {
  const { owner, repo } = state;
  return {
    __typename: "PullRequest",
    id: pullNodeId({ owner, repo }, pull.number),
    number: pull.number,
    title: pull.title,
    body: pull.body ?? "",
    url: `https://github.com/${owner}/${repo}/pull/${pull.number}`,
    author: toActor(pull.author),
    state: pull.mergedAt !== null ? "MERGED" : pull.state.toUpperCase(),
    isDraft: pull.draft,
    merged: pull.mergedAt !== null,
    mergeable: () => toMergeable(showMergeability(state, pull).mergeable),
    mergeStateStatus: () => showMergeability(state, pull).state.toUpperCase(),
    reviewDecision: toReviewDecision(state, pull),
    headRefName: pull.head.ref,
    headRefOid: pull.head.sha,
    baseRefName: pull.base.ref,
    baseRefOid: pull.base.sha,
    createdAt: isoTime(pull.createdAt),
    updatedAt: isoTime(pull.updatedAt),
    autoMergeRequest: pull.autoMerge === null ? null : toAutoMergeObject(pull.autoMerge),
  };
}

/** An account. */
export function toActor({ login, type }: Account): ObjectAnswer {
  return { __typename: type, login };
}

function toRefObject({ refs }: GitHubState, name: string): ObjectAnswer | null {
  const ref = name.startsWith("refs/") ? name : `refs/heads/${name}`;
  const oid = refs.get(ref);
  if (oid === undefined) return null;
  const target = { __typename: "Commit", oid };
  return { id: nodeId("REF", ref), name: ref.replace(/^refs\/(heads|tags)\//, ""), target };
}

function toMergeable(mergeable: boolean | null): string {
  if (mergeable === null) return "UNKNOWN";
  return mergeable ? "MERGEABLE" : "CONFLICTING";
}

function toReviewDecision({ settings }: GitHubState, { approvals }: PullRecord): string | null {
  if (settings.requiredApprovals === 0) return null;
  return approvals.length >= settings.requiredApprovals ? "APPROVED" : "REVIEW_REQUIRED";
}

function toAutoMergeObject(
  { enabledAt, enabledBy, method, title, message }: AutoMerge,
): ObjectAnswer {
  return {
    enabledAt: isoTime(enabledAt),
    enabledBy: toActor(enabledBy),
    mergeMethod: method.toUpperCase(),
    commitHeadline: title,
    commitBody: message,
  };
}
