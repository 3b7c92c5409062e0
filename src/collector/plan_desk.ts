/**
 * Lets passes and plans take turns, so that they never run at the same time, and makes one plan for
 * all who ask before it has begun.
 */
import { disposition, UnavailableError } from "../errors.ts";
import type { Plan } from "./plan.ts";

/** What makes a plan. */
export interface Planner {
  plan(signal: AbortSignal): Promise<Plan>;
}

/** Owns the turns. */
export class PlanDesk {
  readonly #planner: Planner;
  readonly #stopping: AbortSignal;
  #lastTurn: Promise<unknown> = Promise.resolve();
  #asked: Promise<Plan> | undefined;

  constructor(deps: { readonly planner: Planner; readonly stopping: AbortSignal }) {
    this.#planner = deps.planner;
    this.#stopping = deps.stopping;
  }

  /** Does the work when everything that came before has ended. */
  takeTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#lastTurn.then(work);
    // Whose turn it was hears of a failure; the next one does not.
    this.#lastTurn = turn.catch(() => {});
    return turn;
  }

  /** A plan that begins after this call; throws `UnavailableError` as soon as the stop begins. */
  plan(): Promise<Plan> {
    return this.#asked ??= this.#untilStop(this.takeTurn(() => {
      this.#asked = undefined;
      return this.#makePlan();
    }));
  }

  async #makePlan(): Promise<Plan> {
    if (this.#stopping.aborted) throw stopped();
    try {
      return await this.#planner.plan(this.#stopping);
    } catch (error) {
      throw disposition(error).kind === "stopped" ? stopped() : error;
    }
  }

  /** A pass that runs while the server stops may take a while: nobody shall wait for it in vain. */
  async #untilStop(plan: Promise<Plan>): Promise<Plan> {
    if (this.#stopping.aborted) throw stopped();
    const stop = Promise.withResolvers<never>();
    const reject = (): void => stop.reject(stopped());
    this.#stopping.addEventListener("abort", reject);
    try {
      return await Promise.race([plan, stop.promise]);
    } finally {
      this.#stopping.removeEventListener("abort", reject);
    }
  }
}

function stopped(): UnavailableError {
  return new UnavailableError("Cannot make a plan: the server is stopping");
}
