/** Finds the pull request that an address names. */
import { notFound } from "../repository/github_refusal.ts";
import type { GitHubState } from "../repository/github_state.ts";
import type { PullRecord } from "../repository/pull_record.ts";

/** The pull request of this number, or GitHub's 404. */
export function findPull({ pulls }: Pick<GitHubState, "pulls">, number: string): PullRecord {
  const pull = pulls.find(Number(number));
  if (pull === undefined) throw notFound();
  return pull;
}
