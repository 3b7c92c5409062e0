/** `POST /graphql`: reads the request and leaves the document to its executor. */
import { Hono } from "@hono/hono";
import { executeDocument } from "../graphql/execute_document.ts";
import type { GitHubEnv } from "../http/github_env.ts";
import { answerJson } from "../http/json_answer.ts";
import { isObject, RequestBody } from "../http/request_body.ts";
import { GitHubRefusal, notFound } from "../repository/github_refusal.ts";
import type { GitHubState } from "../repository/github_state.ts";

/** Where GraphQL is beside a REST base path: `/api/v3` has `/api/graphql`. */
export function toGraphQlPath(basePath: string): string {
  return `${basePath.replace(/\/v3$/, "")}/graphql`;
}

/** The route of GraphQL; the caller must be known already. */
export function createGraphQlRoute(state: GitHubState): Hono<GitHubEnv> {
  const app = new Hono<GitHubEnv>();
  app.post("/", async (c) => {
    if (!state.settings.offersGraphQl) throw notFound();
    const body = await RequestBody.read(c.req);
    const query = body.value("query");
    if (typeof query !== "string") {
      throw new GitHubRefusal({
        status: 400,
        message: "A query attribute must be specified and must be a string.",
      });
    }
    const sent = body.value("variables");
    const variables = isObject(sent) ? sent : {};
    return answerJson(await executeDocument(state, { query, variables, caller: c.get("caller") }));
  });
  return app;
}
