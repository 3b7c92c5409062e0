/** Git as a command, in one folder. */
import { ReleaseError } from "./release_error.ts";

/** Runs Git to its end. */
export interface Git {
  /** Its standard output without white space around it; throws `ReleaseError` with what it said. */
  read(args: readonly string[]): Promise<string>;
}

/** Git in a folder; the user's settings count, those of a hook around it do not. */
export function createGit(folder: string | URL): Git {
  return {
    async read(args) {
      const env = Deno.env.toObject();
      for (const name of ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"]) delete env[name];
      const command = new Deno.Command("git", {
        args: [...args],
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
