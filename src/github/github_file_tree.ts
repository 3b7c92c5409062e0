/** The files of one commit: from one recursive listing, or directory by directory where that is cut. */
import type { FileTree, TreeItem } from "../collector/registry_repository.ts";
import { decodeUtf8 } from "../runtime/utf8.ts";
import type { TreeRow } from "./answers.ts";
import type { GitReader } from "./git_reader.ts";

/** Looks at the files of a commit, reading as little as possible. */
export function createGitHubFileTree(
  source: { readonly reader: GitReader; readonly commit: string },
): FileTree {
  const { reader, commit } = source;
  return {
    find: async (path, signal) => {
      const { tree } = await reader.readCommit(commit, signal);
      if (path === "") return { kind: "directory" };
      const listing = await reader.readRecursively(tree.sha, signal);
      const row = listing.rows.get(path) ??
        (listing.isTruncated ? await reader.findRow({ tree: tree.sha, path }, signal) : undefined);
      return toItem(row);
    },
    readText: async (blob, signal) => decodeUtf8(await reader.readBlob(blob, signal)),
  };
}

/** Links and submodules are no files of this commit. */
function toItem(row: TreeRow | undefined): TreeItem | undefined {
  if (row?.type === "tree") return { kind: "directory" };
  if (row?.type === "blob" && row.mode !== "120000") {
    return { kind: "file", blob: row.sha, sizeBytes: row.size };
  }
  return undefined;
}
