/**
 * The informer: mirrors the claims of a cluster and keeps the collector told. Runs the watches and the
 * one loop that sends; nothing is sent inside of an event.
 */
import { type ClaimCount, countClaims } from "./claim_counts.ts";
import type { ClaimWatcher, WatchHandler, WatchTarget } from "./claim_watcher.ts";
import { assembleInformer, type AssemblyDeps, type InformerParts } from "./informer_parts.ts";
import { type InformerReport, toInformerReport } from "./informer_report.ts";
import { TaskGroup } from "./task_group.ts";

/** What an informer works with. */
export interface InformerDeps extends AssemblyDeps {
  readonly watcher: ClaimWatcher;
}

/** One session of an informer; runs once. */
export class Informer {
  readonly #deps: InformerDeps;
  readonly #tasks = new TaskGroup();
  readonly #parts: InformerParts;

  constructor(deps: InformerDeps) {
    this.#deps = deps;
    this.#parts = assembleInformer(deps, (target, handle) => this.#watch(target, handle));
  }

  /** Watches and tells until the signal is aborted; rejects when a part of it has a bug. */
  async run(signal: AbortSignal): Promise<void> {
    const end = () => this.#tasks.end();
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
    this.#tasks.start((ending) => this.#followTargets(ending));
    this.#tasks.start((ending) => this.#parts.delivery.run(ending));
    try {
      await this.#tasks.join();
    } finally {
      signal.removeEventListener("abort", end);
    }
  }

  /** Tells once what is not told yet, but no synchronisation; after `run` has ended. */
  async flush(signal: AbortSignal): Promise<void> {
    await this.#parts.delivery.flush(signal);
  }

  /** How it stands now. */
  describe(): InformerReport {
    return toInformerReport(this.#parts);
  }

  /** How many claims of each kind are in which phase now; looks at every claim. */
  countClaims(): readonly ClaimCount[] {
    return countClaims(this.#parts.board.mirrors.filter(({ isEnded }) => !isEnded));
  }

  async #followTargets(signal: AbortSignal): Promise<void> {
    for await (const event of this.#deps.targets.read(signal)) {
      if (signal.aborted) return;
      this.#parts.board.handle(event);
      this.#parts.delivery.wake();
    }
    if (!signal.aborted) throw new Error("The source of targets ended by itself");
  }

  #watch(target: WatchTarget, handle: WatchHandler): () => void {
    return this.#tasks.start(async (signal) => {
      for await (const event of this.#deps.watcher.watch(target, signal)) {
        if (signal.aborted) return;
        this.#parts.events.note(event);
        handle(event);
        this.#parts.delivery.wake();
      }
      if (!signal.aborted) throw new Error("A watch ended by itself");
    });
  }
}
