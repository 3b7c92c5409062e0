/**
 * Files that others change while we run, read as one value: at the start, where a problem ends the
 * program, and looked at every few seconds. A new state that cannot be used leaves the old value in
 * force, and is said.
 */
import { ConfigError } from "../errors.ts";
import type { Clock } from "./clock.ts";
import { type FileState, toFileStateKey } from "./file_state.ts";
import type { Logger } from "./logger.ts";
import { repeat } from "./repeat.ts";

/** Which files, and how they are read. */
export interface FollowedFilesDeps<T> {
  /** At least one; they are read again when any of them is not as it was. */
  readonly paths: readonly string[];
  /** Reads and checks all of them; throws `ConfigError`, which tells nothing of what is in them. */
  readonly read: () => Promise<T>;
  readonly stat: (path: string) => Promise<FileState>;
  readonly clock: Pick<Clock, "sleep">;
  readonly logger: Logger;
}

/** How often the files are looked at. */
const LOOK_MS = 2_000;

/** Owns the newest usable value. */
export class FollowedFiles<T> {
  readonly #deps: FollowedFilesDeps<T>;
  #value: T;
  #state: string;
  #problem: string | null = null;

  private constructor(
    deps: FollowedFilesDeps<T>,
    loaded: { readonly value: T; readonly state: string },
  ) {
    this.#deps = deps;
    this.#value = loaded.value;
    this.#state = loaded.state;
  }

  /** Reads the files for the first time; throws `ConfigError`. */
  static async open<T>(deps: FollowedFilesDeps<T>): Promise<FollowedFiles<T>> {
    const state = await readState(deps);
    return new FollowedFiles(deps, { value: await deps.read(), state });
  }

  /** What the files said when they could last be used. */
  get value(): T {
    return this.#value;
  }

  /** What is wrong with the files now, as a sentence; `null` where nothing is. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Looks at the files again and again, until the signal is aborted. */
  async follow(signal: AbortSignal, onChange: (value: T) => void = () => {}): Promise<void> {
    const { clock } = this.#deps;
    await repeat(async () => {
      if (await this.look()) onChange(this.#value);
    }, { clock, everyMs: LOOK_MS, signal });
  }

  /** Reads the files if one is not as it was; says whether there is a new value. */
  async look(): Promise<boolean> {
    const { logger, paths } = this.#deps;
    try {
      const state = await readState(this.#deps);
      if (state === this.#state && this.#problem === null) return false;
      this.#value = await this.#deps.read();
      this.#state = state;
      this.#problem = null;
      logger.info("Files of settings were read again", { paths });
      return true;
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      const problem = `${error.message.replaceAll("\n", "; ")}; what was read before holds`;
      if (problem !== this.#problem) logger.error(problem);
      this.#problem = problem;
      return false;
    }
  }
}

/** A file that cannot be looked at has a state as well: reading it tells what is wrong. */
async function readState(
  { paths, stat }: Pick<FollowedFilesDeps<unknown>, "paths" | "stat">,
): Promise<string> {
  const states = await Promise.all(
    paths.map((path) => stat(path).then(toFileStateKey, () => "none")),
  );
  return states.join(" ");
}
