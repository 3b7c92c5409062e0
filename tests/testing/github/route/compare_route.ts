/** Compares two commits, branches or tags: who is ahead, by which commits and files. */
import { Hono } from "@hono/hono";
import { findMergeBase, listCommitsBetween } from "../git/history.ts";
import { diffTrees } from "../git/tree_merger.ts";
import type { GitHubEnv, RepositoryLinks } from "../http/github_env.ts";
import { answerJson } from "../http/json_answer.ts";
import { notFound } from "../repository/github_refusal.ts";
import type { GitHubState } from "../repository/github_state.ts";
import { type CommitAnswer, toCommitAnswer } from "./commit_route.ts";

/** The routes of comparisons. */
export function createCompareRoute(state: GitHubState): Hono<GitHubEnv> {
  const app = new Hono<GitHubEnv>();
  app.get("/compare/:basehead{.+}", (c) => {
    const names = c.req.param("basehead").split("...");
    const seen = state.lag.see(state, "refs");
    const [base, head] = names.map((name) => resolve(seen, name));
    if (names.length !== 2 || base === undefined || head === undefined) throw notFound();
    const ancestor = findMergeBase(state.store, { one: base, other: head });
    if (ancestor === undefined) {
      throw notFound(`No common ancestor between ${names[0]} and ${names[1]}.`);
    }
    return answerJson(toCompareAnswer(state, { base, head, ancestor, links: c.get("links") }));
  });
  return app;
}

function resolve({ owner, refs }: GitHubState, name: string): string | undefined {
  const prefix = `${owner.toLowerCase()}:`;
  return refs.resolveCommit(
    name.toLowerCase().startsWith(prefix) ? name.slice(prefix.length) : name,
  );
}

function toCompareAnswer(state: GitHubState, { base, head, ancestor, links }: {
  readonly base: string;
  readonly head: string;
  readonly ancestor: string;
  readonly links: RepositoryLinks;
}): unknown {
  const { store } = state;
  const ahead = listCommitsBetween(store, { base, head });
  const behind = listCommitsBetween(store, { base: head, head: base });
  const row = (sha: string) => toCommitRow(toCommitAnswer(state, { sha, links }), links);
  return {
    url: `${links.api}/compare/${base}...${head}`,
    html_url: `${links.html}/compare/${base}...${head}`,
    base_commit: row(base),
    merge_base_commit: row(ancestor),
    status: statusOf({ ahead: ahead.length, behind: behind.length }),
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
    commits: ahead.map(row),
    files: [
      ...diffTrees(store, {
        before: store.commitOf(ancestor).tree,
        after: store.commitOf(head).tree,
      }),
    ].map(([filename, { before, after }]) => ({
      sha: after?.id ?? before?.id,
      filename,
      status: before === null ? "added" : after === null ? "removed" : "modified",
    })),
  };
}

function statusOf({ ahead, behind }: { readonly ahead: number; readonly behind: number }): string {
  if (ahead > 0 && behind > 0) return "diverged";
  if (ahead > 0) return "ahead";
  return behind > 0 ? "behind" : "identical";
}

function toCommitRow({ sha, node_id, html_url, tree, parents, ...rest }: CommitAnswer, {
  api,
}: RepositoryLinks): unknown {
  const { author, committer, message, verification, url } = rest;
  return {
    sha,
    node_id,
    html_url,
    url: `${api}/commits/${sha}`,
    commit: { url, author, committer, message, tree, verification },
    parents,
  };
}
