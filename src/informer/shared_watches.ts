/**
 * Lets the same objects be watched once for several who want them: a kind may be told as claims and be
 * the composite of other claims. Whoever comes later needs a list, too, so the watch begins again.
 */
import type { StartWatch, WatchHandler, WatchTarget } from "./claim_watcher.ts";

interface SharedWatch {
  readonly handlers: Set<WatchHandler>;
  stop: () => void;
}

/** Owns the watches that run. */
export class SharedWatches {
  readonly #start: StartWatch;
  readonly #shared = new Map<string, SharedWatch>();

  constructor(start: StartWatch) {
    this.#start = start;
  }

  /** Starts a watch or joins one; the returned function leaves it. */
  readonly watch: StartWatch = (target, handle) => {
    const key = toShareKey(target);
    if (key === null) return this.#start(target, handle);
    const shared: SharedWatch = this.#shared.get(key) ?? { handlers: new Set(), stop: () => {} };
    this.#shared.set(key, shared);
    // A function of its own, so that the same handler may join twice.
    const handler: WatchHandler = (event) => handle(event);
    shared.handlers.add(handler);
    shared.stop();
    shared.stop = this.#start(target, (event) => {
      for (const each of [...shared.handlers]) if (shared.handlers.has(each)) each(event);
    });
    return () => this.#leave(key, { shared, handler });
  };

  #leave(
    key: string,
    { shared, handler }: { readonly shared: SharedWatch; readonly handler: WatchHandler },
  ): void {
    if (!shared.handlers.delete(handler) || shared.handlers.size > 0) return;
    shared.stop();
    if (this.#shared.get(key) === shared) this.#shared.delete(key);
  }
}

/** Equal for targets that show the same objects; `null` where that cannot be known. */
function toShareKey({ group, version, by, namespace }: WatchTarget): string | null {
  if (by.kind === undefined) return null;
  return JSON.stringify([group, version, by.kind, namespace]);
}
