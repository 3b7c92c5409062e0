/** Tags the commit that is checked out as a release; nothing leaves the machine unless it is asked for. */
import type { Git } from "./git.ts";
import { ReleaseError } from "./release_error.ts";
import { parseVersionName } from "./version_name.ts";
import { assertOwnRepository, listChanges } from "./work_tree.ts";

/** What is tagged. */
export interface TagOptions {
  /** Without `v`. */
  readonly version: string;
  /** Whether the tag is pushed to `origin`. */
  readonly isPushed: boolean;
}

/**
 * Makes the annotated tag `v<version>`, and pushes it where that is asked for; one that is here already,
 * at this commit, is only pushed. Gives its name. Throws `ReleaseError` where the version is none, the
 * repository is another project's, changes are not committed, the tag is taken, or, before a push, the
 * commit is not on `main` of `origin`.
 */
export async function tagRelease(git: Git, { version, isPushed }: TagOptions): Promise<string> {
  if (parseVersionName(version) === null) {
    throw new ReleaseError(
      `Expected a semantic version such as 1.2.3 or 1.2.3-rc.1, got ${JSON.stringify(version)}`,
    );
  }
  const tag = `v${version}`;
  await assertOwnRepository(git);
  const changes = await listChanges(git);
  if (changes !== "") {
    throw new ReleaseError(`Expected a clean working tree, found changes:\n${changes}`);
  }
  const isHere = await git.read(["tag", "--list", tag]) !== "";
  if (isHere && !(isPushed && await isAnnotatedHead(git, tag))) {
    throw new ReleaseError(
      `The tag ${tag} is there already: with --push it is sent if it is this commit's, and ` +
        `git tag --delete ${tag} takes it away where nobody else has it`,
    );
  }
  if (isPushed) await assertReleasable(git, tag);
  if (!isHere) await git.read(["tag", "--annotate", "--message", `Release ${version}`, tag]);
  if (isPushed) await git.read(["push", "--quiet", "origin", `refs/tags/${tag}`]);
  return tag;
}

async function isAnnotatedHead(git: Git, tag: string): Promise<boolean> {
  const [type, commit, head] = await Promise.all([
    git.read(["cat-file", "-t", `refs/tags/${tag}`]),
    git.read(["rev-parse", `refs/tags/${tag}^{commit}`]),
    git.read(["rev-parse", "HEAD"]),
  ]);
  return type === "tag" && commit === head;
}

/** What the workflow would refuse, when the version is used up. */
async function assertReleasable(git: Git, tag: string): Promise<void> {
  if (await git.read(["ls-remote", "origin", `refs/tags/${tag}`]) !== "") {
    throw new ReleaseError(`The tag ${tag} is at origin already; a release is never moved`);
  }
  await git.read(["fetch", "--quiet", "--no-tags", "origin", "refs/heads/main"]);
  const ahead = await git.read(["rev-list", "--max-count=1", "HEAD", "^FETCH_HEAD"]);
  if (ahead !== "") {
    throw new ReleaseError(
      "Expected a commit of main at origin: push it, or have it merged, first",
    );
  }
}
