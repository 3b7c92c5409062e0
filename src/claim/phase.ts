/**
 * Phases: which one a set of conditions means, and the one that a posted text tells of, for senders
 * that post nothing but text.
 */
import type { Phase } from "./claim.ts";

/** The condition statuses that decide a phase; a missing condition is `undefined`. */
export interface PhaseFacts {
  readonly isDeleting?: boolean;
  readonly isPaused?: boolean;
  readonly ready: ConditionFact | undefined;
  readonly synced: ConditionFact | undefined;
  readonly responsive: ConditionFact | undefined;
}

/** Status and reason of one condition. */
export interface ConditionFact {
  readonly status: string;
  readonly reason: string | undefined;
}

/** The text that says that a claim does not exist any more. */
export const GONE_TEXT = "Gone";

/** The text that says that an object tells nothing of itself. */
export const NO_CONDITIONS_TEXT = "No status conditions";

/** The phase that the conditions mean; the first match wins. */
export function toPhase(facts: PhaseFacts): Phase {
  const { ready, synced, responsive } = facts;
  if (facts.isDeleting === true) return "Deleting";
  if (facts.isPaused === true || synced?.reason === "ReconcilePaused") return "Paused";
  if (synced?.status === "False") return "Error";
  if (responsive?.status === "False") return "Throttled";
  if (ready?.status === "True" && synced?.status === "True") return "Ready";
  if (ready?.reason === "Creating" || ready?.reason === "Waiting") return "Creating";
  if (ready?.status === "False") return "Unavailable";
  return "Unknown";
}

const CONDITION = String.raw`(True|False|Unknown)(?: \(([^()]{1,256})\))?`;
const STATUS_TEXT = new RegExp(
  String.raw`^(Deleting, )?(Paused, )?` +
    String.raw`(?:${NO_CONDITIONS_TEXT}|(?=[RS])(?:Ready: ${CONDITION})?` +
    String.raw`(?:(?:, |(?<=^|Deleting, |Paused, ))Synced: ${CONDITION})?` +
    String.raw`(?:(?:, |(?<=^|Deleting, |Paused, ))Responsive: ${CONDITION})?(?: - .*)?)$`,
  "s",
);

/** The phase that a text of the form `Ready: ..., Synced: ...` tells of; Unknown for any other. */
export function parsePhase(text: string): Phase {
  if (text === GONE_TEXT) return "Gone";
  const match = STATUS_TEXT.exec(text);
  if (match === null) return "Unknown";
  const [, deleting, paused, ready, readyReason, synced, syncedReason, responsive, reason] = match;
  return toPhase({
    isDeleting: deleting !== undefined,
    isPaused: paused !== undefined,
    ready: toFact(ready, readyReason),
    synced: toFact(synced, syncedReason),
    responsive: toFact(responsive, reason),
  });
}

/** Whether a text has the form that is written for claims: `Ready: ..., Synced: ...`, or `Gone`. */
export function isStatusText(text: string): boolean {
  return text === GONE_TEXT || STATUS_TEXT.test(text);
}

function toFact(status: string | undefined, reason: string | undefined): ConditionFact | undefined {
  return status === undefined ? undefined : { status, reason };
}
