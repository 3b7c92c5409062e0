/**
 * The Git commits: reading and creating. GitHub signs those of an App that names neither author nor
 * committer; nothing of a personal token is signed.
 */
import { Hono } from "@hono/hono";
import { type GitHubEnv, nodeId, type RepositoryLinks } from "../http/github_env.ts";
import { readIdentity } from "../http/identity_input.ts";
import { answerJson } from "../http/json_answer.ts";
import { RequestBody } from "../http/request_body.ts";
import { type Caller, identityOf, isoTime, webFlow } from "../repository/account.ts";
import { notFound, requireSha, unprocessable } from "../repository/github_refusal.ts";
import type { GitHubState } from "../repository/github_state.ts";
import type { GitIdentity } from "../git/git_object.ts";

/** A commit as the Git routes show it. */
export interface CommitAnswer {
  readonly sha: string;
  readonly node_id: string;
  readonly url: string;
  readonly html_url: string;
  readonly author: PersonAnswer;
  readonly committer: PersonAnswer;
  readonly tree: { readonly sha: string; readonly url: string };
  readonly message: string;
  readonly parents: readonly {
    readonly sha: string;
    readonly url: string;
    readonly html_url: string;
  }[];
  readonly verification: unknown;
}

interface PersonAnswer {
  readonly name: string;
  readonly email: string;
  readonly date: string;
}

/** The routes of commits. */
export function createCommitRoute(state: GitHubState): Hono<GitHubEnv> {
  const app = new Hono<GitHubEnv>();
  app.get("/git/commits/:sha", (c) => {
    const sha = c.req.param("sha");
    requireSha(sha);
    if (state.store.commit(sha) === undefined) throw notFound();
    return answerJson(toCommitAnswer(state, { sha, links: c.get("links") }));
  });
  app.post("/git/commits", async (c) => {
    const body = await RequestBody.read(c.req);
    const sha = createCommit(state, { body, caller: c.get("caller") });
    const answer = toCommitAnswer(state, { sha, links: c.get("links") });
    return answerJson(answer, { status: 201, headers: { location: answer.url } });
  });
  return app;
}

function createCommit(
  { store, now, signedCommits }: GitHubState,
  { body, caller }: { readonly body: RequestBody; readonly caller: Caller },
): string {
  body.require("message", "tree");
  const tree = body.requiredText("tree");
  requireSha(tree, "tree");
  const at = now();
  const isSigned = caller.kind === "app" && !body.has("author") && !body.has("committer");
  const author = readIdentity(body, { field: "author", now: at }) ?? identityOf(caller, at);
  const committer = isSigned
    ? webFlow(at)
    : readIdentity(body, { field: "committer", now: at }) ?? author;
  const kind = store.kind(tree);
  if (kind === undefined) throw unprocessable("Tree SHA does not exist");
  if (kind !== "tree") throw unprocessable("Tree SHA is not a tree object");
  const parents = (body.list("parents") ?? []).map(String);
  if (parents.some((parent) => store.kind(parent) !== "commit")) {
    throw unprocessable("Parent SHA does not exist or is not a commit object");
  }
  const message = body.requiredText("message");
  const sha = store.putCommit({ tree, parents, author, committer, message });
  if (isSigned) signedCommits.add(sha);
  return sha;
}

/** The answer for a commit that is there. */
export function toCommitAnswer(
  { store, signedCommits }: GitHubState,
  { sha, links }: { readonly sha: string; readonly links: RepositoryLinks },
): CommitAnswer {
  const { tree, parents, author, committer, message } = store.commitOf(sha);
  const urls = (id: string) => ({
    url: `${links.api}/git/commits/${id}`,
    html_url: `${links.html}/commit/${id}`,
  });
  return {
    sha,
    node_id: nodeId("C", sha),
    ...urls(sha),
    author: toPersonAnswer(author),
    committer: toPersonAnswer(committer),
    tree: { sha: tree, url: `${links.api}/git/trees/${tree}` },
    message,
    parents: parents.map((id) => ({ sha: id, ...urls(id) })),
    verification: signedCommits.has(sha) ? toSignature(isoTime(committer.epochSeconds)) : UNSIGNED,
  };
}

const UNSIGNED = {
  verified: false,
  reason: "unsigned",
  signature: null,
  payload: null,
  verified_at: null,
} as const;

// The signature itself is not modelled, nor is it part of the commit's bytes.
function toSignature(verifiedAt: string): unknown {
  const signature = "-----BEGIN PGP SIGNATURE-----\n\nnot modelled\n-----END PGP SIGNATURE-----";
  return { verified: true, reason: "valid", signature, payload: "", verified_at: verifiedAt };
}

function toPersonAnswer({ name, email, epochSeconds }: GitIdentity): PersonAnswer {
  return { name, email, date: isoTime(epochSeconds) };
}
