/**
 * Claims whose content the collector will not take: told as bad in an answer, or found to be why whole
 * batches were refused. Counts them, and says each once in the log, up to a bound.
 */
import type { Logger } from "../runtime/logger.ts";
import { type BatchItem, type ItemForm, toKey } from "./batch_item.ts";
import { type ClaimRecord, isSameState, type Telling } from "./claim_record.ts";

/** Most claims and errors that are named in the log; what is above is only counted. */
export const NAMED_COUNT_MAX = 1_000;
const ERROR_LENGTH_MAX = 200;
/** What made a whole batch be refused is tried again after so long: a limit may have been raised. */
const POISON_MS = 3_600_000;

interface Poison {
  readonly telling: Telling;
  /** What else can be sent of the claim. */
  readonly form: Exclude<ItemForm, "whole">;
  readonly until: number;
}

/** What is needed to keep account of refusals. */
export interface ItemRefusalsDeps {
  /** Milliseconds that never go back. */
  readonly time: () => number;
  readonly logger: Logger;
}

/** Owns what is known of refused items. */
export class ItemRefusals {
  readonly #deps: ItemRefusalsDeps;
  /** Claims whose last item was refused. */
  readonly #refused = new Set<ClaimRecord>();
  /** Contents that made a whole batch be refused. */
  readonly #poisons = new Map<ClaimRecord, Poison>();
  readonly #named = new Set<string>();
  #totalCount = 0;

  constructor(deps: ItemRefusalsDeps) {
    this.#deps = deps;
  }

  /** How many claims the collector has not taken as they are now. */
  get claimCount(): number {
    return this.#refused.size;
  }

  /** How many items were refused so far. */
  get totalCount(): number {
    return this.#totalCount;
  }

  /** How much of the claim can be sent as it is now. */
  findForm(claim: ClaimRecord): ItemForm {
    const poison = this.#poisons.get(claim);
    if (poison === undefined || claim.telling === null) return "whole";
    if (this.#deps.time() >= poison.until) return "whole";
    return isSameState(poison.telling, claim.telling) ? poison.form : "whole";
  }

  /** The collector took the item. */
  noteTaken({ claim }: BatchItem): void {
    this.#refused.delete(claim);
    this.#poisons.delete(claim);
  }

  /** The collector took the batch without the item. */
  noteRejected(item: BatchItem, error: string): void {
    this.#note(item, error);
  }

  /** Because of the item, the collector took nothing: less is sent of it from now on. */
  notePoison(item: BatchItem, error: string): void {
    const { claim, telling, form } = item;
    if (telling === null) return;
    const isKeyLeft = form === "whole" && telling.phase !== "Gone";
    const until = this.#deps.time() + POISON_MS;
    this.#poisons.set(claim, { telling, form: isKeyLeft ? "key" : "nothing", until });
    this.#note(item, error);
  }

  /** Another collector answers: what was refused may be taken now. */
  forgetPoisons(): void {
    this.#poisons.clear();
  }

  /** The claim is kept no longer. */
  drop(claim: ClaimRecord): void {
    this.#refused.delete(claim);
    this.#poisons.delete(claim);
  }

  #note({ claim }: BatchItem, error: string): void {
    this.#totalCount += 1;
    this.#refused.add(claim);
    const shown = error.slice(0, ERROR_LENGTH_MAX);
    const key = toKey(claim);
    const name = JSON.stringify([key, shown]);
    if (this.#named.has(name) || this.#named.size >= NAMED_COUNT_MAX) return;
    this.#named.add(name);
    this.#deps.logger.error(`The collector does not take a claim's status: ${shown}`, key);
  }
}
