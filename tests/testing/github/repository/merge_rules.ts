/**
 * The rules of a protected base branch: which merge methods there are, which checks must have
 * passed and how many people must have approved. Conflicts are not its business.
 */
import type { GitHubState } from "./github_state.ts";
import type { MergeMethod, PullRecord } from "./pull_record.ts";

const methodNames: Readonly<Record<MergeMethod, string>> = {
  merge: "Merge commits",
  squash: "Squash merges",
  rebase: "Rebase merges",
};

/** Why this method cannot be used here, in GitHub's words, or undefined. */
export function findMethodProblem(
  { settings }: GitHubState,
  method: MergeMethod,
): string | undefined {
  if (settings.allowedMergeMethods.includes(method)) return undefined;
  return `${methodNames[method]} are not allowed on this repository.`;
}

/** What the rules still miss, in GitHub's words. */
export function listMergeBlockers(state: GitHubState, pull: PullRecord): readonly string[] {
  const { requiredApprovals } = state.settings;
  const missing = pull.approvals.length < requiredApprovals;
  const reviews = requiredApprovals === 1 ? "approving review is" : "approving reviews are";
  return [
    ...describeChecks(listMissingChecks(state, pull)),
    ...(missing
      ? [`At least ${requiredApprovals} ${reviews} required by reviewers with write access.`]
      : []),
  ];
}

interface MissingCheck {
  readonly name: string;
  readonly verdict: "expected" | "pending" | "failing";
}

function listMissingChecks(
  { checks, settings }: GitHubState,
  pull: PullRecord,
): readonly MissingCheck[] {
  const verdicts = checks.verdicts(pull.head.sha);
  return settings.requiredChecks.flatMap((name): readonly MissingCheck[] => {
    const verdict = verdicts.get(name) ?? "expected";
    if (verdict === "passed") return [];
    return [{ name, verdict: verdict === "failed" ? "failing" : verdict }];
  });
}

function describeChecks(missing: readonly MissingCheck[]): readonly string[] {
  const [first] = missing;
  if (first === undefined) return [];
  if (missing.length === 1) return [`Required status check "${first.name}" is ${first.verdict}.`];
  const counts = (["expected", "pending", "failing"] as const)
    .map((verdict) => ({
      verdict,
      count: missing.filter((check) => check.verdict === verdict).length,
    }))
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => `${count} ${verdict}`);
  const total = `${missing.length} of ${missing.length}`;
  return [`${total} required status checks have not succeeded: ${counts.join(" and ")}.`];
}
