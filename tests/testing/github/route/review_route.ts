/** Requesting reviews of a pull request, and taking that back. */
import { Hono } from "@hono/hono";
import type { GitHubEnv } from "../http/github_env.ts";
import { answerJson } from "../http/json_answer.ts";
import { RequestBody } from "../http/request_body.ts";
import type { GitHubState } from "../repository/github_state.ts";
import { requestReviews, type ReviewerNames, withdrawReviews } from "../repository/pull_review.ts";
import { toPullRow } from "./pull_answer.ts";
import { findPull } from "./pull_finder.ts";

/** The routes of requested reviewers. */
export function createReviewRoute(state: GitHubState): Hono<GitHubEnv> {
  const app = new Hono<GitHubEnv>();
  const path = "/pulls/:number{[0-9]+}/requested_reviewers";
  app.post(path, async (c) => {
    const names = await readNames(c.req);
    const pull = findPull(state, c.req.param("number"));
    requestReviews(state, { pull, ...names });
    return answerJson(toPullRow(state, { pull, links: c.get("links") }), { status: 201 });
  });
  app.delete(path, async (c) => {
    const names = await readNames(c.req);
    const pull = findPull(state, c.req.param("number"));
    withdrawReviews(state, { pull, ...names });
    return answerJson(toPullRow(state, { pull, links: c.get("links") }));
  });
  return app;
}

async function readNames(request: { text(): Promise<string> }): Promise<ReviewerNames> {
  const body = await RequestBody.read(request);
  return {
    reviewers: (body.list("reviewers") ?? []).map(String),
    teams: (body.list("team_reviewers") ?? []).map(String),
  };
}
