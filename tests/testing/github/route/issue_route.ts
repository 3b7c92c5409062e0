/** What pull requests have as issues: comments and labels. */
import { Hono } from "@hono/hono";
import { type GitHubEnv, nodeId, type RepositoryLinks } from "../http/github_env.ts";
import { answerJson } from "../http/json_answer.ts";
import { isObject, RequestBody } from "../http/request_body.ts";
import { isoTime } from "../repository/account.ts";
import type { CommentRecord } from "../repository/comment_store.ts";
import { unprocessable } from "../repository/github_refusal.ts";
import type { GitHubState } from "../repository/github_state.ts";
import { addLabels, removeLabel } from "../repository/pull_label.ts";
import { toLabelAnswer } from "./pull_answer.ts";
import { findPull } from "./pull_finder.ts";
import { pageOf } from "./pull_list.ts";
import { toUserAnswer } from "./user_answer.ts";

/** The routes of comments and labels. */
export function createIssueRoute(state: GitHubState): Hono<GitHubEnv> {
  const app = new Hono<GitHubEnv>();
  app.get("/issues/:number{[0-9]+}/comments", (c) => {
    const { number } = findPull(state, c.req.param("number"));
    const query = c.req.query();
    const { rows, headers } = pageOf(state.comments.list(number), { query, url: c.req.url });
    const links = c.get("links");
    return answerJson(rows.map((comment) => toCommentAnswer(comment, links)), { headers });
  });
  app.post("/issues/:number{[0-9]+}/comments", async (c) => {
    const body = (await RequestBody.read(c.req)).requiredText("body");
    const pull = findPull(state, c.req.param("number"));
    const comment = state.comments.add({ pull, author: c.get("caller"), body });
    return answerJson(toCommentAnswer(comment, c.get("links")), { status: 201 });
  });
  app.get("/issues/:number{[0-9]+}/labels", (c) => {
    const { labels } = findPull(state, c.req.param("number"));
    return answerJson(labels.map((name) => toLabelAnswer(c.get("links"), name)));
  });
  app.post("/issues/:number{[0-9]+}/labels", async (c) => {
    const names = toLabelNames((await RequestBody.read(c.req)).list("labels") ?? []);
    const pull = findPull(state, c.req.param("number"));
    addLabels(state, { pull, names });
    return answerJson(pull.labels.map((name) => toLabelAnswer(c.get("links"), name)));
  });
  app.delete("/issues/:number{[0-9]+}/labels/:name", (c) => {
    const pull = findPull(state, c.req.param("number"));
    removeLabel(state, { pull, name: c.req.param("name") });
    return answerJson(pull.labels.map((name) => toLabelAnswer(c.get("links"), name)));
  });
  return app;
}

function toCommentAnswer(
  { id, number, author, body, createdAt }: CommentRecord,
  links: RepositoryLinks,
): unknown {
  return {
    id,
    node_id: nodeId("IC", id),
    url: `${links.api}/issues/comments/${id}`,
    html_url: `${links.html}/pull/${number}#issuecomment-${id}`,
    issue_url: `${links.api}/issues/${number}`,
    user: toUserAnswer(author),
    body,
    created_at: isoTime(createdAt),
    updated_at: isoTime(createdAt),
    author_association: "CONTRIBUTOR",
  };
}

// GitHub takes names and objects that have one.
function toLabelNames(rows: readonly unknown[]): readonly string[] {
  return rows.map((row) => {
    const name = isObject(row) ? row["name"] : row;
    if (typeof name === "string") return name;
    throw unprocessable(
      `Invalid request.\n\nFor 'items', ${JSON.stringify(row)} is not a string.`,
    );
  });
}
