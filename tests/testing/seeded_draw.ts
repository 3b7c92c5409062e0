/** Chance that can be repeated. */

/** Gives numbers from 0 up to, but not including, an end, as a seed has it. */
export function createDraw(seed: number): (end: number) => number {
  let state = seed;
  return (end) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor(state / 2_147_483_648 * end);
  };
}
