/**
 * The resources that are watched now: a mirror for each, started and ended as their source tells. One
 * that was deleted stays until the collector knows that nothing is left of it.
 */
import type { Logger } from "../runtime/logger.ts";
import type { StartWatch, WatchProblem } from "./claim_watcher.ts";
import type { ScopeMirror } from "./scope_mirror.ts";
import type { Synchronisation } from "./synchronisation.ts";
import type {
  ClaimTarget,
  ResourceName,
  SourceEvent,
  TargetEvent,
  TargetSource,
} from "./target_source.ts";
import { WatchState } from "./watch_state.ts";

/** What the board works with. */
export interface TargetBoardDeps {
  /** Where the targets come from. */
  readonly source: Pick<TargetSource, "description" | "right">;
  readonly createMirror: (target: ClaimTarget) => ScopeMirror;
  readonly watch: StartWatch;
  readonly synchronisation: Synchronisation;
  /** Milliseconds that never go back. */
  readonly time: () => number;
  readonly logger: Logger;
}

/** Most resources that are watched: each costs a connection, and a scope in every batch. */
export const TARGET_COUNT_MAX = 500;

interface Slot {
  readonly mirror: ScopeMirror;
  /** Ends the watch. */
  stop: () => void;
}

/** Owns the mirrors. */
export class TargetBoard {
  readonly #deps: TargetBoardDeps;
  readonly #slots = new Map<string, Slot>();
  /** What finds no room. */
  readonly #waiting = new Map<string, ClaimTarget>();
  readonly #sourceState: WatchState;
  #isEmptinessTold = false;

  constructor(deps: TargetBoardDeps) {
    this.#deps = deps;
    this.#sourceState = new WatchState(deps.time());
  }

  /** All mirrors, those included whose resource was deleted a moment ago. */
  get mirrors(): readonly ScopeMirror[] {
    return [...this.#slots.values()].map(({ mirror }) => mirror);
  }

  /** Whether it is known which resources shall be watched. */
  get isKnown(): boolean {
    return this.#sourceState.wasListed;
  }

  /** What keeps the source of targets from going on, as far as people should know of it. */
  get problem(): WatchProblem | null {
    return this.#describe(this.#sourceState.toldProblemAt(this.#deps.time()));
  }

  /** What to say of a source that is known to have nothing to watch; `null` where there is something. */
  get emptiness(): string | null {
    if (!this.isKnown || this.#slots.size > 0) return null;
    return `Nothing to watch is in ${this.#deps.source.description}`;
  }

  /** How many resources are not watched because there are too many. */
  get waitingCount(): number {
    return this.#waiting.size;
  }

  /** Takes what the source tells. */
  handle(event: TargetEvent): void {
    this.#take(event);
    this.#noteEmptiness();
  }

  /** Nothing is due by itself: what is told of a deleted resource makes the loop look here. */
  get nextDueAt(): number {
    return Infinity;
  }

  /** Forgets resources that were deleted, once the collector knows. */
  advance(): void {
    for (const [key, { mirror }] of this.#slots) if (mirror.isEndTold) this.#remove(key);
    this.#noteEmptiness();
  }

  #take(event: TargetEvent): void {
    switch (event.type) {
      case "wanted":
        return this.#watch(event.target);
      case "deleted":
        return this.#end(event.name);
      case "unwanted":
        return this.#leave(event.name);
      default:
        return this.#noteHealth(event);
    }
  }

  #watch(target: ClaimTarget): void {
    const key = toKey({ group: target.group, resource: target.by.resource });
    const known = this.#slots.get(key);
    if (known === undefined && this.#slots.size >= TARGET_COUNT_MAX) {
      this.#waiting.set(key, target);
      return;
    }
    const slot = known ?? { mirror: this.#deps.createMirror(target), stop: () => {} };
    this.#slots.set(key, slot);
    slot.stop();
    if (known !== undefined) slot.mirror.restart(target);
    slot.stop = this.#deps.watch(target, (event) => slot.mirror.handle(event));
  }

  #end(name: ResourceName): void {
    const key = toKey(name);
    this.#waiting.delete(key);
    const slot = this.#slots.get(key);
    if (slot === undefined) return;
    slot.stop();
    slot.mirror.end();
    this.#deps.logger.info("A resource was deleted: its claims are gone", { ...name });
    if (slot.mirror.scope === null) this.#remove(key);
  }

  #leave(name: ResourceName): void {
    const key = toKey(name);
    this.#waiting.delete(key);
    const slot = this.#slots.get(key);
    if (slot === undefined) return;
    slot.stop();
    this.#remove(key);
    this.#deps.logger.warn("A resource is no longer watched: its claims go stale", { ...name });
  }

  #remove(key: string): void {
    this.#slots.get(key)?.mirror.leave();
    this.#slots.delete(key);
    for (const [next, target] of this.#waiting) {
      this.#waiting.delete(next);
      return this.#watch(target);
    }
  }

  #noteEmptiness(): void {
    const { emptiness } = this;
    if (emptiness !== null && !this.#isEmptinessTold) this.#deps.logger.warn(emptiness);
    this.#isEmptinessTold = emptiness !== null;
  }

  #noteHealth(event: SourceEvent): void {
    const { logger, time, source } = this.#deps;
    const before = this.#sourceState.loggedProblem;
    this.#sourceState.note(event, time());
    const after = this.#describe(this.#sourceState.loggedProblem);
    if (before?.kind === after?.kind) return;
    if (after === null) logger.info(`Can read ${source.description} again`);
    else logger.warn(after.message);
  }

  #describe(problem: WatchProblem | null): WatchProblem | null {
    if (problem === null) return null;
    const { description, right } = this.#deps.source;
    // Who is not known at all needs another credential, not another right.
    const isForbidden = problem.status === 403 || problem.kind === "unserved";
    const hint = isForbidden && right !== null ? `; this takes the right to ${right}` : "";
    return { ...problem, message: `Cannot read ${description}: ${problem.message}${hint}` };
  }
}

function toKey({ group, resource }: ResourceName): string {
  return JSON.stringify([group, resource]);
}
