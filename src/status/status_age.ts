/** Times as people read them beside each other: how long ago. */

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** How long it is since a time in RFC 3339: `90s`, `15m`, `30h`, `12d`; 0 for what is still to come. */
export function formatAge(time: string, now: number): string {
  return formatSpan(now - Date.parse(time));
}

/** A span in the largest unit that leaves at least two of it. */
export function formatSpan(spanMs: number): string {
  const span = Math.max(0, spanMs);
  if (span < 2 * MINUTE_MS) return `${Math.floor(span / 1_000)}s`;
  if (span < 2 * HOUR_MS) return `${Math.floor(span / MINUTE_MS)}m`;
  if (span < 2 * DAY_MS) return `${Math.floor(span / HOUR_MS)}h`;
  return `${Math.floor(span / DAY_MS)}d`;
}
