/** What keeping the pull request came to, in the words of a pass. */
import { countOf } from "./change_ranking.ts";
import type {
  HeldChange,
  OpenPullRequest,
  PassOutcome,
  PassProblem,
  UnjoinedList,
} from "./pass_report.ts";
import type { ProposalDraft } from "./proposal_draft.ts";
import type { ProposalMarker } from "./proposal_marker.ts";

/** What keeping the pull request, or taking it back, came to. */
export interface KeptProposal {
  readonly outcome: Extract<
    PassOutcome,
    "proposed" | "up-to-date" | "withdrawn" | "held" | "merged"
  >;
  readonly message: string;
  readonly pullRequest: OpenPullRequest | null;
  readonly held: readonly HeldChange[];
  readonly problems: readonly PassProblem[];
  readonly strippedEntries: UnjoinedList;
  /** Unix milliseconds until which a pass would do the same as long as nothing changes. */
  readonly settledUntil: number;
}

/** A draft, and why it may not be written. */
export interface JudgedDraft {
  readonly draft: ProposalDraft;
  readonly hold: HeldChange | null;
}

/** What was done for the open pull request beside its content. */
export interface Upkeep {
  readonly marker: ProposalMarker;
  readonly isMerged: boolean;
  readonly problems: readonly PassProblem[];
  /** Unix milliseconds from which on there is more to do. */
  readonly dueAt: number;
}

/** A proposal that is kept back. */
export function toHeld(
  { hold, draft, open }: JudgedDraft & {
    readonly hold: HeldChange;
    readonly open: OpenPullRequest | null;
  },
): KeptProposal {
  return {
    outcome: "held",
    message: hold.message,
    pullRequest: open,
    held: [hold],
    problems: toStrippedProblems(draft),
    strippedEntries: draft.stripped,
    settledUntil: hold.until ?? Infinity,
  };
}

/** What a pass that was not held back came to. */
export function toOutcome(
  pass: {
    readonly upkeep: Upkeep;
    readonly isWritten: boolean;
    readonly textHold: HeldChange | null;
  },
  words: { readonly number: number; readonly written: string },
): Pick<KeptProposal, "outcome" | "message" | "settledUntil"> {
  const { upkeep, isWritten, textHold } = pass;
  const { number } = words;
  if (upkeep.isMerged) {
    const message = `Merged pull request #${number}, because nothing blocks it`;
    return { outcome: "merged", message, settledUntil: 0 };
  }
  if (isWritten) return { outcome: "proposed", message: words.written, settledUntil: 0 };
  const message = `Pull request #${number} already says what the clusters report`;
  const { marker, dueAt } = upkeep;
  const settledUntil = marker.merge === "direct" ? 0 : Math.min(dueAt, textHold?.until ?? Infinity);
  return { outcome: "up-to-date", message, settledUntil };
}

/** Says that another writer undoes our fields. */
export function toStrippedProblems({ stripped }: ProposalDraft): readonly PassProblem[] {
  if (stripped.count === 0) return [];
  const entries = countOf(stripped.count, ["entry", "entries"]);
  const message = `Another writer has undone our fields in ${entries}`;
  return [{ code: "fields-stripped", message }];
}
