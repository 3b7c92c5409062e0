/** Writes one file through the contents API: one commit on a branch, refused when it is not current. */
import type { TreeEntry } from "../git/git_object.ts";
import { editTree } from "../git/tree_editor.ts";
import { findEntry } from "../git/tree_reader.ts";
import { readIdentity } from "../http/identity_input.ts";
import { RequestBody } from "../http/request_body.ts";
import { type Account, identityOf } from "../repository/account.ts";
import { GitHubRefusal, notFound, unprocessable } from "../repository/github_refusal.ts";
import type { GitHubState } from "../repository/github_state.ts";
import { fromBase64 } from "./blob_route.ts";

/** What was written. */
export interface WrittenContents {
  readonly entry: TreeEntry;
  readonly commit: string;
  readonly branch: string;
  readonly created: boolean;
}

/** Does what `PUT contents` asks for, or throws what GitHub would answer. */
export async function writeContents(state: GitHubState, { path, request, caller }: {
  readonly path: string;
  readonly request: { text(): Promise<string> };
  readonly caller: Account;
}): Promise<WrittenContents> {
  const { store, refs } = state;
  const body = await RequestBody.read(request);
  body.require("message", "content");
  const branch = (body.text("branch") ?? state.defaultBranch).replace(/^refs\/heads\//, "");
  const parent = refs.branch(branch);
  if (parent === undefined) throw notFound(`Branch ${branch} not found`);
  const parentTree = store.commitOf(parent).tree;
  const current = findEntry(store, { tree: parentTree, path });
  requireCurrent({ path, sha: body.text("sha"), current });
  const id = store.putBlob(fromBase64(body.requiredText("content")));
  const mode = current?.mode ?? "100644";
  const now = state.now();
  const own = identityOf(caller, now);
  const author = readIdentity(body, { field: "author", now });
  const committer = readIdentity(body, { field: "committer", now });
  const commit = store.putCommit({
    tree: editTree(store, { tree: parentTree, edits: new Map([[path, { mode, id }]]) }),
    parents: [parent],
    author: author ?? committer ?? own,
    committer: committer ?? own,
    message: body.requiredText("message"),
  });
  refs.update({ ref: `refs/heads/${branch}`, id: commit, force: false });
  const name = path.split("/").at(-1) ?? path;
  return { entry: { name, mode, id }, commit, branch, created: current === undefined };
}

// GitHub takes no notice of a `sha` for a file that is not there.
function requireCurrent({ path, sha, current }: {
  readonly path: string;
  readonly sha: string | undefined;
  readonly current: TreeEntry | undefined;
}): void {
  if (current === undefined) return;
  if (sha === undefined) throw unprocessable(`Invalid request.\n\n"sha" wasn't supplied.`);
  if (sha !== current.id) {
    throw new GitHubRefusal({ status: 409, message: `${path} does not match ${sha}` });
  }
}
