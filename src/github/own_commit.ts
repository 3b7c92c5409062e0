/**
 * Tells a commit of ours from a person's: one parent, nothing changed but the registry file, and
 * exactly the change that the digest in its trailer covers.
 */
import { parseCommitDigest, toCommitDigest } from "../collector/commit_digest.ts";
import type { CommitAnswer } from "./answers.ts";
import type { GitReader } from "./git_reader.ts";

/** A commit of ours. */
export interface OwnCommit {
  readonly answer: CommitAnswer;
  readonly baseCommit: string;
  /** Blob ids of the registry file before and after it. */
  readonly before: string;
  readonly after: string;
}

/** What a commit is looked at for. */
export interface CommitLook {
  readonly path: string;
  readonly signal: AbortSignal;
}

/** The commit, if it is ours. */
export async function findOwnCommit(
  reader: GitReader,
  look: CommitLook & { readonly commit: string },
): Promise<OwnCommit | undefined> {
  const answer = await reader.readCommit(look.commit, look.signal);
  const [parent] = answer.parents;
  if (parent === undefined || answer.parents.length !== 1) return undefined;
  const digest = parseCommitDigest(answer.message);
  if (digest === undefined) return undefined;
  const base = await reader.readCommit(parent.sha, look.signal);
  const blobs = await findOnlyChange(reader, { ...look, base, head: answer });
  if (blobs === undefined) return undefined;
  if (await toCommitDigest({ path: look.path, ...blobs }) !== digest) return undefined;
  return { answer, baseCommit: parent.sha, ...blobs };
}

/** The blobs of the file before and after, if nothing else in the tree is different. */
export async function findOnlyChange(
  reader: GitReader,
  change: CommitLook & { readonly base: CommitAnswer; readonly head: CommitAnswer },
): Promise<{ readonly before: string; readonly after: string } | undefined> {
  let before = change.base.tree.sha;
  let after = change.head.tree.sha;
  for (const segment of change.path.split("/")) {
    const old = await reader.readDirectory(before, change.signal);
    const edited = await reader.readDirectory(after, change.signal);
    if (old.isTruncated || edited.isTruncated || old.rows.size !== edited.rows.size) {
      return undefined;
    }
    for (const [name, row] of old.rows) {
      const other = edited.rows.get(name);
      if (other === undefined || other.mode !== row.mode || other.type !== row.type) {
        return undefined;
      }
      if (name !== segment && other.sha !== row.sha) return undefined;
    }
    const [oldRow, editedRow] = [old.rows.get(segment), edited.rows.get(segment)];
    if (oldRow === undefined || editedRow === undefined) return undefined;
    before = oldRow.sha;
    after = editedRow.sha;
  }
  return { before, after };
}
