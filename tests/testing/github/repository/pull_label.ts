/** The labels of a pull request. GitHub makes a label that the repository does not have yet. */
import { GitHubRefusal, notFound } from "./github_refusal.ts";
import type { GitHubState } from "./github_state.ts";
import type { PullRecord } from "./pull_record.ts";

/** Longest name that GitHub takes, in characters. */
const labelLengthMax = 50;

/** Adds labels, or throws what GitHub would answer; names have no case. */
export function addLabels(
  { pulls }: GitHubState,
  { pull, names }: { readonly pull: PullRecord; readonly names: readonly string[] },
): void {
  if (names.some((name) => name.trim() === "" || [...name].length > labelLengthMax)) {
    throw new GitHubRefusal({
      status: 422,
      message: "Validation Failed",
      errors: [{ resource: "Label", code: "invalid", field: "name" }],
    });
  }
  const labels = [...pull.labels];
  for (const name of names) if (!labels.some((label) => isSame(label, name))) labels.push(name);
  pulls.amend(pull, { labels });
}

/** Takes a label off, or throws GitHub's 404. */
export function removeLabel(
  { pulls }: GitHubState,
  { pull, name }: { readonly pull: PullRecord; readonly name: string },
): void {
  const labels = pull.labels.filter((label) => !isSame(label, name));
  if (labels.length === pull.labels.length) throw notFound("Label does not exist");
  pulls.amend(pull, { labels });
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
