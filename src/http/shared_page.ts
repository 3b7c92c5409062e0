/**
 * One page for all who ask for it at about the same time: it is made once, however many ask meanwhile,
 * and shown for a second after.
 */
import type { MetricsPage } from "./app_deps.ts";

/** What the page is made of. */
export interface SharedPageDeps {
  readonly render: () => Promise<MetricsPage>;
  /** Milliseconds that never go back. */
  readonly steadyNow: () => number;
}

/** So long a page is shown after it was made. */
export const PAGE_MS = 1_000;

/** Owns the newest page. */
export class SharedPage {
  readonly #deps: SharedPageDeps;
  #page: Promise<MetricsPage> | null = null;
  /** When the page was ready; `null` while it is made. */
  #readyAt: number | null = null;

  constructor(deps: SharedPageDeps) {
    this.#deps = deps;
  }

  /** The page that is being made or shown, else a new one. */
  get(): Promise<MetricsPage> {
    const isOld = this.#readyAt !== null && this.#deps.steadyNow() - this.#readyAt >= PAGE_MS;
    if (this.#page === null || isOld) this.#page = this.#make();
    return this.#page;
  }

  /** What fails is not kept, and fails for all who waited for it. */
  async #make(): Promise<MetricsPage> {
    this.#readyAt = null;
    try {
      const page = await this.#deps.render();
      this.#readyAt = this.#deps.steadyNow();
      return page;
    } catch (error) {
      this.#page = null;
      throw error;
    }
  }
}
