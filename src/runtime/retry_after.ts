/** The header `Retry-After`, which is a number of seconds or a date. */

/** Nobody may silence the informer for longer. */
const WAIT_MAX_MS = 3_600_000;

/** How long to wait, in milliseconds; `null` where the header is missing or unreadable. */
export function parseRetryAfter(text: string | null, now: number): number | null {
  if (text === null) return null;
  const waitMs = /^\s*\d+\s*$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isNaN(waitMs) ? null : Math.min(Math.max(waitMs, 0), WAIT_MAX_MS);
}
