/** What is known of a commit's quality: check runs, and the statuses as one. */
import { Hono } from "@hono/hono";
import { type GitHubEnv, nodeId, type RepositoryLinks } from "../http/github_env.ts";
import { answerJson } from "../http/json_answer.ts";
import { isoTime, numberOf } from "../repository/account.ts";
import {
  type CheckReport,
  combineStates,
  type StatusReport,
  type Stored,
} from "../repository/check_store.ts";
import { unprocessable } from "../repository/github_refusal.ts";
import type { GitHubState } from "../repository/github_state.ts";
import { pageOf } from "./pull_list.ts";
import { toRepositoryAnswer } from "./repository_route.ts";

/** The routes of checks and statuses. */
export function createCheckRoute(state: GitHubState): Hono<GitHubEnv> {
  const app = new Hono<GitHubEnv>();
  app.get("/commits/:ref{.+}/check-runs", (c) => {
    const sha = resolveCommit(state, c.req.param("ref"));
    const { check_name: name, status } = c.req.query();
    const checks = state.checks.checks(sha)
      .filter((check) => name === undefined || check.name === name)
      .filter((check) => status === undefined || check.status === status);
    const { rows, headers } = pageOf(checks, { query: c.req.query(), url: c.req.url });
    const links = c.get("links");
    return answerJson({
      total_count: checks.length,
      check_runs: rows.map((check) => toCheckAnswer(check, { sha, links })),
    }, { headers });
  });
  app.get("/commits/:ref{.+}/status", (c) => {
    const sha = resolveCommit(state, c.req.param("ref"));
    const statuses = state.checks.statuses(sha);
    const { rows, headers } = pageOf(statuses, { query: c.req.query(), url: c.req.url });
    const links = c.get("links");
    return answerJson({
      state: combineStates(statuses.map((status) => status.state)),
      statuses: rows.map((status) => toStatusAnswer(status, { sha, links })),
      sha,
      total_count: statuses.length,
      repository: toRepositoryAnswer(state, links),
      commit_url: `${links.api}/commits/${sha}`,
      url: `${links.api}/commits/${sha}/status`,
    }, { headers });
  });
  return app;
}

function resolveCommit({ refs }: GitHubState, ref: string): string {
  const sha = refs.resolveCommit(ref);
  if (sha === undefined) throw unprocessable(`No commit found for SHA: ${ref}`);
  return sha;
}

interface CommitPlace {
  readonly sha: string;
  readonly links: RepositoryLinks;
}

function toCheckAnswer(check: CheckReport & Stored, { sha, links }: CommitPlace): unknown {
  const { id, name, status, conclusion = null, at } = check;
  const html_url = `${links.html}/runs/${id}`;
  return {
    id,
    node_id: nodeId("CR", id),
    name,
    head_sha: sha,
    external_id: "",
    url: `${links.api}/check-runs/${id}`,
    html_url,
    details_url: html_url,
    status,
    conclusion: status === "completed" ? conclusion : null,
    started_at: isoTime(at),
    completed_at: status === "completed" ? isoTime(at) : null,
    output: { title: null, summary: null, text: null, annotations_count: 0 },
    check_suite: { id: numberOf(sha) },
    app: { id: 15368, slug: "github-actions", name: "GitHub Actions" },
    pull_requests: [],
  };
}

function toStatusAnswer(status: StatusReport & Stored, { sha, links }: CommitPlace): unknown {
  const { id, context, state, description = null, targetUrl = null, at } = status;
  return {
    id,
    node_id: nodeId("SC", id),
    url: `${links.api}/statuses/${sha}`,
    state,
    context,
    description,
    target_url: targetUrl,
    created_at: isoTime(at),
    updated_at: isoTime(at),
  };
}
