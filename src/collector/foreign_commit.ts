/** What is said, once, to people who have written to our branch. */

/** Key by which our comment is found again. */
export const FOREIGN_COMMENT_KEY = "foreign-commit";

/** The comment on a pull request. */
export function describeForeignCommit(
  facts: {
    readonly number: number;
    /** Whether we have switched GitHub's auto-merge off. */
    readonly isSwitchedOff: boolean;
  },
): string {
  const { number, isSwitchedOff } = facts;
  return [
    "This branch holds a commit that is not the collector's, so it is left alone from now on: " +
    "nothing of it will be overwritten.",
    ...(isSwitchedOff
      ? ["", "Auto-merge was asked for without that commit, so it was switched off."]
      : []),
    "",
    `Merge or close pull request #${number}, or take the commit away again, ` +
    "and the registry will be kept up to date as before.",
  ].join("\n");
}
