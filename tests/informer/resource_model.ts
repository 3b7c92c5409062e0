/**
 * One resource of an API server: its objects, and how they are shown to whoever watches. What happens
 * while nobody is connected is lost until the next list.
 */
import type { WatchProblem } from "../../src/informer/claim_watcher.ts";
import type { ScriptedWatch } from "./scripted_watcher.ts";

/** What an API server does with a watch. */
export type ServingMode = "served" | "unavailable" | "refused" | "unserved";

/** Owns the objects of a resource. */
export class ResourceModel {
  readonly objects = new Map<string, unknown>();
  readonly #resource: string;
  readonly #kind: string;
  readonly #findWatch: () => ScriptedWatch | undefined;
  #connected: ScriptedWatch | null = null;
  #known: ScriptedWatch | null = null;
  #answered: ScriptedWatch | undefined;
  mode: ServingMode = "served";

  constructor(
    names: { readonly resource: string; readonly kind: string },
    findWatch: () => ScriptedWatch | undefined,
  ) {
    this.#resource = names.resource;
    this.#kind = names.kind;
    this.#findWatch = findWatch;
  }

  /** Whether somebody watches and has seen everything. */
  get isUpToDate(): boolean {
    const watch = this.#findWatch();
    return watch === undefined || watch === this.#connected;
  }

  /** An object is created or changed. */
  set(name: string, object: unknown): void {
    this.objects.set(name, object);
    this.#live()?.apply(object);
  }

  /** An object is deleted. */
  delete(name: string): void {
    const object = this.objects.get(name);
    if (object === undefined) return;
    this.objects.delete(name);
    this.#live()?.remove(object);
  }

  /** Connections break, and new ones are answered so from now on. */
  switchTo(mode: ServingMode): void {
    this.mode = mode;
    this.#connected = null;
    this.serve();
  }

  /** Answers a watch that is new, or not connected any more. */
  serve(): void {
    const watch = this.#findWatch();
    if (watch === undefined || watch === this.#connected) return;
    this.#answered = watch;
    if (this.mode !== "served") return watch.fail(this.mode satisfies WatchProblem["kind"]);
    this.#introduce(watch);
    watch.list(...this.objects.values());
    this.#connected = watch;
  }

  /** Answers a watch that was never answered. */
  resume(): void {
    if (this.#findWatch() !== this.#answered) this.serve();
  }

  /** A list that breaks in the middle. */
  listPartly(problem: "unavailable" | "expired"): void {
    const watch = this.#findWatch();
    if (watch === undefined || this.mode !== "served") return;
    this.#introduce(watch);
    this.#connected = null;
    const objects = [...this.objects.values()];
    watch.show({ type: "listing" });
    watch.apply(...objects.slice(0, Math.ceil(objects.length / 2)));
    watch.fail(problem);
  }

  /** The history is gone: everything is listed again. */
  expire(): void {
    const watch = this.#live();
    if (watch === undefined) return;
    watch.fail("expired");
    watch.list(...this.objects.values());
  }

  /** The connection proves to be alive. */
  bookmark(): void {
    this.#live()?.show({ type: "contact" });
  }

  #live(): ScriptedWatch | undefined {
    return this.#connected !== null && this.#findWatch() === this.#connected
      ? this.#connected
      : undefined;
  }

  #introduce(watch: ScriptedWatch): void {
    if (watch === this.#known) return;
    this.#known = watch;
    const names = { resource: this.#resource, kind: this.#kind };
    watch.show({ type: "resolved", ...names, isNamespaced: true });
  }
}
