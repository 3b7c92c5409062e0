/** The pull requests: listing, opening, reading, changing, updating and merging. */
import { Hono } from "@hono/hono";
import type { GitHubEnv } from "../http/github_env.ts";
import { answerJson } from "../http/json_answer.ts";
import { RequestBody } from "../http/request_body.ts";
import { updatePullBranch } from "../repository/branch_updater.ts";
import {
  GitHubRefusal,
  requireSha,
  unprocessable,
  validationFailed,
} from "../repository/github_refusal.ts";
import type { GitHubState } from "../repository/github_state.ts";
import { mergePull } from "../repository/pull_merger.ts";
import type { MergeMethod, PullRecord } from "../repository/pull_record.ts";
import { toPullAnswer, toPullRow } from "./pull_answer.ts";
import { findPull } from "./pull_finder.ts";
import { pageOf, selectPulls } from "./pull_list.ts";

/** The routes of pull requests. */
export function createPullRoute(state: GitHubState): Hono<GitHubEnv> {
  const app = new Hono<GitHubEnv>();
  app.get("/pulls", (c) => {
    const query = c.req.query();
    const links = c.get("links");
    const seen = state.lag.see(state, "pulls");
    const pulls = selectPulls(seen.pulls.list(), { query, owner: state.owner });
    const { rows, headers } = pageOf(pulls, { query, url: c.req.url });
    return answerJson(rows.map((pull) => toPullRow(seen, { pull, links })), { headers });
  });
  app.post("/pulls", async (c) => {
    const pull = openPull(state, { body: await RequestBody.read(c.req), author: c.get("caller") });
    const links = c.get("links");
    const location = `${links.api}/pulls/${pull.number}`;
    return answerJson(toPullAnswer(state, { pull, links }), { status: 201, headers: { location } });
  });
  app.get("/pulls/:number{[0-9]+}", (c) => {
    const seen = state.lag.see(state, "pulls");
    const pull = findPull(seen, c.req.param("number"));
    return answerJson(toPullAnswer(seen, { pull, links: c.get("links") }));
  });
  app.patch("/pulls/:number{[0-9]+}", async (c) => {
    const body = await RequestBody.read(c.req);
    const pull = findPull(state, c.req.param("number"));
    changePull(state, { pull, body });
    return answerJson(toPullAnswer(state, { pull, links: c.get("links") }));
  });
  app.put("/pulls/:number{[0-9]+}/merge", async (c) => {
    const body = await RequestBody.read(c.req);
    const pull = findPull(state, c.req.param("number"));
    const sha = mergeOnRequest(state, { pull, body, by: c.get("caller") });
    return answerJson({ sha, merged: true, message: "Pull Request successfully merged" });
  });
  app.put("/pulls/:number{[0-9]+}/update-branch", async (c) => {
    const expectedHead = (await RequestBody.read(c.req)).text("expected_head_sha");
    const pull = findPull(state, c.req.param("number"));
    const { login, type } = c.get("caller");
    updatePullBranch(state, {
      pull,
      by: { login, type },
      ...(expectedHead === undefined ? {} : { expectedHead }),
    });
    const { html } = c.get("links");
    const answer = { message: "Updating pull request branch.", url: `${html}/pull/${pull.number}` };
    return answerJson(answer, { status: 202 });
  });
  return app;
}

function openPull(
  state: GitHubState,
  { body, author: { login, type } }: {
    readonly body: RequestBody;
    readonly author: PullRecord["author"];
  },
): PullRecord {
  body.require("base", "head");
  const title = body.text("title") ?? "";
  if (title === "") {
    throw validationFailed({ resource: "PullRequest", code: "missing_field", field: "title" });
  }
  const text = body.isNull("body") ? "" : body.text("body") ?? "";
  return state.pulls.open({
    title,
    body: text === "" ? null : text,
    base: body.requiredText("base"),
    head: body.requiredText("head"),
    draft: body.flag("draft") ?? false,
    author: { login, type },
  });
}

// A title of null and a state that is neither word change nothing; a body of null empties it.
function changePull(
  state: GitHubState,
  { pull, body }: { readonly pull: PullRecord; readonly body: RequestBody },
): void {
  const optional = (name: string) => body.isNull(name) ? undefined : body.text(name);
  const title = optional("title");
  const base = optional("base");
  const wanted = optional("state");
  const text = body.isNull("body") ? null : body.text("body");
  state.pulls.change(pull, {
    ...(title === undefined ? {} : { title }),
    ...(text === undefined ? {} : { body: text }),
    ...(base === undefined ? {} : { base }),
    ...(wanted === "open" || wanted === "closed" ? { state: wanted } : {}),
  });
}

const methods: readonly MergeMethod[] = ["merge", "squash", "rebase"];

function mergeOnRequest(state: GitHubState, { pull, body, by }: {
  readonly pull: PullRecord;
  readonly body: RequestBody;
  readonly by: PullRecord["author"];
}): string {
  const wanted = body.text("merge_method") ?? "merge";
  const method = methods.find((known) => known === wanted);
  if (method === undefined) {
    const list = JSON.stringify(methods).replaceAll(",", ", ");
    throw unprocessable(
      `Invalid request.\n\nFor 'properties/merge_method', ${wanted} is not a member of ${list}.`,
    );
  }
  const sha = body.text("sha");
  if (sha !== undefined) requireSha(sha);
  const isLate = sha !== undefined && sha !== pull.head.sha;
  if (isLate && pull.mergedAt === null && !pull.draft) {
    throw new GitHubRefusal({
      status: 409,
      message: "Head branch was modified. Review and try the merge again.",
    });
  }
  const title = body.text("commit_title");
  const message = body.text("commit_message");
  return mergePull(state, {
    pull,
    method,
    by: { login: by.login, type: by.type },
    ...(title === undefined ? {} : { title }),
    ...(message === undefined ? {} : { message }),
  });
}
