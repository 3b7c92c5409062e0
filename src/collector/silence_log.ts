/** Says once in the log when clusters fall silent, and when they are heard again. */
import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";
import { repeat } from "../runtime/repeat.ts";
import { type ClusterSilence, nameClusters } from "./cluster_silence.ts";

/** Looks this often. */
const EVERY_MS = 1_000;

/** Remembers what was said last. */
export class SilenceLog {
  readonly #logger: Logger;
  #last: ClusterSilence = { stale: [], partial: [] };

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
    const { stale, partial } = silence;
    const before = this.#last;
    this.#last = silence;
    const fallen = without(stale, before.stale);
    const cutOff = without(partial, before.partial);
    const heard = without([...before.stale, ...before.partial], [...stale, ...partial]);
    if (fallen.length > 0) {
      this.#logger.warn(`Nothing is heard from ${nameClusters(fallen)}`, {
        code: "clusters-stale",
      });
    }
    if (cutOff.length > 0) {
      const message = `The informers of ${nameClusters(cutOff)} have no contact to some resources`;
      this.#logger.warn(message, { code: "resources-silent" });
    }
    if (heard.length > 0) {
      this.#logger.info(`All is heard again from ${nameClusters(heard)}, or it was forgotten`);
    }
  }
}

function without(names: readonly string[], others: readonly string[]): readonly string[] {
  const known = new Set(others);
  return names.filter((name) => !known.has(name));
}
