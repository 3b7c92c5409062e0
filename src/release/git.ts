/** Git as a command, in one folder. */
import { ReleaseError } from "./release_error.ts";

/** Runs Git to its end. */
export interface Git {
  /** Its standard output without white space around it; throws `ReleaseError` with what it said. */
  read(args: readonly string[]): Promise<string>;
}

/** What a hook around it sets for its own repository: those of `git rev-parse --local-env-vars` but settings. */
const LOCAL_VARIABLES = [
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_COMMON_DIR",
  "GIT_DIR",
  "GIT_GRAFT_FILE",
  "GIT_IMPLICIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_INTERNAL_SUPER_PREFIX",
  "GIT_NAMESPACE",
  "GIT_NO_REPLACE_OBJECTS",
  "GIT_OBJECT_DIRECTORY",
  "GIT_PREFIX",
  "GIT_REPLACE_REF_BASE",
  "GIT_SHALLOW_FILE",
  "GIT_WORK_TREE",
];
/** Settings that would change what is read here. */
const FIXED_SETTINGS = ["column.ui=never", "log.showSignature=false", "versionsort.suffix=-"];

/** Git in a folder; the user's settings count, those of a hook around it do not. */
export function createGit(folder: string | URL): Git {
  return {
    async read(args) {
      const env = Deno.env.toObject();
      for (const name of LOCAL_VARIABLES) delete env[name];
      const command = new Deno.Command("git", {
        args: [...FIXED_SETTINGS.flatMap((setting) => ["-c", setting]), ...args],
        cwd: folder,
        clearEnv: true,
        env,
      });
      const { success, stdout, stderr } = await command.output().catch((error: unknown) => {
        throw new ReleaseError(`Cannot run git: ${String(error)}`, { cause: error });
      });
      const decoder = new TextDecoder();
      if (success) return decoder.decode(stdout).trim();
      throw new ReleaseError(`Cannot run git ${args[0]}: ${decoder.decode(stderr).trim()}`);
    },
  };
}
