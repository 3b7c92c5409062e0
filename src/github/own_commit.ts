/**
 * Tells a commit of ours from a person's: one parent, nothing changed but the registry file, and
 * exactly the change that the digest in its trailer covers.
 */
import { parseCommitDigest, toCommitDigest } from "../collector/commit_digest.ts";
import type { BranchState } from "../collector/registry_repository.ts";
import type { CommitAnswer } from "./answers.ts";
import type { GitReader } from "./git_reader.ts";

/** Looks at the head of the branch that bears our name. */
export async function inspectBranch(
  reader: GitReader,
  head: { readonly commit: string; readonly path: string; readonly signal: AbortSignal },
): Promise<BranchState> {
  const { commit, path, signal } = head;
  const foreign = { commit, baseCommit: null, isOwn: false, file: null, baseFile: null };
  const answer = await reader.readCommit(commit, signal);
  const [parent] = answer.parents;
  if (parent === undefined || answer.parents.length !== 1) return foreign;
  const digest = parseCommitDigest(answer.message);
  if (digest === undefined) return foreign;
  const base = await reader.readCommit(parent.sha, signal);
  const blobs = await findOnlyChange(reader, { base, head: answer, path, signal });
  if (blobs === undefined) return foreign;
  if (await toCommitDigest({ path, ...blobs }) !== digest) return foreign;
  return {
    commit,
    baseCommit: parent.sha,
    isOwn: true,
    file: { blob: blobs.after },
    baseFile: { blob: blobs.before },
  };
}

/** The blobs of the file before and after, if nothing else in the tree is different. */
async function findOnlyChange(
  reader: GitReader,
  change: {
    readonly base: CommitAnswer;
    readonly head: CommitAnswer;
    readonly path: string;
    readonly signal: AbortSignal;
  },
): Promise<{ before: string; after: string } | undefined> {
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
