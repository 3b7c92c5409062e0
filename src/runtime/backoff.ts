/** How long to wait after the n-th failure in a row: doubling, capped, with jitter. */

/** Bounds of the waiting time, in milliseconds. */
export interface BackoffOptions {
  readonly firstMs: number;
  readonly maxMs: number;
  /** Gives a number from 0 up to, but not including, 1. */
  readonly random: () => number;
}

/** The wait after `failureCount` failures in a row (1 or more): half of it fixed, half random. */
export function toBackoffMs(failureCount: number, options: BackoffOptions): number {
  const doubled = options.firstMs * 2 ** Math.min(failureCount - 1, 30);
  const capped = Math.min(doubled, options.maxMs);
  return Math.round(capped / 2 + options.random() * capped / 2);
}
