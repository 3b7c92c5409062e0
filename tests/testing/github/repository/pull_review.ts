/** Reviews of a pull request: whom they are requested from, and who has approved. */
import { unprocessable } from "./github_refusal.ts";
import type { GitHubState } from "./github_state.ts";
import type { PullRecord } from "./pull_record.ts";

/** People by login and teams by slug. */
export interface ReviewerNames {
  readonly reviewers: readonly string[];
  readonly teams: readonly string[];
}

/** Requests reviews, or throws what GitHub would answer; one that is requested already stays. */
export function requestReviews(
  state: GitHubState,
  { pull, reviewers, teams }: ReviewerNames & { readonly pull: PullRecord },
): void {
  const { settings, owner, repo } = state;
  if (reviewers.some((login) => isSame(login, pull.author.login))) {
    throw unprocessable("Review cannot be requested from pull request author.");
  }
  const people = reviewers.map((login) => findName(settings.collaborators, login));
  const groups = teams.map((slug) => findName(settings.teams, slug));
  if (people.includes(undefined) || groups.includes(undefined)) {
    throw unprocessable(
      "Reviews may only be requested from collaborators. One or more of the users or teams you " +
        `specified is not a collaborator of the ${owner}/${repo} repository.`,
    );
  }
  state.pulls.amend(pull, {
    requestedReviewers: joinNames(pull.requestedReviewers, people),
    requestedTeams: joinNames(pull.requestedTeams, groups),
  });
}

/** Takes requests back; a name that was not asked is let pass. */
export function withdrawReviews(
  { pulls }: GitHubState,
  { pull, reviewers, teams }: ReviewerNames & { readonly pull: PullRecord },
): void {
  pulls.amend(pull, {
    requestedReviewers: withoutNames(pull.requestedReviewers, reviewers),
    requestedTeams: withoutNames(pull.requestedTeams, teams),
  });
}

/** Approves the head of a pull request, or throws what GitHub would answer. */
export function approvePull(
  { pulls }: GitHubState,
  { pull, login }: { readonly pull: PullRecord; readonly login: string },
): void {
  if (isSame(login, pull.author.login)) {
    throw unprocessable("Can not approve your own pull request");
  }
  const others = pull.approvals.filter((approval) => !isSame(approval.login, login));
  pulls.amend(pull, {
    approvals: [...others, { login, sha: pull.head.sha }],
    requestedReviewers: withoutNames(pull.requestedReviewers, [login]),
  });
}

function findName(names: readonly string[], wanted: string): string | undefined {
  return names.find((name) => isSame(name, wanted));
}

function joinNames(
  present: readonly string[],
  added: readonly (string | undefined)[],
): readonly string[] {
  return [...new Set([...present, ...added.filter((name) => name !== undefined)])];
}

function withoutNames(present: readonly string[], gone: readonly string[]): readonly string[] {
  return present.filter((name) => findName(gone, name) === undefined);
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
