/**
 * Measures how work grows with its input, by comparing two sizes: no figure of time is judged, so a
 * slow or busy machine changes nothing. Linear work grows as its input, by 8; quadratic work by 64.
 */

const SMALL = 12_500;
const FACTOR = 8;
/** Between what linear and what quadratic work grow by. */
const GROWTH_MAX = 28;
/** What is shorter than this is noise. */
const NOISE_MS = 4;
const ROUND_COUNT = 5;

/** What one piece of work does with a text. */
export type Work = (text: string) => unknown;

/** A text of about so many characters, made of one part again and again, with an end that fails. */
export interface Attack {
  readonly part: string;
  readonly end: string;
}

/** By how much the work grows; measured again where it looks too much, and the least counts. */
export function measureGrowth(work: Work, attack: Attack): number {
  const small = toText(attack, SMALL);
  const large = toText(attack, SMALL * FACTOR);
  let growth = Infinity;
  let smallMs = Infinity;
  let largeMs = Infinity;
  for (let round = 0; round < ROUND_COUNT && growth > GROWTH_MAX; round++) {
    smallMs = Math.min(smallMs, time(work, small));
    largeMs = Math.min(largeMs, time(work, large));
    growth = largeMs / Math.max(smallMs, NOISE_MS);
  }
  return growth;
}

/** Whether that is more than work that is linear grows by. */
export function isTooMuch(growth: number): boolean {
  return growth > GROWTH_MAX;
}

function toText({ part, end }: Attack, length: number): string {
  return part.repeat(Math.ceil(length / part.length)) + end;
}

function time(work: Work, text: string): number {
  const startedAt = performance.now();
  try {
    work(text);
  } catch {
    // A refusal is an answer, too; how long it takes is what counts.
  }
  return performance.now() - startedAt;
}
