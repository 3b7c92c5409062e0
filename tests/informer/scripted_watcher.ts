/** A watcher in the hands of a test: it shows what the test tells it to, and nothing else. */
import type {
  ClaimWatcher,
  WatchEvent,
  WatchProblem,
  WatchTarget,
} from "../../src/informer/claim_watcher.ts";

/** One watch that was begun. */
export class ScriptedWatch implements AsyncIterable<WatchEvent> {
  readonly target: WatchTarget;
  readonly signal: AbortSignal;
  readonly #events: WatchEvent[] = [];
  #wake = Promise.withResolvers<void>();
  #end: { readonly error: unknown } | "silently" | null = null;

  constructor(target: WatchTarget, signal: AbortSignal) {
    this.target = target;
    this.signal = signal;
    signal.addEventListener("abort", () => this.#wake.resolve());
  }

  /** Shows events, in this order. */
  show(...events: readonly WatchEvent[]): void {
    this.#events.push(...events);
    this.#wake.resolve();
  }

  /** Shows a complete list. */
  list(...objects: readonly unknown[]): void {
    this.show({ type: "listing" }, { type: "applied", objects }, { type: "listed" });
  }

  /** Shows new states. */
  apply(...objects: readonly unknown[]): void {
    this.show({ type: "applied", objects });
  }

  /** Shows deletions. */
  remove(...objects: readonly unknown[]): void {
    this.show({ type: "deleted", objects });
  }

  /** Shows that something failed. */
  fail(kind: WatchProblem["kind"]): void {
    const status = { unserved: 404, refused: 403, expired: 410, unavailable: null }[kind];
    this.show({ type: "trouble", problem: { kind, status, message: `It is ${kind}` } });
  }

  /** Ends as no watcher should: by an error, or just so. */
  break(error?: unknown): void {
    this.#end = error === undefined ? "silently" : { error };
    this.#wake.resolve();
  }

  async *[Symbol.asyncIterator](): AsyncIterator<WatchEvent> {
    while (!this.signal.aborted) {
      const event = this.#events.shift();
      if (event !== undefined) yield event;
      else if (this.#end === "silently") return;
      else if (this.#end !== null) throw this.#end.error;
      else {
        await this.#wake.promise;
        this.#wake = Promise.withResolvers();
      }
    }
  }
}

/** A watcher that shows nothing by itself. */
export class ScriptedWatcher implements ClaimWatcher {
  readonly #watches: ScriptedWatch[] = [];

  watch(target: WatchTarget, signal: AbortSignal): AsyncIterable<WatchEvent> {
    const watch = new ScriptedWatch(target, signal);
    this.#watches.push(watch);
    return watch;
  }

  /** The watches that have not ended. */
  get all(): readonly ScriptedWatch[] {
    return this.#watches.filter(({ signal }) => !signal.aborted);
  }

  /** The watches of a resource or kind that have not ended, oldest first. */
  running(name: string): readonly ScriptedWatch[] {
    return this.all.filter(({ target: { by } }) =>
      ("resource" in by ? by.resource : by.kind) === name
    );
  }

  /** The newest watch of a resource or kind. */
  find(name: string): ScriptedWatch {
    const watch = this.running(name).at(-1);
    if (watch === undefined) throw new Error(`Nobody watches ${name}`);
    return watch;
  }
}
