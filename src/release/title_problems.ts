/** Judges the title of a pull request, which becomes the subject of its commit, by the rulebook. */
import { quote } from "../runtime/visible_text.ts";
import { type ConventionalCommit, parseConventionalCommit } from "./conventional_commit.ts";

/** The types that commits of this project have. */
export const COMMIT_TYPES: readonly string[] =
  "feat fix docs test refactor perf build ci chore style revert".split(" ");

const LENGTH_MAX = 100;
const SHOWN_MAX = 100;
/**
 * What cannot be seen, or not everywhere: controls, formats, private and unassigned characters, what is
 * drawn as nothing, and blanks that are no spaces (of braille, of music, of hieroglyphs).
 */
const UNPRINTABLE =
  /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\u{1d159}\u{13441}\u{13442}]/u;
/** A space of another width, or one that keeps words together. */
const STRANGE_SPACE = /(?! )\p{Zs}/u;
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
    problems.push(`Expected only characters that can be seen, got ${nameCharacter(unprintable)}`);
  }
  const space = STRANGE_SPACE.exec(title)?.[0];
  if (space !== undefined) {
    problems.push(`Expected no other spaces than U+0020, got ${nameCharacter(space)}`);
  }
  if (/\S {2,}\S/.test(title)) problems.push("Expected one space between words");
  if (title.endsWith(" ")) problems.push("Expected no white space at the end");
  return problems;
}

/** `U+00A0`. */
function nameCharacter(character: string): string {
  const codePoint = character.codePointAt(0) ?? 0;
  return `U+${codePoint.toString(16).toUpperCase().padStart(4, "0")}`;
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
