/** The tags of Git that are versions. */
import type { Git } from "./git.ts";
import { parseVersionName, type VersionName } from "./version_name.ts";

/** A tag, such as `v1.2.3`, and its version. */
export interface VersionTag {
  readonly tag: string;
  readonly version: VersionName;
}

/** Those that `which` picks, the newest version first; words as `git tag` takes them. */
export async function listVersionTags(
  git: Git,
  which: readonly string[],
): Promise<readonly VersionTag[]> {
  const tags = await git.read(["tag", "--sort=-version:refname", ...which, "--list", "v*"]);
  return tags.split("\n").flatMap((tag) => {
    const version = parseVersionName(tag.replace(/^v/, ""));
    return version === null ? [] : [{ tag, version }];
  });
}
