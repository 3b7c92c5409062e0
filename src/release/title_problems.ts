/** Judges the title of a pull request, which becomes the subject of its commit, by the rulebook. */
import { quote } from "../runtime/visible_text.ts";
import { type ConventionalCommit, parseConventionalCommit } from "./conventional_commit.ts";

/** The types that commits of this project have. */
export const COMMIT_TYPES: readonly string[] =
  "feat fix docs test refactor perf build ci chore style revert".split(" ");

const LENGTH_MAX = 100;
const SHOWN_MAX = 100;
/** What cannot be seen: names in statuses do not have it either. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/u;
/** A full stop of any script, or several; neither exclamation nor question mark. */
const FULL_STOP =
  /(?![!?\u{203c}\u{203d}\u{2047}-\u{2049}\u{61f}\u{fe56}\u{fe57}\u{ff01}\u{ff1f}])[\p{Sentence_Terminal}\u{2024}-\u{2026}]$/u;
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
  } else problems.push(...findTextProblems(title), ...findPartProblems(commit));
  return problems;
}

function findTextProblems(title: string): readonly string[] {
  const problems: string[] = [];
  const unprintable = UNPRINTABLE.exec(title)?.[0];
  if (unprintable !== undefined) {
    const codePoint = (unprintable.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    problems.push(`Expected only characters that can be seen, got U+${codePoint}`);
  }
  if (title !== title.trimEnd()) problems.push("Expected no white space at the end");
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
  if (FULL_STOP.test(description)) problems.push("Expected no period at the end");
  return problems;
}
