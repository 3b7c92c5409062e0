/** Work of a graceful stop: it gets so much time and no more. */
import { systemClock } from "../runtime/clock.ts";

/** Waits for the work, but no longer than the time; then its signal is aborted and it is left alone. */
export async function finishWithin(
  work: (signal: AbortSignal) => Promise<unknown>,
  limitMs: number,
): Promise<void> {
  const end = new AbortController();
  await Promise.race([work(end.signal), systemClock.sleep(limitMs, end.signal)]);
  end.abort();
}
