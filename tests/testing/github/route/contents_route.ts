/** The contents API: files and directories by path, and writing one file as one commit. */
import { Hono } from "@hono/hono";
import type { TreeEntry } from "../git/git_object.ts";
import { findEntry } from "../git/tree_reader.ts";
import type { GitHubEnv, RepositoryLinks } from "../http/github_env.ts";
import { answerJson, answerRaw, wantsRaw } from "../http/json_answer.ts";
import { notFound } from "../repository/github_refusal.ts";
import type { GitHubState } from "../repository/github_state.ts";
import { toBase64Lines, tooLarge } from "./blob_route.ts";
import { toCommitAnswer } from "./commit_route.ts";
import { writeContents } from "./contents_writer.ts";

/** Rows of a directory that GitHub answers; what is beyond them is left out in silence. */
const directoryRowCountMax = 1_000;

interface Place {
  readonly path: string;
  readonly ref: string;
  readonly links: RepositoryLinks;
}

/** The routes of contents. */
export function createContentsRoute(state: GitHubState): Hono<GitHubEnv> {
  const app = new Hono<GitHubEnv>();
  app.on("GET", ["/contents", "/contents/", "/contents/:path{.+}"], (c) => {
    const path = (c.req.param("path") ?? "").replace(/^\/+|\/+$/g, "");
    const ref = c.req.query("ref") ?? state.defaultBranch;
    const commit = state.refs.resolveCommit(ref);
    if (commit === undefined) throw notFound(`No commit found for the ref ${ref}`);
    const entry = findEntry(state.store, { tree: state.store.commitOf(commit).tree, path });
    if (entry === undefined) throw notFound();
    const place = { path, ref, links: c.get("links") };
    if (entry.mode === "040000") return answerJson(toDirectoryAnswer(state, { entry, place }));
    const bytes = state.store.blob(entry.id);
    if (bytes !== undefined && bytes.length > state.settings.blobBytesMax) throw tooLarge();
    if (bytes !== undefined && wantsRaw(c.req)) return answerRaw(bytes);
    return answerJson(toFileAnswer(state, { entry, place }));
  });
  app.put("/contents/:path{.+}", async (c) => {
    const path = c.req.param("path");
    const links = c.get("links");
    const written = await writeContents(state, { path, request: c.req, caller: c.get("caller") });
    const content = toRowAnswer(state, {
      entry: written.entry,
      place: { path, ref: written.branch, links },
    });
    const commit = toCommitAnswer(state, { sha: written.commit, links });
    return answerJson({ content, commit }, { status: written.created ? 201 : 200 });
  });
  return app;
}

interface Located {
  readonly entry: TreeEntry;
  readonly place: Place;
}

function toDirectoryAnswer(state: GitHubState, { entry, place }: Located): unknown {
  const rows = (state.store.tree(entry.id) ?? []).slice(0, directoryRowCountMax);
  const prefix = place.path === "" ? "" : `${place.path}/`;
  return rows.map((row) =>
    toRowAnswer(state, { entry: row, place: { ...place, path: `${prefix}${row.name}` } })
  );
}

function toFileAnswer(state: GitHubState, located: Located): unknown {
  const row = toRowAnswer(state, located);
  const bytes = state.store.blob(located.entry.id);
  if (row.type !== "file" || bytes === undefined) return row;
  return bytes.length > state.settings.inlineBytesMax
    ? { ...row, content: "", encoding: "none" }
    : { ...row, content: toBase64Lines(bytes), encoding: "base64" };
}

function toRowAnswer(
  { store }: GitHubState,
  { entry, place: { path, ref, links } }: Located,
): { readonly type: string; readonly [field: string]: unknown } {
  const { id: sha, mode } = entry;
  const type = { "040000": "dir", "120000": "symlink", "160000": "submodule" }[mode as string] ??
    "file";
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  const url = `${links.api}/contents/${encoded}?ref=${encodeURIComponent(ref)}`;
  const isDirectory = type === "dir";
  const git_url = `${links.api}/git/${isDirectory ? "trees" : "blobs"}/${sha}`;
  const html_url = `${links.html}/${isDirectory ? "tree" : "blob"}/${ref}/${encoded}`;
  return {
    type,
    name: path.split("/").at(-1) ?? "",
    path,
    sha,
    size: store.blob(sha)?.length ?? 0,
    url,
    html_url,
    git_url,
    download_url: type === "file" ? `${links.html}/raw/${ref}/${encoded}` : null,
    _links: { self: url, git: git_url, html: html_url },
  };
}
