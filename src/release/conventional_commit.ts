/**
 * Reads messages of commits after Conventional Commits 1.0, for the notes of a release and for the
 * check of titles. What a project wants beyond that, such as its types, is left to these two.
 */

/** A message that keeps to the form. */
export interface ConventionalCommit {
  /** What kind of change it is, such as `feat`; as it is written. */
  readonly type: string;
  /** What it touches; `null` where nothing is named. */
  readonly scope: string | null;
  /** Whether users must do something, by `!` or by a footer. */
  readonly isBreaking: boolean;
  /** What it does: the rest of the first line. */
  readonly description: string;
  /** What the footers say of what breaks, each on one line. */
  readonly breakingNotes: readonly string[];
}

const HEADER = /^([A-Za-z]+)(?:\(([^()]+)\))?(!)?: (\S.*)$/;
const BREAKING_FOOTER = /^BREAKING[ -]CHANGE: (.*)$/;
/** Another footer, such as `Refs: #12`, ends a note. */
const FOOTER = /^(?:[A-Za-z][A-Za-z-]*|BREAKING CHANGE)(?:: | #)/;

/** Takes a message apart; `null` where its first line is not of the form. */
export function parseConventionalCommit(message: string): ConventionalCommit | null {
  const [header = "", ...body] = message.split(/\r?\n/);
  const [, type, scope, mark, description] = HEADER.exec(header) ?? [];
  if (type === undefined || description === undefined) return null;
  const breakingNotes = readBreakingNotes(body);
  return {
    type,
    scope: scope ?? null,
    isBreaking: mark !== undefined || breakingNotes.length > 0,
    description: description.trim(),
    breakingNotes,
  };
}

/** A note goes on to the end of its paragraph. */
function readBreakingNotes(lines: readonly string[]): readonly string[] {
  const notes: string[][] = [];
  let note: string[] | null = null;
  for (const line of lines) {
    const [, text] = BREAKING_FOOTER.exec(line) ?? [];
    if (text !== undefined) notes.push(note = [text.trim()]);
    else if (line.trim() === "" || FOOTER.test(line)) note = null;
    else note?.push(line.trim());
  }
  return notes.map((words) => words.join(" "));
}
