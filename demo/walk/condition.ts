/** Waits for the state of the world to be as it should, for a bounded time. */
import { systemClock } from "../../src/runtime/clock.ts";
import { DemoFailure } from "../demo_failure.ts";

/** What a look at the world came to: what was looked for, or what was seen instead. */
export type Finding<T> =
  | { readonly isFound: true; readonly value: T }
  | { readonly isFound: false; readonly seen: string };

/** A look at the world. */
export type Probe<T> = () => Promise<Finding<T>>;

/** What was looked for. */
export function found<T>(value: T): Finding<T> {
  return { isFound: true, value };
}

/** What was seen instead, to be told if it stays so. */
export function missing(seen: string): Finding<never> {
  return { isFound: false, seen };
}

/** Time between two looks. */
const LOOK_MS = 100;

/** How long to wait. */
export interface Patience {
  readonly deadlineMs: number;
  /** Ends the waiting with its reason. */
  readonly signal: AbortSignal;
}

/** Looks until it is found; throws `DemoFailure` with the text of what was awaited. */
export async function waitFor<T>(
  awaited: { readonly text: string; readonly probe: Probe<T> },
  { deadlineMs, signal }: Patience,
): Promise<T> {
  const startedAt = performance.now();
  for (;;) {
    signal.throwIfAborted();
    const finding = await look(awaited.probe);
    signal.throwIfAborted();
    if (finding.isFound) return finding.value;
    if (performance.now() - startedAt > deadlineMs) {
      const seconds = Math.round(deadlineMs / 1000);
      throw new DemoFailure(
        `Waited ${seconds} s in vain for: ${awaited.text}. Seen instead: ${finding.seen}.`,
      );
    }
    await systemClock.sleep(LOOK_MS, signal);
  }
}

/** A look that fails saw something too. */
async function look<T>(probe: Probe<T>): Promise<Finding<T>> {
  try {
    return await probe();
  } catch (error) {
    return missing(error instanceof Error ? error.message : String(error));
  }
}
