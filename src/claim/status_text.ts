/**
 * Writes what is told of a claim as text, in the form that `parsePhase` reads. What it writes is
 * made a registry text by others.
 */
import type { Condition } from "./conditions.ts";
import { NO_CONDITIONS_TEXT } from "./phase.ts";

/** What a status text tells. */
export interface StatusFacts {
  readonly isDeleting: boolean;
  readonly isPaused: boolean;
  readonly ready: Condition | null;
  readonly synced: Condition | null;
  readonly responsive: Condition | null;
}

/** The reasons of an object that is well: they say nothing. */
const NORMAL_REASONS: readonly string[] = ["", "Available", "ReconcileSuccess"];

/** `Ready: <status>[ (<reason>)], Synced: ...`, with what leads and what follows it. */
export function writeStatusText(facts: StatusFacts): string {
  const lead = `${facts.isDeleting ? "Deleting, " : ""}${facts.isPaused ? "Paused, " : ""}`;
  const responsive = facts.responsive?.status === "False" ? facts.responsive : null;
  const told = [
    ...tell("Ready", facts.ready),
    ...tell("Synced", facts.synced),
    ...tell("Responsive", responsive),
  ];
  if (told.length === 0) return `${lead}${NO_CONDITIONS_TEXT}`;
  // From the worst on; a condition that is True has no message.
  const messages = [facts.synced, facts.ready, responsive].map((condition) => condition?.message);
  const message = messages.find(Boolean);
  return lead + told.join(", ") + (message === undefined ? "" : ` - ${message}`);
}

function tell(type: string, condition: Condition | null): readonly string[] {
  if (condition === null) return [];
  const { status, reason } = condition;
  return [`${type}: ${status}${NORMAL_REASONS.includes(reason) ? "" : ` (${reason})`}`];
}
