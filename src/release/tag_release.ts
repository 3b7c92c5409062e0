/** Tags the commit that is checked out as a release; nothing leaves the machine unless it is asked for. */
import type { Git } from "./git.ts";
import { ReleaseError } from "./release_error.ts";
import { parseVersionName } from "./version_name.ts";

/** What is tagged. */
export interface TagOptions {
  /** Without `v`. */
  readonly version: string;
  /** Whether the tag is pushed to `origin`. */
  readonly isPushed: boolean;
}

/**
 * Makes the annotated tag `v<version>`; gives its name. Throws `ReleaseError` where the version is none,
 * the tag is there already, here or at `origin`, or changes are not committed.
 */
export async function tagRelease(git: Git, { version, isPushed }: TagOptions): Promise<string> {
  if (parseVersionName(version) === null) {
    throw new ReleaseError(
      `Expected a semantic version such as 1.2.3 or 1.2.3-rc.1, got ${JSON.stringify(version)}`,
    );
  }
  const tag = `v${version}`;
  const changes = await git.read(["status", "--porcelain"]);
  if (changes !== "") {
    throw new ReleaseError(`Expected a clean working tree, found changes:\n${changes}`);
  }
  if (await git.read(["tag", "--list", tag]) !== "") {
    throw new ReleaseError(`The tag ${tag} is there already; a release is never moved`);
  }
  if (isPushed && await git.read(["ls-remote", "origin", `refs/tags/${tag}`]) !== "") {
    throw new ReleaseError(`The tag ${tag} is at origin already; a release is never moved`);
  }
  await git.read(["tag", "--annotate", "--message", `Release ${version}`, tag]);
  if (isPushed) await git.read(["push", "origin", `refs/tags/${tag}`]);
  return tag;
}
