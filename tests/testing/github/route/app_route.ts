/** Where a GitHub App gets its tokens: `POST /app/installations/{id}/access_tokens`. */
import { Hono } from "@hono/hono";
import type { GitHubEnv } from "../http/github_env.ts";
import { answerJson } from "../http/json_answer.ts";
import { isoTime } from "../repository/account.ts";
import { GitHubRefusal, notFound } from "../repository/github_refusal.ts";
import type { GitHubState } from "../repository/github_state.ts";

/** The routes of the App; a double without one knows no App. */
export function createAppRoute(state: GitHubState): Hono<GitHubEnv> {
  const app = new Hono<GitHubEnv>();
  app.post("/app/installations/:id/access_tokens", (c) => {
    const [, jwt = ""] = /^bearer\s+(\S+)$/i.exec(c.req.header("authorization") ?? "") ?? [];
    if (jwt === "") {
      throw new GitHubRefusal({
        status: 401,
        message: "A JSON web token could not be decoded",
        documentationUrl: "https://docs.github.com/rest",
      });
    }
    const { installation, app: options } = state;
    if (installation === undefined || options === undefined) {
      throw notFound("Integration not found");
    }
    const installationId = Number(c.req.param("id"));
    const { token, expiresAt } = installation.issue({ jwt, installationId, at: state.now() });
    return answerJson({
      token,
      expires_at: isoTime(expiresAt),
      permissions: { metadata: "read", ...options.permissions },
      repository_selection: "selected",
    }, { status: 201 });
  });
  return app;
}
