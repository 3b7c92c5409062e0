/** The Git references: one, those with a prefix, and creating, moving and deleting them. */
import { Hono } from "@hono/hono";
import { type GitHubEnv, nodeId, type RepositoryLinks } from "../http/github_env.ts";
import { answerJson } from "../http/json_answer.ts";
import { RequestBody } from "../http/request_body.ts";
import { notFound } from "../repository/github_refusal.ts";
import type { GitHubState } from "../repository/github_state.ts";

/** The routes of references. */
export function createRefRoute(state: GitHubState): Hono<GitHubEnv> {
  const app = new Hono<GitHubEnv>();
  app.get("/git/ref/:ref{.+}", (c) => {
    const ref = `refs/${c.req.param("ref")}`;
    const seen = state.lag.see(state, "refs");
    if (seen.refs.get(ref) === undefined) throw notFound();
    return answerJson(toRefAnswer(seen, { ref, links: c.get("links") }));
  });
  app.on(
    "GET",
    ["/git/matching-refs", "/git/matching-refs/", "/git/matching-refs/:ref{.+}"],
    (c) => {
      const seen = state.lag.see(state, "refs");
      const refs = seen.refs.list(`refs/${c.req.param("ref") ?? ""}`);
      const links = c.get("links");
      return answerJson(refs.map((ref) => toRefAnswer(seen, { ref, links })));
    },
  );
  app.post("/git/refs", async (c) => {
    const body = await RequestBody.read(c.req);
    body.require("ref", "sha");
    const ref = body.requiredText("ref");
    state.refs.create({ ref, id: body.requiredText("sha") });
    return answerJson(toRefAnswer(state, { ref, links: c.get("links") }), { status: 201 });
  });
  app.patch("/git/refs/:ref{.+}", async (c) => {
    const ref = `refs/${c.req.param("ref")}`;
    const body = await RequestBody.read(c.req);
    const id = body.requiredText("sha");
    state.refs.update({ ref, id, force: body.flag("force") ?? false });
    return answerJson(toRefAnswer(state, { ref, links: c.get("links") }));
  });
  app.delete("/git/refs/:ref{.+}", (c) => {
    state.refs.delete(`refs/${c.req.param("ref")}`);
    return new Response(null, { status: 204 });
  });
  return app;
}

function toRefAnswer(
  { refs, store }: GitHubState,
  { ref, links }: { readonly ref: string; readonly links: RepositoryLinks },
): unknown {
  const sha = refs.get(ref) ?? "";
  const type = store.kind(sha);
  return {
    ref,
    node_id: nodeId("REF", ref),
    url: `${links.api}/git/${ref}`,
    object: { sha, type, url: `${links.api}/git/${type}s/${sha}` },
  };
}
