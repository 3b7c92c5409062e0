/** The colours of phases on a terminal. */

const RED = "31";
const YELLOW = "33";
const STYLES: ReadonlyMap<string, string> = new Map([
  ["Error", RED],
  ["Unavailable", RED],
  ["Stale", YELLOW],
  ["Gone", YELLOW],
  ["Throttled", YELLOW],
  ["Unknown", YELLOW],
  ["Deleting", "36"],
  ["Creating", "36"],
  ["Paused", "34"],
  ["Ready", "32"],
]);

/** The style of what is wrong, of what people should look at, and of titles. */
export const STYLE = { wrong: RED, doubtful: YELLOW, title: "1" } as const;

/** The style of a phase; nothing for one that is not known here. */
export function toPhaseStyle(phase: string): string | undefined {
  return STYLES.get(phase);
}
