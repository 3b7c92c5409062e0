/** The working tree of the project: whose it is, and whether something in it is not committed. */
import { quote } from "../runtime/visible_text.ts";
import type { Git } from "./git.ts";
import { ReleaseError } from "./release_error.ts";

/**
 * Throws `ReleaseError` unless the folder is the top of a repository: sources that were unpacked inside
 * another project's repository are not that project, nor its version.
 */
export async function assertOwnRepository(git: Git): Promise<void> {
  const prefix = await git.read(["rev-parse", "--show-prefix"]);
  if (prefix === "") return;
  const top = await git.read(["rev-parse", "--show-toplevel"]);
  throw new ReleaseError(
    `Expected the project to be a Git repository of its own, found it to be the folder ` +
      `${quote(prefix)} of the repository ${quote(top)}`,
  );
}

/** What is not committed, a line for each file; empty where all is. No setting hides new files. */
export async function listChanges(git: Git): Promise<string> {
  return await git.read(["status", "--porcelain", "--untracked-files=normal"]);
}
