/**
 * Restraint: says why a proposal that could be written is kept back for now. A pull request that is
 * touched too often, or that fights with people, is one that they switch off. Pure.
 */
import { countOf } from "./change_ranking.ts";
import type { Comparison, Pass } from "./registry_comparer.ts";
import type { MassChange } from "./mass_change.ts";
import type { HeldChange } from "./pass_report.ts";
import { isClosedByPerson, isWithdrawn, toOpen } from "./pass_judgement.ts";
import { findPast, isRestoration, saysMore, toPastFacts } from "./past_proposal.ts";
import { parseMarker } from "./proposal_marker.ts";
import type { RepositoryState } from "./registry_repository.ts";
import { isNewError } from "./settling.ts";

/** What is known of a proposal that could be written. */
export interface HoldFacts {
  readonly pass: Pass;
  readonly comparison: Comparison;
  /** Whether the commit would be made again. */
  readonly isRebuilt: boolean;
  /** What nobody has confirmed yet. */
  readonly massChange: MassChange | null;
  readonly minUpdateIntervalMs: number;
  /** Unix milliseconds. */
  readonly now: number;
}

/** First wait after our fields were undone twice in a row; it doubles each time. */
const RESTORE_WAIT_MS = 3_600_000;
const RESTORE_WAIT_MAX_MS = 24 * 3_600_000;

/** Why nothing is written now, or `null`. */
export function findHold(facts: HoldFacts): HeldChange | null {
  return holdMassChange(facts) ?? holdClosed(facts) ?? holdRestoration(facts) ??
    holdUpdate(facts);
}

function holdMassChange({ massChange }: HoldFacts): HeldChange | null {
  if (massChange === null) return null;
  const { id, count, ofCount } = massChange;
  const message = `${count} of ${ofCount} claims would be written as gone or without conditions: ` +
    `expected somebody to look at the plan and to confirm "${id}" (POST /api/v1/reconcile)`;
  return { code: "mass-change", message, until: null, id };
}

function holdClosed({ pass: { state }, comparison }: HoldFacts): HeldChange | null {
  if (!isClosedByPerson(state)) return null;
  if (saysMore(toPastFacts(comparison))) return null;
  const message = `Pull request #${state.pullRequest?.number} was closed by a person, ` +
    "so nothing is proposed until some entry has something new to say";
  return { code: "pull-request-closed", message, until: null, id: null };
}

function holdRestoration({ pass: { state }, comparison, now }: HoldFacts): HeldChange | null {
  const { pullRequest } = state;
  const mergedAt = pullRequest?.mergedAt ?? null;
  if (pullRequest === null || mergedAt === null) return null;
  const restoreCount = parseMarker(pullRequest.body)?.restoreCount ?? 0;
  if (restoreCount === 0 || !isRestoration(toPastFacts(comparison))) return null;
  const waitMs = Math.min(RESTORE_WAIT_MS * 2 ** (restoreCount - 1), RESTORE_WAIT_MAX_MS);
  const count = countOf(comparison.edit.changes.length, ["entry", "entries"]);
  const message = `Another writer has undone our fields again in ${count}, ` +
    `after pull request #${pullRequest.number} had put them back`;
  return toHold({ code: "restoring", message, from: mergedAt, waitMs, now });
}

function holdUpdate(facts: HoldFacts): HeldChange | null {
  const { pass: { state }, comparison, minUpdateIntervalMs, now } = facts;
  const touch = findLastTouch(facts);
  if (touch === null || hasNewError(state, comparison)) return null;
  const message = `Pull request #${state.pullRequest?.number} was ${touch.deed} a short time ago`;
  const waitMs = minUpdateIntervalMs;
  return toHold({ code: "update-interval", message, from: touch.at, waitMs, now });
}

/** When we last did something that this proposal would follow: people were told of that, too. */
function findLastTouch(
  { pass: { state }, isRebuilt }: HoldFacts,
): { readonly deed: string; readonly at: number } | null {
  const { branch, pullRequest } = state;
  if (pullRequest !== null && isWithdrawn(state)) {
    return { deed: "withdrawn", at: pullRequest.updatedAt };
  }
  const committedAt = branch?.committedAt ?? null;
  if (!isRebuilt || toOpen(state) === null || committedAt === null) return null;
  return { deed: "updated", at: committedAt };
}

/** Whether something breaks that neither the open proposal nor the withdrawn one tells of. */
function hasNewError(state: RepositoryState, comparison: Comparison): boolean {
  const { edit, proposals, base, past } = comparison;
  const pastOf = findPast(base.registry.entries, isWithdrawn(state) ? past : []);
  return edit.changes.some(({ before, after: { statusMessage: after } }) => {
    const shown = proposals[before.index]?.proposal ?? before;
    const withdrawn = pastOf(before)?.statusMessage ?? null;
    return isNewError({ before: shown.statusMessage, after }) &&
      isNewError({ before: withdrawn, after });
  });
}

function toHold(
  hold: Pick<HeldChange, "code" | "message"> & {
    readonly from: number;
    readonly waitMs: number;
    readonly now: number;
  },
): HeldChange | null {
  const { code, message, from, waitMs, now } = hold;
  const until = from + waitMs;
  // A clock that was set back must not make the wait longer.
  return now >= until || from > now ? null : { code, message, until, id: null };
}
