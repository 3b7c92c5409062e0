/**
 * Clusters that have reported, but found no room: they exist, so a claim that no other cluster has may
 * be theirs. Remembers them until they find room or are forgotten. With more than it can remember it
 * says that nothing is proven, until a day has passed since the last one.
 */
import type { Logger } from "../runtime/logger.ts";

/** Most names that are remembered; with more, nothing is proven to be gone. */
const NAME_COUNT_MAX = 20;
/** So long nothing is proven after a cluster could not be remembered, in milliseconds. */
const DOUBT_MS = 86_400_000;
const DOUBT =
  `Cannot remember more than ${NAME_COUNT_MAX} clusters without room: nothing is proven to be gone`;

/** Owns the names. */
export class ClustersWithoutRoom {
  readonly #logger: Logger | null;
  readonly #names = new Set<string>();
  #overflowedAt: number | null = null;

  constructor(logger: Logger | null) {
    this.#logger = logger;
  }

  /** All that are remembered. */
  get names(): Iterable<string> {
    return this.#names;
  }

  /** The cluster found no room, at `now` in Unix milliseconds. */
  add(name: string, now: number): void {
    if (this.#names.has(name)) return;
    if (this.#names.size < NAME_COUNT_MAX) {
      this.#names.add(name);
      return;
    }
    if (this.#overflowedAt === null) this.#logger?.warn(DOUBT, { cluster: name });
    this.#overflowedAt = now;
  }

  /** The cluster is known now, or retired; false where it was not remembered. */
  delete(name: string): boolean {
    return this.#names.delete(name);
  }

  /** What is wrong at `now`: `null` where all are remembered. */
  findDoubt(now: number): string | null {
    if (this.#overflowedAt === null) return null;
    // The clock may have gone back: then the day begins again, which is the safe side.
    this.#overflowedAt = Math.min(this.#overflowedAt, now);
    if (now - this.#overflowedAt < DOUBT_MS) return DOUBT;
    this.#overflowedAt = null;
    this.#logger?.info("Every cluster without room is remembered again");
    return null;
  }
}
