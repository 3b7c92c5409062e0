/** Ends work that takes too long or that nobody waits for any more; the runtime limits no request. */
import type { Clock } from "../runtime/clock.ts";

/** What became of the work; what it threw is thrown. */
export type Ending<T> =
  | { readonly kind: "done"; readonly value: T }
  | { readonly kind: "late" }
  | { readonly kind: "stopped" };

/** How long work may take. */
export interface TimeLimit {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Ends it before. */
  readonly signal: AbortSignal;
}

/** Runs the work; its signal is aborted at the end, however that came. */
export async function runWithin<T>(
  work: (signal: AbortSignal) => Promise<T>,
  limit: TimeLimit,
): Promise<Ending<T>> {
  const { clock, timeoutMs, signal } = limit;
  if (signal.aborted) return { kind: "stopped" };
  const ended = new AbortController();
  const early = Promise.withResolvers<Ending<T>>();
  const stop = (): void => early.resolve({ kind: "stopped" });
  signal.addEventListener("abort", stop);
  const running = work(ended.signal).then((value): Ending<T> => ({ kind: "done", value }));
  // Work that was given up may still fail, which is nobody's concern then.
  running.catch(() => {});
  const expiry = clock.sleep(timeoutMs, ended.signal).then(() => early.resolve({ kind: "late" }));
  try {
    return await Promise.race([running, early.promise]);
  } finally {
    signal.removeEventListener("abort", stop);
    ended.abort();
    await expiry;
  }
}
