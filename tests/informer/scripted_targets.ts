/** A source of targets in the hands of a test. */
import type { ClaimTarget, TargetEvent, TargetSource } from "../../src/informer/target_source.ts";
import { GROUP } from "./claim_builder.ts";

/** What a test says of a target; all else is as with `volumes` in `v1`. */
export type TargetOptions = Partial<Omit<ClaimTarget, "by">> & { readonly kind?: string };

/** Tells what a test tells it to, and nothing else. */
export class ScriptedTargets implements TargetSource {
  readonly description = "the script";
  readonly right = "read scripts";
  readonly #events: TargetEvent[] = [];
  #wake = Promise.withResolvers<void>();
  #isOver = false;

  async *read(signal: AbortSignal): AsyncGenerator<TargetEvent> {
    signal.addEventListener("abort", () => this.#wake.resolve());
    while (!signal.aborted && !this.#isOver) {
      const event = this.#events.shift();
      if (event !== undefined) yield event;
      else {
        await this.#wake.promise;
        this.#wake = Promise.withResolvers();
      }
    }
  }

  /** Tells events, in this order. */
  tell(...events: readonly TargetEvent[]): void {
    this.#events.push(...events);
    this.#wake.resolve();
  }

  /** A resource is wanted. */
  want(resource: string, options: TargetOptions = {}): void {
    const { kind = toKind(resource), ...rest } = options;
    const common = { group: GROUP, version: "v1", namespace: null };
    this.tell({ type: "wanted", target: { ...common, by: { resource, kind }, ...rest } });
  }

  /** A resource was deleted. */
  delete(resource: string): void {
    this.tell({ type: "deleted", name: { group: GROUP, resource } });
  }

  /** A resource is wanted no longer. */
  drop(resource: string): void {
    this.tell({ type: "unwanted", name: { group: GROUP, resource } });
  }

  /** Ends as no source should. */
  end(): void {
    this.#isOver = true;
    this.#wake.resolve();
  }
}

function toKind(resource: string): string {
  return `${resource.slice(0, 1).toUpperCase()}${resource.slice(1, -1)}`;
}
