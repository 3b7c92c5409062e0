/** Reads keys from a file, again when it has changed. */
import { type FileState, toFileStateKey } from "../runtime/file_state.ts";
import { quote } from "../runtime/visible_text.ts";
import type { KeyReader } from "./key_source.ts";

/** How often the file is looked at. */
const LOOK_MS = 2_000;

/** A reader of one file; `describe` completes "the file ..." where it cannot be read. */
export function createFileReader(
  path: string,
  deps: {
    readonly readTextFile: (path: string) => Promise<string>;
    readonly stat: (path: string) => Promise<FileState>;
    readonly describe: (error: unknown) => string;
  },
): KeyReader {
  let known: string | undefined;
  return {
    name: `the file ${quote(path)}`,
    ageMaxMs: LOOK_MS,
    read: async () => {
      try {
        const state = toFileStateKey(await deps.stat(path));
        if (state === known) return null;
        const text = await deps.readTextFile(path);
        known = state;
        return text;
      } catch (error) {
        known = undefined;
        throw new Error(deps.describe(error), { cause: error });
      }
    },
  };
}
