/**
 * How late timers are: what else runs in the process makes them, and every request, wait for so long.
 * Remembers the largest delay of the last minute, so that several readers see the same.
 */
import type { Clock } from "./clock.ts";
import { repeat } from "./repeat.ts";

/** A block of this length is seen whenever it comes. */
const EVERY_MS = 100;
const SLOT_MS = 5_000;
const SLOT_COUNT = 12;

/** Measures as long as it is told to. */
export class LoopLag {
  readonly #time: () => number;
  /** The largest delay of each slot of time, the newest last. */
  #slots: readonly { readonly number: number; readonly maxMs: number }[] = [];

  /** The time is in milliseconds and never goes back. */
  constructor(time: () => number) {
    this.#time = time;
  }

  /** Largest delay of the last minute, in milliseconds. */
  get maxMs(): number {
    this.#forget();
    return Math.max(0, ...this.#slots.map(({ maxMs }) => maxMs));
  }

  /** Measures until the signal is aborted. */
  async follow(clock: Pick<Clock, "sleep">, signal: AbortSignal): Promise<void> {
    let startedAt = this.#time();
    const note = () => {
      this.#note(this.#time() - startedAt - EVERY_MS);
      startedAt = this.#time();
      return Promise.resolve();
    };
    await repeat(note, { clock, everyMs: EVERY_MS, signal });
  }

  #note(delayMs: number): void {
    this.#forget();
    const number = this.#currentSlot();
    const last = this.#slots.at(-1);
    if (last?.number === number) {
      if (delayMs <= last.maxMs) return;
      this.#slots = [...this.#slots.slice(0, -1), { number, maxMs: delayMs }];
    } else {
      this.#slots = [...this.#slots, { number, maxMs: delayMs }];
    }
  }

  #forget(): void {
    const oldest = this.#currentSlot() - SLOT_COUNT;
    const [first] = this.#slots;
    if (first === undefined || first.number > oldest) return;
    this.#slots = this.#slots.filter(({ number }) => number > oldest);
  }

  #currentSlot(): number {
    return Math.floor(this.#time() / SLOT_MS);
  }
}
