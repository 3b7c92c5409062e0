/** A source of one target that comes and goes; whoever reads it later is told how it stands by then. */
import type { ClaimTarget, TargetEvent, TargetSource } from "../../src/informer/target_source.ts";

/** Owns whether the target is wanted. */
export class LivingTargets implements TargetSource {
  readonly description = "the model";
  readonly right = null;
  readonly #target: ClaimTarget;
  #events: TargetEvent[] = [];
  #wake = Promise.withResolvers<void>();
  #isWanted = true;

  constructor(target: ClaimTarget) {
    this.#target = target;
  }

  /** Whether the target is wanted now. */
  get isWanted(): boolean {
    return this.#isWanted;
  }

  async *read(signal: AbortSignal): AsyncGenerator<TargetEvent> {
    this.#events = [];
    if (this.#isWanted) yield { type: "wanted", target: this.#target };
    yield { type: "listed" };
    signal.addEventListener("abort", () => this.#wake.resolve());
    while (!signal.aborted) {
      const event = this.#events.shift();
      if (event !== undefined) yield event;
      else {
        await this.#wake.promise;
        this.#wake = Promise.withResolvers();
      }
    }
  }

  /** The target is wanted, once more if it is already. */
  want(): void {
    this.#isWanted = true;
    this.#tell({ type: "wanted", target: this.#target });
  }

  /** The target is deleted, or only wanted no longer. */
  end(type: "deleted" | "unwanted"): void {
    if (!this.#isWanted) return;
    this.#isWanted = false;
    const { group, by: { resource } } = this.#target;
    this.#tell({ type, name: { group, resource } });
  }

  #tell(event: TargetEvent): void {
    this.#events.push(event);
    this.#wake.resolve();
  }
}
