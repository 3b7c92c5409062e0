/**
 * REST and GraphQL as one Hono app: who is calling, which repository, the routes, and on
 * every answer GitHub's headers, conditional requests and error bodies.
 */
import { createHash } from "node:crypto";
import { type Context, Hono, type Next } from "@hono/hono";
import type { Caller } from "../repository/account.ts";
import { settleAutoMerges } from "../repository/auto_merge.ts";
import { GitHubRefusal, notFound } from "../repository/github_refusal.ts";
import type { GitHubState } from "../repository/github_state.ts";
import { createAppRoute } from "../route/app_route.ts";
import { createBlobRoute } from "../route/blob_route.ts";
import { createCheckRoute } from "../route/check_route.ts";
import { createCommitRoute } from "../route/commit_route.ts";
import { createCompareRoute } from "../route/compare_route.ts";
import { createContentsRoute } from "../route/contents_route.ts";
import { createGraphQlRoute, toGraphQlPath } from "../route/graphql_route.ts";
import { createIssueRoute } from "../route/issue_route.ts";
import { createPullRoute } from "../route/pull_route.ts";
import { createRefRoute } from "../route/ref_route.ts";
import { createRepositoryRoute } from "../route/repository_route.ts";
import { createReviewRoute } from "../route/review_route.ts";
import { createTreeRoute } from "../route/tree_route.ts";
import { requireAccess } from "./access_guard.ts";
import type { CallLimiter } from "./call_limiter.ts";
import { documentationUrl } from "./documentation_url.ts";
import type { GitHubEnv } from "./github_env.ts";
import { answerJson } from "./json_answer.ts";

/** Makes the app; `basePath` is `/api/v3` for a GitHub Enterprise Server, else empty. */
export function createGitHubApp(
  state: GitHubState,
  { basePath, limiter }: { readonly basePath: string; readonly limiter: CallLimiter },
): Hono<GitHubEnv> {
  const root = new Hono<GitHubEnv>();
  root.use(createHeaders({ state, limiter }));
  const graphQlPath = toGraphQlPath(basePath);
  root.use(graphQlPath, createIdentifier(state));
  root.route(graphQlPath, createGraphQlRoute(state));
  const app = root.basePath(basePath);
  app.use("/repos/:owner/:repo/*", createGuard({ state, basePath }));
  const routes = [
    createRepositoryRoute,
    createRefRoute,
    createBlobRoute,
    createTreeRoute,
    createCommitRoute,
    createContentsRoute,
    createCompareRoute,
    createPullRoute,
    createIssueRoute,
    createReviewRoute,
    createCheckRoute,
  ];
  for (const create of routes) app.route("/repos/:owner/:repo", create(state));
  app.route("/", createAppRoute(state));
  root.notFound((c) => answerRefusal(c, notFound()));
  root.onError((error, c) => {
    if (error instanceof GitHubRefusal) return answerRefusal(c, error);
    throw error;
  });
  return root;
}

type Middleware = (c: Context<GitHubEnv>, next: Next) => Promise<void>;

function createGuard(
  { state, basePath }: { readonly state: GitHubState; readonly basePath: string },
): Middleware {
  return async (c, next) => {
    const caller = identify(state, c);
    const names = `${c.req.param("owner")}/${c.req.param("repo")}`.toLowerCase();
    const own = `${state.owner}/${state.repo}`;
    if (names !== own.toLowerCase()) throw notFound();
    const path = c.req.path.replace(/^.*?\/repos\/[^/]+\/[^/]+/, "");
    requireAccess(state, { caller, method: c.req.method, path });
    const { origin } = new URL(c.req.url);
    c.set("caller", caller);
    c.set("links", {
      origin,
      api: `${origin}${basePath}/repos/${own}`,
      html: `https://github.com/${own}`,
    });
    await next();
  };
}

// GraphQL tells by field what a caller may do.
function createIdentifier(state: GitHubState): Middleware {
  return async (c, next) => {
    c.set("caller", identify(state, c));
    await next();
  };
}

function identify(state: GitHubState, c: Context<GitHubEnv>): Caller {
  const caller = state.tokens.find(readToken(c));
  if (caller !== undefined) return caller;
  throw new GitHubRefusal({
    status: 401,
    message: readToken(c) === "" ? "Requires authentication" : "Bad credentials",
    documentationUrl: "https://docs.github.com/rest",
  });
}

function createHeaders(
  { state, limiter }: { readonly state: GitHubState; readonly limiter: CallLimiter },
): Middleware {
  let served = 0;
  return async (c, next) => {
    const isWrite = !["GET", "HEAD"].includes(c.req.method);
    const resource = c.req.path.endsWith("/graphql") ? "graphql" : "core";
    const { login: account = "", scopes } = state.tokens.find(readToken(c)) ?? {};
    const refusal = limiter.refuse({ account, resource, isWrite });
    if (refusal === undefined) await next();
    else c.res = refusal;
    if (isWrite) settleAutoMerges(state);
    if (c.req.method === "GET" && c.res.status === 200) c.res = await conditional(c);
    if (scopes !== undefined) c.res.headers.set("x-oauth-scopes", scopes.join(", "));
    const isFree = refusal !== undefined || c.res.status === 304;
    limiter.complete(c.res, { account, resource, charge: isFree ? "free" : "counted" });
    served += 1;
    const id = served.toString(16).toUpperCase().padStart(4, "0");
    c.res.headers.set("x-github-request-id", `D0B1:${id}:1A2B3C:4D5E6F:65000000`);
    c.res.headers.set("x-github-media-type", "github.v3; format=json");
  };
}

async function conditional(c: Context<GitHubEnv>): Promise<Response> {
  const bytes = new Uint8Array(await c.res.arrayBuffer());
  const etag = `W/"${createHash("sha256").update(bytes).digest("hex")}"`;
  const headers = new Headers(c.res.headers);
  headers.set("etag", etag);
  headers.set("cache-control", "private, max-age=60, s-maxage=60");
  const known = (c.req.header("if-none-match") ?? "").split(",").map((tag) => strong(tag));
  if (!known.includes(strong(etag))) return new Response(bytes, { status: 200, headers });
  headers.delete("content-type");
  return new Response(null, { status: 304, headers });
}

function strong(etag: string): string {
  return etag.trim().replace(/^W\//, "");
}

function readToken(c: Context<GitHubEnv>): string {
  return /^(?:token|bearer)\s+(\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1] ?? "";
}

function answerRefusal(c: Context<GitHubEnv>, refusal: GitHubRefusal): Response {
  const { status, message, errors } = refusal;
  const page = documentationUrl({ method: c.req.method, path: c.req.path });
  return answerJson({
    message,
    ...(errors === undefined ? {} : { errors }),
    documentation_url: refusal.documentationUrl ?? page,
    status: String(status),
  }, { status, headers: refusal.headers });
}
