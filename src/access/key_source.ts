/**
 * Where an issuer's keys come from, a file or an address: read again as they may have changed, and at
 * once when a token names a key that is not known yet. What served until now serves on when that fails.
 */
import type { Logger } from "../runtime/logger.ts";
import { type KeySet, parseKeySet } from "./key_set.ts";

/** How a place is read. */
export interface KeyReader {
  /** For people: `the file "..."`. */
  readonly name: string;
  /** How long keys serve before they are asked for again, in milliseconds. */
  readonly ageMaxMs: number;
  /** The text of the key set; `null` where it is what it was. Throws an `Error` worth telling. */
  read(): Promise<string | null>;
}

/** What a source works with. */
export interface KeySourceDeps {
  readonly reader: KeyReader;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly logger: Logger;
}

/** A token with an unknown key makes us ask again, but not more often. */
const ASK_MS = 15_000;

/** Owns the keys of one place. */
export class KeySource {
  readonly #deps: KeySourceDeps;
  #keys: KeySet | null = null;
  #problem: string | null = null;
  /** Why the text that was read last is no key set. */
  #refusal: unknown = null;
  #askedAt = -Infinity;
  #asking: Promise<void> | undefined;

  constructor(deps: KeySourceDeps) {
    this.#deps = deps;
  }

  /** The keys that serve now; `null` where there have never been any. */
  get keys(): KeySet | null {
    return this.#keys;
  }

  /** Why the newest keys could not be had, as a sentence; `null` where all is well. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Asks again if it is time to. */
  async refresh(): Promise<void> {
    const { now, reader } = this.#deps;
    const ageMs = now() - this.#askedAt;
    const isDue = ageMs >= reader.ageMaxMs || (this.#problem !== null && ageMs >= ASK_MS);
    if (isDue) await this.#ask();
  }

  /** Asks again, because a token names a key that is not among ours. */
  async seek(): Promise<void> {
    if (this.#asking !== undefined) return await this.#asking;
    if (this.#deps.now() - this.#askedAt >= ASK_MS) await this.#ask();
  }

  async #ask(): Promise<void> {
    this.#asking ??= this.#read().finally(() => this.#asking = undefined);
    await this.#asking;
  }

  async #read(): Promise<void> {
    const { reader, now, logger } = this.#deps;
    this.#askedAt = now();
    try {
      const text = await reader.read();
      if (text !== null) await this.#take(text);
      // Nothing has changed, and so what was wrong is still wrong.
      else if (this.#refusal !== null) throw this.#refusal;
      if (this.#problem !== null) logger.info(`Keys can be read again from ${reader.name}`);
      this.#problem = null;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const rest = this.#keys === null
        ? "tokens that they sign are refused"
        : "the old ones serve on";
      const problem = `Cannot read keys: ${reader.name} ${reason}; ${rest}`;
      if (problem !== this.#problem) logger.error(problem);
      this.#problem = problem;
    }
  }

  async #take(text: string): Promise<void> {
    try {
      this.#keys = await parseKeySet(text);
      this.#refusal = null;
    } catch (error) {
      this.#refusal = error;
      throw error;
    }
  }
}
