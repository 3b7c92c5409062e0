/** The `Retry-After` header: seconds, or a date. */

/** How long to wait, in milliseconds; 0 where the header is missing, unreadable or in the past. */
export function parseRetryAfter(value: string | null, now: number): number {
  if (value === null) return 0;
  const waitMs = /^\s*\d+\s*$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(waitMs) ? Math.max(waitMs, 0) : 0;
}
