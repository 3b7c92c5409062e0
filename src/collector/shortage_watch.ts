/**
 * Whether the store is full: it is from the first new claim that is refused until there has been room
 * for a minute without a refusal. Said once in the log when it begins and when it ends.
 */
import { quote } from "../runtime/visible_text.ts";
import type { Logger } from "../runtime/logger.ts";
import { hasPassed } from "./has_passed.ts";
import { describeLimit, type Shortage, type StoreLimits } from "./store_limits.ts";

/** So long nothing was refused before the store is full no more, in milliseconds. */
const QUIET_MS = 60_000;
/** Most clusters that are remembered for one limit, and named in a sentence. */
const CLUSTER_COUNT_MAX = 100;
const NAMED_COUNT_MAX = 3;
const NAME_LENGTH_MAX = 100;

/** What the watch works with. */
export interface ShortageWatchDeps {
  readonly limits: StoreLimits;
  /** `null` where nobody reads a log. */
  readonly logger: Logger | null;
  /** Whether a new claim of the cluster, known or not, would find room that lacked it before. */
  readonly hasRoomAgain: (cluster: string, shortage: Shortage) => boolean;
}

/** Owns what was refused lately: by limit, the clusters and when. */
export class ShortageWatch {
  readonly #deps: ShortageWatchDeps;
  readonly #refusedAt = new Map<Shortage, Map<string, number>>();

  constructor(deps: ShortageWatchDeps) {
    this.#deps = deps;
  }

  /** A new claim of the cluster was refused. */
  note(
    shortage: Shortage,
    { cluster, now }: { readonly cluster: string; readonly now: number },
  ): void {
    let clusters = this.#refusedAt.get(shortage);
    if (clusters === undefined) {
      clusters = new Map();
      this.#refusedAt.set(shortage, clusters);
      const limit = describeLimit(shortage, this.#deps.limits);
      this.#deps.logger?.warn(`New claims are refused: the collector holds ${limit}`, { cluster });
    }
    if (clusters.has(cluster) || clusters.size < CLUSTER_COUNT_MAX) clusters.set(cluster, now);
  }

  /** Looks which limits let new claims in again. */
  check(now: number): void {
    for (const [shortage, clusters] of this.#refusedAt) {
      for (const [cluster, refusedAt] of clusters) {
        const isQuiet = hasPassed(QUIET_MS, { since: refusedAt, now });
        if (isQuiet && this.#deps.hasRoomAgain(cluster, shortage)) clusters.delete(cluster);
      }
      if (clusters.size > 0) continue;
      this.#refusedAt.delete(shortage);
      this.#deps.logger?.info("New claims are accepted again", { limit: shortage });
    }
  }

  /** A sentence for each limit that keeps new claims out. */
  describe(): readonly string[] {
    return [...this.#refusedAt].map(([shortage, clusters]) => {
      const limit = describeLimit(shortage, this.#deps.limits);
      return `New claims of ${
        listNames([...clusters.keys()])
      } are refused: the collector holds ${limit}`;
    });
  }
}

function listNames(names: readonly string[]): string {
  const more = names.length - NAMED_COUNT_MAX;
  const shown = names.slice(0, NAMED_COUNT_MAX).map((name) => quote(name, NAME_LENGTH_MAX)).join(
    ", ",
  );
  return `${names.length === 1 ? "cluster" : "clusters"} ${shown}${
    more > 0 ? ` and ${more} more` : ""
  }`;
}
