/** The settings of the pull request: when it changes, and what it carries beside its commit. */
import type { ConfigProblem } from "../errors.ts";
import { listSetting } from "./list_setting.ts";
import { isPrintableLine } from "./printable_line.ts";
import { isOwnerName } from "./repository_name.ts";
import { defaultedSetting } from "./setting.ts";
import { booleanValue, durationOrOffValue, textValue, wordValue } from "./value_parser.ts";

const HOUR_MS = 3_600_000;
const TITLE_LENGTH_MAX = 256;
/** GitHub's own limits. */
const LABEL_LENGTH_MAX = 50;
const REVIEWERS_MAX = 15;
const LABELS_MAX = 20;

/** How proposals are made. */
export const PROPOSAL_SETTINGS = {
  registryPrTitle: defaultedSetting({
    variable: "REGISTRY_PR_TITLE",
    description: "Title of the pull request and subject of its commit",
    value: textValue({
      placeholder: "title",
      expected: "one line of 1 to 256 characters",
      isValid: (text) => isPrintableLine(text, TITLE_LENGTH_MAX),
    }),
    default: "chore(registry): update claim status",
  }),
  registrySettleMs: defaultedSetting({
    variable: "REGISTRY_SETTLE",
    description: "How long a change must hold before it is proposed; new errors do not wait",
    value: durationOrOffValue({ max: 24 * HOUR_MS }),
    default: "0s",
  }),
  registryMinUpdateIntervalMs: defaultedSetting({
    variable: "REGISTRY_MIN_UPDATE_INTERVAL",
    description:
      "Shortest time between updates of an open pull request, or from its withdrawal to " +
      "the next one; new errors do not wait",
    value: durationOrOffValue({ max: 168 * HOUR_MS }),
    default: "0s",
  }),
  registryPrLabels: listSetting({
    variable: "REGISTRY_PR_LABELS",
    description: "Labels of the pull request",
    items: {
      placeholder: "labels",
      expected: "labels of 1 to 50 characters",
      countMax: LABELS_MAX,
      isItem: (text) => isPrintableLine(text, LABEL_LENGTH_MAX),
    },
  }),
  registryPrReviewers: listSetting({
    variable: "REGISTRY_PR_REVIEWERS",
    description: "Users and teams that are asked to review the pull request",
    items: {
      placeholder: "reviewers",
      expected: "logins of users, and teams as org/team",
      countMax: REVIEWERS_MAX,
      isItem: isReviewer,
    },
  }),
  registryPrAutoMerge: defaultedSetting({
    variable: "REGISTRY_PR_AUTO_MERGE",
    description: "Let GitHub merge the pull request once its checks and reviews allow it",
    value: booleanValue(),
    default: "false",
  }),
  registryPrMergeMethod: defaultedSetting({
    variable: "REGISTRY_PR_MERGE_METHOD",
    description: "How GitHub merges it then",
    value: wordValue(["merge", "squash", "rebase"]),
    default: "squash",
  }),
  registryCommitSignoff: defaultedSetting({
    variable: "REGISTRY_COMMIT_SIGNOFF",
    description: "End the commit's message with Signed-off-by",
    value: booleanValue(),
    default: "false",
  }),
};

/** Teams can only be asked where they are: in the organisation that owns the repository. */
export function findReviewerConflicts(
  { owner, reviewers }: {
    readonly owner: string | undefined;
    readonly reviewers: readonly string[] | undefined;
  },
): readonly ConfigProblem[] {
  if (owner === undefined || reviewers === undefined) return [];
  const strangers = reviewers.filter((reviewer) => {
    const [org = "", team] = reviewer.split("/");
    return team !== undefined && org.toLowerCase() !== owner.toLowerCase();
  });
  return strangers.map((team) => ({
    variable: "REGISTRY_PR_REVIEWERS",
    message: `expected teams of "${owner}", which owns the repository, got "${team}"`,
  }));
}

function isReviewer(text: string): boolean {
  const [name = "", team, ...rest] = text.split("/");
  if (!isOwnerName(name) || rest.length > 0) return false;
  return team === undefined || /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(team);
}
