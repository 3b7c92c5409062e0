/**
 * A file that others change while we run: read at the start, where a problem ends the program, and
 * looked at every few seconds. A new state that cannot be used leaves the old one in force, and is said.
 */
import { ConfigError } from "../errors.ts";
import type { Clock } from "../runtime/clock.ts";
import { type FileState, toFileStateKey } from "../runtime/file_state.ts";
import type { Logger } from "../runtime/logger.ts";
import { quote } from "../runtime/visible_text.ts";

/** Which file, what is in it, and how it is reached. */
export interface FollowedFileDeps<T> {
  readonly path: string;
  /** The setting that named it, for messages. */
  readonly variable: string;
  /** Throws what `describe` can tell. */
  readonly parse: (text: string) => T;
  /** Completes "the file ..." for what reading or parsing has thrown; nothing of the file. */
  readonly describe: (error: unknown) => string;
  readonly readTextFile: (path: string) => Promise<string>;
  readonly stat: (path: string) => Promise<FileState>;
  readonly clock: Pick<Clock, "sleep">;
  readonly logger: Logger;
}

/** How often the file is looked at. */
const LOOK_MS = 2_000;

/** Owns the newest usable state. */
export class FollowedFile<T> {
  readonly #deps: FollowedFileDeps<T>;
  #value: T;
  #state: string;
  #problem: string | null = null;

  private constructor(
    deps: FollowedFileDeps<T>,
    loaded: { readonly value: T; readonly state: string },
  ) {
    this.#deps = deps;
    this.#value = loaded.value;
    this.#state = loaded.state;
  }

  /** Reads the file for the first time; throws `ConfigError`. */
  static async open<T>(deps: FollowedFileDeps<T>): Promise<FollowedFile<T>> {
    try {
      const state = toFileStateKey(await deps.stat(deps.path));
      return new FollowedFile(deps, {
        value: deps.parse(await deps.readTextFile(deps.path)),
        state,
      });
    } catch (error) {
      throw new ConfigError([{
        variable: deps.variable,
        message: describeProblem(deps, error),
      }]);
    }
  }

  /** What the file said when it could last be used. */
  get value(): T {
    return this.#value;
  }

  /** What is wrong with the file now, as a sentence; `null` where nothing is. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Looks at the file again and again, until the signal is aborted. */
  async follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#deps.clock.sleep(LOOK_MS, signal);
      if (!signal.aborted) await this.look();
    }
  }

  /** Reads the file if it is not as it was. */
  async look(): Promise<void> {
    const { logger, variable, path, stat } = this.#deps;
    try {
      const state = toFileStateKey(await stat(path));
      if (state === this.#state && this.#problem === null) return;
      this.#value = this.#deps.parse(await this.#deps.readTextFile(path));
      this.#state = state;
      this.#problem = null;
      logger.info(`The file of ${variable} was read again`, { path });
    } catch (error) {
      const problem = `${variable}: ${
        describeProblem(this.#deps, error)
      }; what it said before holds`;
      if (problem !== this.#problem) logger.error(problem);
      this.#problem = problem;
    }
  }
}

function describeProblem(
  { path, describe }: Pick<FollowedFileDeps<unknown>, "path" | "describe">,
  error: unknown,
): string {
  return `the file ${quote(path)} ${describe(error)}`;
}
