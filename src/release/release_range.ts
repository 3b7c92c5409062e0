/** Finds out with Git which commits a release is made of. */
import type { Git } from "./git.ts";
import { ReleaseError } from "./release_error.ts";
import type { Commit, ReleaseContent } from "./release_notes.ts";
import { listVersionTags } from "./version_tags.ts";
import { assertOwnRepository } from "./work_tree.ts";

/** Where a release ends, and where it begins. */
export interface ReleaseRange {
  /** Any name of a commit. */
  readonly to: string;
  /** The tag before; `undefined` for the one that Git finds. */
  readonly from: string | undefined;
}

/**
 * The commits of a release, newest first. The tag before is the newest version among the ancestors; a
 * release that is no pre-release leaves out pre-releases, so that its notes tell of all that has come
 * since the release before. Throws `ReleaseError` for names that are no commit, and where the history is
 * not all here.
 */
export async function readReleaseContent(
  git: Git,
  { to, from }: ReleaseRange,
): Promise<ReleaseContent> {
  await assertOwnRepository(git);
  await assertWholeHistory(git);
  const end = await readCommitId(git, to);
  const previousTag = from ?? await findPreviousTag(git, end);
  const range = previousTag === null ? end : `${await readCommitId(git, previousTag)}..${end}`;
  const log = await git.read(["log", "-z", "--no-merges", "--topo-order", "--format=%H %B", range]);
  const entries = log.split("\0").filter((entry) => entry.trim() !== "");
  return { commits: entries.map(toCommit), previousTag };
}

async function assertWholeHistory(git: Git): Promise<void> {
  if (await git.read(["rev-parse", "--is-shallow-repository"]) !== "true") return;
  throw new ReleaseError(
    "Expected the whole history, found a shallow clone: git fetch --unshallow --tags brings the rest",
  );
}

async function readCommitId(git: Git, name: string): Promise<string> {
  try {
    return await git.read(["rev-parse", "--verify", `${name}^{commit}`]);
  } catch (error) {
    if (!(error instanceof ReleaseError)) throw error;
    throw new ReleaseError(`Expected a tag or a commit, got ${JSON.stringify(name)}`, {
      cause: error,
    });
  }
}

async function findPreviousTag(git: Git, end: string): Promise<string | null> {
  const here = await listVersionTags(git, ["--points-at", end]);
  const isRelease = here[0]?.version.preRelease === "";
  const names = new Set(here.map(({ tag }) => tag));
  const before = (await listVersionTags(git, ["--merged", end])).find(({ tag, version }) =>
    !names.has(tag) && (!isRelease || version.preRelease === "")
  );
  return before?.tag ?? null;
}

function toCommit(entry: string): Commit {
  const at = entry.indexOf(" ");
  return { id: entry.slice(0, at), message: entry.slice(at + 1) };
}
