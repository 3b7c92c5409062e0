/** Work that is done again and again while the process runs. */
import type { Clock } from "./clock.ts";

/** Waits and works by turns, until the signal is aborted; what the work throws ends it. */
export async function repeat(
  work: () => Promise<void>,
  { clock, everyMs, signal }: {
    readonly clock: Pick<Clock, "sleep">;
    readonly everyMs: number;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(everyMs, signal);
    if (!signal.aborted) await work();
  }
}
