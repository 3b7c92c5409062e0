/** Time that never goes back, for durations: who sets the machine's clock back stops no timer of ours. */
import type { Clock } from "../runtime/clock.ts";

/** A clock whose milliseconds only rise, as fast as those of the other one; they are no dates. */
export function createSteadyClock(clock: Clock): Clock {
  let last = clock.now();
  let offset = 0;
  const now = (): number => {
    const read = clock.now();
    if (read < last) offset += last - read;
    last = read;
    return read + offset;
  };
  return {
    now,
    sleep: async (durationMs, signal) => {
      const until = now() + durationMs;
      await clock.sleep(durationMs, signal);
      // What passed before the clock was set back has passed all the same.
      const reached = now();
      if (!signal.aborted) offset += Math.max(until - reached, 0);
    },
  };
}
