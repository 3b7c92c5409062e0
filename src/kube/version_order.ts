/** The order in which Kubernetes prefers versions of an API: stable ones, then betas, then alphas. */
import { compareText } from "../claim/claim.ts";

const VERSION = /^v([1-9]\d*)(?:(alpha|beta)([1-9]\d*))?$/;
const STABLE = 3;
const STAGES: Readonly<Record<string, number>> = { beta: 2, alpha: 1 };

/** Orders versions, the preferred one first; names that are no versions come last, by the alphabet. */
export function compareVersions(a: string, b: string): number {
  const [first, second] = [toRank(a), toRank(b)];
  if (first === null || second === null) {
    return Number(first === null) - Number(second === null) || compareText(a, b);
  }
  return second.stage - first.stage || compareNumbers(second.major, first.major) ||
    compareNumbers(second.minor, first.minor);
}

function toRank(
  version: string,
): { readonly stage: number; readonly major: string; readonly minor: string } | null {
  const match = VERSION.exec(version);
  if (match === null) return null;
  const [, major = "", stage, minor = ""] = match;
  return { stage: stage === undefined ? STABLE : STAGES[stage] ?? 0, major, minor };
}

/** Whole numbers of any length, without leading zeros. */
function compareNumbers(a: string, b: string): number {
  return a.length - b.length || compareText(a, b);
}
