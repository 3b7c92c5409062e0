/** Reads the rows of a tree that is to be made, with GitHub's complaints of wrong ones. */
import { type FileMode, kindOfMode } from "../git/git_object.ts";
import type { TreeEdit } from "../git/tree_editor.ts";
import { findEntry } from "../git/tree_reader.ts";
import { isObject, RequestBody } from "../http/request_body.ts";
import { unprocessable } from "../repository/github_refusal.ts";
import type { GitHubState } from "../repository/github_state.ts";

const modes: readonly FileMode[] = ["100644", "100755", "120000", "040000", "160000"];

/** The edits that the rows ask for; inline content is stored on the way. */
export function readTreeEdits(state: GitHubState, { entries, tree }: {
  readonly entries: readonly unknown[];
  readonly tree: string | null;
}): ReadonlyMap<string, TreeEdit> {
  const edits = new Map<string, TreeEdit>();
  for (const entry of entries) {
    if (!isObject(entry)) throw unprocessable("Invalid tree info");
    const row = new RequestBody(entry);
    const path = readPath(row);
    edits.set(path, readEdit(state, { row, path, tree }));
  }
  return edits;
}

function readPath(row: RequestBody): string {
  const path = row.text("path") ?? "";
  if (path.startsWith("/")) throw unprocessable("tree.path cannot start with a slash");
  const malformed = path.split("/").some((name) =>
    name === "" || name === "." || name === ".." || name.toLowerCase() === ".git"
  );
  if (malformed) throw unprocessable("tree.path contains a malformed path component");
  return path;
}

function readEdit(state: GitHubState, { row, path, tree }: {
  readonly row: RequestBody;
  readonly path: string;
  readonly tree: string | null;
}): TreeEdit {
  const { store } = state;
  const mode = modes.find((known) => known === row.text("mode"));
  if (mode === undefined) throw unprocessable("Must supply a valid tree.mode");
  const content = row.isNull("content") ? undefined : row.text("content");
  if (row.has("sha") === (content !== undefined)) {
    throw unprocessable(
      "Must supply either tree.sha or tree.content. Request will be rejected if both are present.",
    );
  }
  if (content !== undefined) {
    if (mode === "040000") throw unprocessable("A subdirectory may not have content");
    if (mode === "160000") throw unprocessable("GitRPC::BadObjectState");
    return { mode, id: store.putBlob(content) };
  }
  if (row.isNull("sha")) {
    const there = tree === null ? undefined : findEntry(store, { tree, path });
    if (there === undefined) throw unprocessable("GitRPC::BadObjectState");
    return null;
  }
  const id = row.requiredText("sha");
  requireKind(state, { id, mode, type: row.text("type") ?? "" });
  return { mode, id };
}

function requireKind({ store }: GitHubState, { id, mode, type }: {
  readonly id: string;
  readonly mode: FileMode;
  readonly type: string;
}): void {
  const wanted = kindOfMode(mode);
  const claimed = type === "" ? wanted : type;
  // A submodule's commit is in another repository, so any id will do but the null one.
  const known = claimed === "commit" ? /^[0-9a-f]{40}$/.test(id) : store.kind(id) === claimed;
  if (!known) throw unprocessable(`tree.sha ${id} is not a valid ${claimed}`);
  if (claimed !== wanted || /^0+$/.test(id)) throw unprocessable("GitRPC::BadObjectState");
}
