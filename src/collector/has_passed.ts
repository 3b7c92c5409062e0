/** Waiting times by a clock that people and time servers may set back. Pure. */

/** Whether a waiting time is over; it is, too, when the clock shows less than at its beginning. */
export function hasPassed(
  waitMs: number,
  { since, now }: { readonly since: number; readonly now: number },
): boolean {
  return now < since || now - since >= waitMs;
}
