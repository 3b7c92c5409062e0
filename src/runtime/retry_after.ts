/** The header `Retry-After`, which is a number of seconds or a date. Callers bound it themselves. */

/** How long to wait, in milliseconds, maybe endless; `null` where it is missing or unreadable. */
export function parseRetryAfter(text: string | null, now: number): number | null {
  if (text === null) return null;
  const waitMs = /^\s*\d+\s*$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isNaN(waitMs) ? null : Math.max(waitMs, 0);
}
