/** One case in which an alert fires. */
import { type SeriesChanges, TARGETS, withReason } from "./alert_world.ts";

/** What makes an alert fire. */
export interface FiringCase {
  readonly alert: string;
  readonly changes: SeriesChanges;
  /** The last minute at which it is quiet, and the first at which it fires. */
  readonly quietAt: string;
  readonly firesAt: string;
  /** Other failures at the same time have alerts of their own. */
  readonly beside?: readonly string[];
  /** Labels beside its severity. */
  readonly labels: Readonly<Record<string, string>>;
  /** How the value is worded, where it is. */
  readonly value?: string;
}

/** A reason for which an alert fires after some minutes, with the reason as its label or without. */
export function byReason(
  alert: string,
  { program, code, minutes, isNamed }: {
    readonly program: "collector" | "informer";
    readonly code: string;
    readonly minutes: number;
    readonly isNamed: boolean;
  },
): FiringCase {
  const labels = { ...TARGETS[program], ...(isNamed ? { reason: code } : {}) };
  const times = { quietAt: `${minutes - 1}m`, firesAt: `${minutes}m` };
  return { alert, changes: withReason(program, code), ...times, labels };
}
