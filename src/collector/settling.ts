/**
 * Settling: a change is written once it has held for some time, so that what only flickers never
 * reaches the registry. What breaks is told at once. Pure.
 */
import type { ClaimStatus, Phase } from "../claim/claim.ts";
import { parsePhase } from "../claim/phase.ts";

/** How long a change must hold; times are Unix milliseconds. */
export interface SettleRule {
  /** Zero: every change counts at once. */
  readonly settleMs: number;
  readonly now: number;
}

/**
 * When a claim's change will have settled, or `null` where nothing must be waited for: it has held
 * for long enough, is no change of what is shown, or tells of a new error.
 */
export function findSettleTime(
  claim: Pick<ClaimStatus, "registryText" | "phase" | "heardAt">,
  context: {
    /** What the registry will say without the change. */
    readonly shown: string | null;
    readonly rule: SettleRule;
  },
): number | null {
  const { shown, rule: { settleMs, now } } = context;
  if (settleMs === 0 || claim.registryText === shown) return null;
  if (isError(claim.phase) && !isError(parsePhase(shown ?? ""))) return null;
  const dueAt = claim.heardAt + settleMs;
  // A clock that was set back must not make the wait longer.
  return dueAt <= now || claim.heardAt > now ? null : dueAt;
}

/** Whether a text tells of an error where the text before did not. */
export function isNewError(
  change: { readonly before: string | null; readonly after: string | null },
): boolean {
  return isError(parsePhase(change.after ?? "")) && !isError(parsePhase(change.before ?? ""));
}

function isError(phase: Phase): boolean {
  return phase === "Error" || phase === "Unavailable";
}
