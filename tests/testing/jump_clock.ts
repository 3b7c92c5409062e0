/** The machine's own time, and jumps of it: what would take a minute takes as long as a test wants. */
import type { Clock } from "../../src/runtime/clock.ts";

interface Sleeper {
  readonly dueAt: number;
  timer: ReturnType<typeof setTimeout>;
  readonly wake: () => void;
}

/** A clock that runs by itself and can be moved on. */
export class JumpClock implements Clock {
  readonly #sleepers = new Set<Sleeper>();
  #jumpedMs = 0;

  now(): number {
    return Date.now() + this.#jumpedMs;
  }

  sleep(durationMs: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(sleeper.timer);
        this.#sleepers.delete(sleeper);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      const timer = setTimeout(wake, durationMs);
      const sleeper: Sleeper = { dueAt: this.now() + durationMs, timer, wake };
      this.#sleepers.add(sleeper);
      signal.addEventListener("abort", wake);
    });
  }

  /** Lets so much time have passed. */
  jump(durationMs: number): void {
    this.#jumpedMs += durationMs;
    for (const sleeper of this.#sleepers) {
      clearTimeout(sleeper.timer);
      sleeper.timer = setTimeout(sleeper.wake, Math.max(0, sleeper.dueAt - this.now()));
    }
  }
}
