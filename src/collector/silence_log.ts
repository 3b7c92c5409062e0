/** Says once in the log when clusters fall silent, and when they are heard again. */
import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";
import { repeat } from "../runtime/repeat.ts";
import { type ClusterSilence, describeSilence, nameClusters } from "./cluster_silence.ts";

/** Looks this often. */
const EVERY_MS = 1_000;

/** Remembers what was said last. */
export class SilenceLog {
  readonly #logger: Logger;
  #last: ClusterSilence = { silent: [], cutOff: [], partial: [] };

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Looks again and again until the signal is aborted. */
  async follow(
    findSilence: () => ClusterSilence,
    { clock, signal }: { readonly clock: Pick<Clock, "sleep">; readonly signal: AbortSignal },
  ): Promise<void> {
    const look = () => Promise.resolve(this.note(findSilence()));
    await repeat(look, { clock, everyMs: EVERY_MS, signal });
  }

  /** Compares with the last time, and says what is different. */
  note(silence: ClusterSilence): void {
    const before = this.#last;
    this.#last = silence;
    const news = {
      silent: without(silence.silent, before.silent),
      cutOff: without(silence.cutOff, before.cutOff),
      partial: without(silence.partial, before.partial),
    };
    for (const { code, message } of describeSilence(news)) this.#logger.warn(message, { code });
    const heard = without(listAll(before), listAll(silence));
    if (heard.length === 0) return;
    this.#logger.info(`All is heard again from ${nameClusters(heard)}, or it was forgotten`);
  }
}

function listAll({ silent, cutOff, partial }: ClusterSilence): readonly string[] {
  return [...silent, ...cutOff, ...partial];
}

function without(names: readonly string[], others: readonly string[]): readonly string[] {
  const known = new Set(others);
  return names.filter((name) => !known.has(name));
}
