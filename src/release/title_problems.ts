/** Judges the title of a pull request, which becomes the subject of its commit, by the rulebook. */
import { quote } from "../runtime/visible_text.ts";
import { type ConventionalCommit, parseConventionalCommit } from "./conventional_commit.ts";

/** The types that commits of this project have. */
export const COMMIT_TYPES: readonly string[] =
  "feat fix docs test refactor perf build ci chore style revert".split(" ");

const LENGTH_MAX = 100;
const SHOWN_MAX = 100;
const SCOPE = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** A sentence for each rule that the title breaks; none where it is good. */
export function findTitleProblems(title: string): readonly string[] {
  const problems: string[] = [];
  const length = [...title].length;
  if (length > LENGTH_MAX) {
    problems.push(`Expected at most ${LENGTH_MAX} characters, got ${length}`);
  }
  const commit = /[\r\n]/.test(title) ? null : parseConventionalCommit(title);
  if (commit === null) {
    const shown = quote(title, SHOWN_MAX);
    problems.push(`Expected a title such as "feat(http): serve statuses", got ${shown}`);
  } else problems.push(...findPartProblems(commit));
  return problems;
}

function findPartProblems(commit: ConventionalCommit): readonly string[] {
  const { type, scope, description } = commit;
  const problems: string[] = [];
  if (!COMMIT_TYPES.includes(type)) {
    problems.push(`Expected one of the types ${COMMIT_TYPES.join(", ")}, got ${quote(type)}`);
  }
  if (scope !== null && !SCOPE.test(scope)) {
    problems.push(
      `Expected a scope in lower case, with hyphens between words, got ${quote(scope)}`,
    );
  }
  if (/[.…]$/.test(description)) problems.push("Expected no period at the end");
  return problems;
}
