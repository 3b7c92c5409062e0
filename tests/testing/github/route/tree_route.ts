/** The Git trees: reading, cut off beyond GitHub's limits, and creating from a base and changes. */
import { Hono } from "@hono/hono";
import { kindOfMode } from "../git/git_object.ts";
import { editTree } from "../git/tree_editor.ts";
import { walkTree } from "../git/tree_reader.ts";
import type { GitHubEnv, RepositoryLinks } from "../http/github_env.ts";
import { answerJson } from "../http/json_answer.ts";
import { RequestBody } from "../http/request_body.ts";
import { notFound, unprocessable } from "../repository/github_refusal.ts";
import type { GitHubState } from "../repository/github_state.ts";
import { readTreeEdits } from "./tree_input.ts";

/** The routes of trees. */
export function createTreeRoute(state: GitHubState): Hono<GitHubEnv> {
  const app = new Hono<GitHubEnv>();
  app.get("/git/trees/:tree{.+}", (c) => {
    const sha = resolveTree(state, c.req.param("tree"));
    if (sha === undefined) throw notFound();
    // GitHub takes any value of `recursive`, `0` and `false` too, as yes.
    const depth = c.req.query("recursive") === undefined ? "one" : "all";
    return answerJson(toTreeAnswer(state, { sha, depth, links: c.get("links") }));
  });
  app.post("/git/trees", async (c) => {
    const body = await RequestBody.read(c.req);
    body.require("tree");
    const entries = body.list("tree") ?? [];
    if (entries.length === 0) throw unprocessable("Invalid tree info");
    const tree = body.has("base_tree") ? findBaseTree(state, body.requiredText("base_tree")) : null;
    const edits = readTreeEdits(state, { entries, tree });
    const sha = editTree(state.store, { tree, edits });
    const links = c.get("links");
    return answerJson(toTreeAnswer(state, { sha, depth: "one", links }), { status: 201 });
  });
  return app;
}

function resolveTree({ store, refs }: GitHubState, name: string): string | undefined {
  if (store.kind(name) === "tree") return name;
  const commit = refs.resolveCommit(name);
  return commit === undefined ? undefined : store.commitOf(commit).tree;
}

function findBaseTree({ store }: GitHubState, id: string): string {
  const tree = store.commit(id)?.tree ?? id;
  if (store.kind(tree) !== "tree") throw unprocessable("base_tree is not a valid tree oid");
  return tree;
}

function toTreeAnswer({ store, settings }: GitHubState, { sha, depth, links }: {
  readonly sha: string;
  readonly depth: "one" | "all";
  readonly links: RepositoryLinks;
}): unknown {
  const rows: unknown[] = [];
  let bytes = 0;
  let truncated = false;
  for (const { path, mode, id } of walkTree(store, { tree: sha, depth })) {
    const type = kindOfMode(mode);
    const size = type === "blob" ? { size: store.blob(id)?.length ?? 0 } : {};
    const url = type === "commit" ? {} : { url: `${links.api}/git/${type}s/${id}` };
    const row = { path, mode, type, sha: id, ...size, ...url };
    bytes += JSON.stringify(row).length;
    truncated = rows.length >= settings.treeEntryCountMax || bytes > settings.treeBytesMax;
    if (truncated) break;
    rows.push(row);
  }
  return { sha, url: `${links.api}/git/trees/${sha}`, tree: rows, truncated };
}
