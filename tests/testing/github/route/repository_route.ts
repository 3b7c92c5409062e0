/** `GET /repos/{owner}/{repo}`, and how GitHub shows the repository inside other answers. */
import { Hono } from "@hono/hono";
import { type GitHubEnv, nodeId, type RepositoryLinks } from "../http/github_env.ts";
import { answerJson } from "../http/json_answer.ts";
import { numberOf } from "../repository/account.ts";
import type { GitHubState } from "../repository/github_state.ts";
import { toUserAnswer, type UserAnswer } from "./user_answer.ts";

/** The fields of a repository that all its appearances share. */
export interface RepositoryAnswer {
  readonly id: number;
  readonly node_id: string;
  readonly name: string;
  readonly full_name: string;
  readonly private: boolean;
  readonly owner: UserAnswer;
  readonly html_url: string;
  readonly url: string;
  readonly fork: boolean;
  readonly archived: boolean;
  readonly default_branch: string;
}

/** The repository as pull requests show it. */
export function toRepositoryAnswer(
  { owner, repo, defaultBranch, settings }: GitHubState,
  links: RepositoryLinks,
): RepositoryAnswer {
  return {
    id: numberOf(`${owner}/${repo}`),
    node_id: repositoryNodeId({ owner, repo }),
    name: repo,
    full_name: `${owner}/${repo}`,
    private: settings.isPrivate,
    owner: toUserAnswer({ login: owner, type: "User" }),
    html_url: links.html,
    url: links.api,
    fork: false,
    archived: settings.isArchived,
    default_branch: defaultBranch,
  };
}

/** The id of the repository that GraphQL knows it by. */
export function repositoryNodeId(
  { owner, repo }: { readonly owner: string; readonly repo: string },
): string {
  return nodeId("R", numberOf(`${owner}/${repo}`));
}

/** The routes of the repository itself. */
export function createRepositoryRoute(state: GitHubState): Hono<GitHubEnv> {
  const app = new Hono<GitHubEnv>();
  app.get("/", (c) => {
    const { mayWrite } = c.get("caller");
    const { allowedMergeMethods, allowsAutoMerge, deletesBranchOnMerge } = state.settings;
    return answerJson({
      ...toRepositoryAnswer(state, c.get("links")),
      allow_merge_commit: allowedMergeMethods.includes("merge"),
      allow_squash_merge: allowedMergeMethods.includes("squash"),
      allow_rebase_merge: allowedMergeMethods.includes("rebase"),
      allow_auto_merge: allowsAutoMerge,
      delete_branch_on_merge: deletesBranchOnMerge,
      permissions: { admin: false, maintain: false, push: mayWrite, triage: mayWrite, pull: true },
    });
  });
  return app;
}
