/** How long ago something was, as `kubectl` says it. */

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const YEAR_MS = 365 * DAY_MS;

/** Units, each up to which age it is used and down to which age a smaller one is added. */
const STEPS = [
  { below: 2 * MINUTE_MS, unit: "s", ms: SECOND_MS, rest: undefined },
  { below: 10 * MINUTE_MS, unit: "m", ms: MINUTE_MS, rest: { unit: "s", ms: SECOND_MS } },
  { below: 3 * HOUR_MS, unit: "m", ms: MINUTE_MS, rest: undefined },
  { below: 8 * HOUR_MS, unit: "h", ms: HOUR_MS, rest: { unit: "m", ms: MINUTE_MS } },
  { below: 2 * DAY_MS, unit: "h", ms: HOUR_MS, rest: undefined },
  { below: 8 * DAY_MS, unit: "d", ms: DAY_MS, rest: { unit: "h", ms: HOUR_MS } },
  { below: 2 * YEAR_MS, unit: "d", ms: DAY_MS, rest: undefined },
  { below: 8 * YEAR_MS, unit: "y", ms: YEAR_MS, rest: { unit: "d", ms: DAY_MS } },
  { below: Infinity, unit: "y", ms: YEAR_MS, rest: undefined },
] as const;

/** An age in short: `5m30s`, `3d4h`, `12d`. */
export function toAge(durationMs: number): string {
  const age = Math.max(durationMs, 0);
  for (const { below, unit, ms, rest } of STEPS) {
    if (age >= below) continue;
    const restCount = rest === undefined ? 0 : Math.floor((age % ms) / rest.ms);
    const text = `${Math.floor(age / ms)}${unit}`;
    return rest === undefined || restCount === 0 ? text : `${text}${restCount}${rest.unit}`;
  }
  return "<unknown>";
}
