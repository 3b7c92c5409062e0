/**
 * Durations as Go writes them (`300ms`, `5m`, `1h30m`), in both directions, as milliseconds.
 * Negative ones are refused: no setting has a use for them.
 */

const NANOSECONDS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  "µs": 1_000n, // U+00B5
  "μs": 1_000n, // U+03BC, which looks the same
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const NANOSECONDS_PER_MS = 1_000_000n;
const MS_PER_MINUTE = 60_000;
const MS_PER_HOUR = 3_600_000;

/** Longest text that is looked at; Go's own largest duration has 24 characters. */
const DURATION_LENGTH_MAX = 64;

const PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y;

/** Milliseconds of a Go-style duration, exact to the nanosecond; `undefined` for any other text. */
export function parseDuration(text: string): number | undefined {
  if (text === "0") return 0;
  if (text === "" || text.length > DURATION_LENGTH_MAX) return undefined;
  let nanoseconds = 0n;
  PART.lastIndex = 0;
  while (PART.lastIndex < text.length) {
    const [, amount, unit] = PART.exec(text) ?? [];
    const factor = unit === undefined ? undefined : NANOSECONDS[unit];
    if (amount === undefined || factor === undefined) return undefined;
    nanoseconds += toNanoseconds(amount, factor);
  }
  // Apart, as all nanoseconds of a year are more than a number can count exactly.
  return Number(nanoseconds / NANOSECONDS_PER_MS) +
    Number(nanoseconds % NANOSECONDS_PER_MS) / Number(NANOSECONDS_PER_MS);
}

/** The shortest Go-style text of a duration: `90_000` is `1m30s`; less than 1 ns is cut off. */
export function formatDuration(durationMs: number): string {
  const hours = Math.floor(durationMs / MS_PER_HOUR);
  const minutes = Math.floor((durationMs % MS_PER_HOUR) / MS_PER_MINUTE);
  const restMs = durationMs % MS_PER_MINUTE;
  const large = (hours > 0 ? `${hours}h` : "") + (minutes > 0 ? `${minutes}m` : "");
  if (restMs === 0) return large === "" ? "0s" : large;
  if (restMs < 1000) return `${large}${toDecimal(restMs, 6)}ms`;
  return `${large}${toDecimal(restMs / 1000, 9)}s`;
}

function toNanoseconds(amount: string, factor: bigint): bigint {
  const [whole = "", fraction = ""] = amount.split(".");
  return BigInt(whole === "" ? "0" : whole) * factor +
    BigInt(fraction === "" ? "0" : fraction) * factor / 10n ** BigInt(fraction.length);
}

function toDecimal(value: number, fractionDigits: number): string {
  const text = value.toFixed(fractionDigits);
  return text.replace(/\.?0+$/, "") || "0";
}
