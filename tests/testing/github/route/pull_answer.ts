/** How GitHub shows a pull request, in lists and alone. */
import { listCommitsBetween } from "../git/history.ts";
import { diffTrees } from "../git/tree_merger.ts";
import { nodeId, type RepositoryLinks } from "../http/github_env.ts";
import { type Account, isoTime, numberOf } from "../repository/account.ts";
import type { GitHubState } from "../repository/github_state.ts";
import { showMergeability } from "../repository/pull_judge.ts";
import type { AutoMerge, PullRecord } from "../repository/pull_record.ts";
import { toRepositoryAnswer } from "./repository_route.ts";
import { toUserAnswer } from "./user_answer.ts";

/** A pull request as lists show it: without anything about merging but the commit's id. */
export function toPullRow(
  state: GitHubState,
  { pull, links }: { readonly pull: PullRecord; readonly links: RepositoryLinks },
): Readonly<Record<string, unknown>> {
  const { number } = pull;
  const url = `${links.api}/pulls/${number}`;
  const moment = (at: Date | null) => at === null ? null : isoTime(at);
  const end = ({ ref, sha }: { readonly ref: string; readonly sha: string }) => ({
    label: `${state.owner}:${ref}`,
    ref,
    sha,
    user: toUserAnswer(user(state.owner)),
    repo: toRepositoryAnswer(state, links),
  });
  return {
    url,
    id: 1_000_000 + number,
    node_id: pullNodeId(state, number),
    html_url: `${links.html}/pull/${number}`,
    issue_url: `${links.api}/issues/${number}`,
    number,
    state: pull.state,
    locked: false,
    title: pull.title,
    user: toUserAnswer(pull.author),
    body: pull.body,
    created_at: moment(pull.createdAt),
    updated_at: moment(pull.updatedAt),
    closed_at: moment(pull.closedAt),
    merged_at: moment(pull.mergedAt),
    merge_commit_sha: pull.mergeCommitSha,
    assignees: [],
    requested_reviewers: pull.requestedReviewers.map((login) => toUserAnswer(user(login))),
    requested_teams: pull.requestedTeams.map(toTeamAnswer),
    labels: pull.labels.map((name) => toLabelAnswer(links, name)),
    milestone: null,
    draft: pull.draft,
    head: end(pull.head),
    base: end(pull.base),
    author_association: "CONTRIBUTOR",
    auto_merge: pull.autoMerge === null ? null : toAutoMergeAnswer(pull.autoMerge),
  };
}

/** A pull request as its own address shows it. */
export function toPullAnswer(
  state: GitHubState,
  { pull, links }: { readonly pull: PullRecord; readonly links: RepositoryLinks },
): unknown {
  const { mergeable, state: mergeable_state } = showMergeability(state, pull);
  const { store } = state;
  const [base, head] = [pull.base.sha, pull.head.sha];
  const trees = { before: store.commitOf(base).tree, after: store.commitOf(head).tree };
  return {
    ...toPullRow(state, { pull, links }),
    merged: pull.mergedAt !== null,
    mergeable,
    rebaseable: mergeable,
    mergeable_state,
    merged_by: pull.mergedBy === null ? null : toUserAnswer(pull.mergedBy),
    comments: state.comments.list(pull.number).length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: listCommitsBetween(store, { base, head }).length,
    changed_files: diffTrees(store, trees).size,
  };
}

/** The id of a pull request that GraphQL knows it by. */
export function pullNodeId(
  { owner, repo }: { readonly owner: string; readonly repo: string },
  number: number,
): string {
  return nodeId("PR", `${owner}/${repo}#${number}`);
}

/** A label as pull requests and the label routes show it. */
export function toLabelAnswer(links: RepositoryLinks, name: string): unknown {
  return {
    id: numberOf(name),
    node_id: nodeId("LA", name),
    url: `${links.api}/labels/${encodeURIComponent(name)}`,
    name,
    color: "ededed",
    default: false,
    description: null,
  };
}

function toTeamAnswer(slug: string): unknown {
  return { id: numberOf(slug), node_id: nodeId("T", slug), name: slug, slug };
}

function toAutoMergeAnswer({ enabledBy, method, title, message }: AutoMerge): unknown {
  return {
    enabled_by: toUserAnswer(enabledBy),
    merge_method: method,
    commit_title: title,
    commit_message: message,
  };
}

function user(login: string): Account {
  return { login, type: "User" };
}
