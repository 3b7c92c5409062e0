/** What people do to our pull requests through GitHub's pages, where the double has no word for it. */
import assert from "node:assert/strict";
import { deriveBranchName } from "../../src/collector/branch_name.ts";
import { REGISTRY_PATH } from "./collector_world.ts";
import type { GitHubDouble } from "./github/github_double.ts";

const TOKEN = "token_of_a_person";

/** Changes title or text of a pull request. */
export async function editPull(
  github: GitHubDouble,
  change: { readonly number: number; readonly title?: string; readonly body?: string },
): Promise<void> {
  const { number, ...fields } = change;
  await ask(github, { method: "PATCH", path: `pulls/${number}`, body: fields });
}

/** Opens a draft from our branch. */
export async function openDraft(github: GitHubDouble): Promise<void> {
  const head = await deriveBranchName({ baseBranch: "main", filePath: REGISTRY_PATH });
  const body = { title: "Mine", body: "", base: "main", head, draft: true };
  await ask(github, { method: "POST", path: "pulls", body });
}

/** Switches the auto-merge of a pull request off. */
export async function disableAutoMerge(github: GitHubDouble, number: number): Promise<void> {
  const mutation = "disablePullRequestAutoMerge(input: { pullRequestId: $id })";
  await changePull(github, { number, mutation });
}

/** Lets GitHub squash a pull request once nothing blocks. */
export async function enableAutoMerge(github: GitHubDouble, number: number): Promise<void> {
  const mutation = "enablePullRequestAutoMerge(input: { pullRequestId: $id, mergeMethod: SQUASH })";
  await changePull(github, { number, mutation });
}

async function changePull(
  github: GitHubDouble,
  { number, mutation }: { readonly number: number; readonly mutation: string },
): Promise<void> {
  const pull = await ask(github, { method: "GET", path: `pulls/${number}` });
  const query = `mutation ($id: ID!) { ${mutation} { clientMutationId } }`;
  const body = { query, variables: { id: pull["node_id"] } };
  const answer = await send(github, { method: "POST", path: "graphql", body });
  assert.equal(answer["errors"], undefined, JSON.stringify(answer["errors"]));
}

/** Sets a branch back to a commit, as `git push --force` does. */
export async function resetBranch(
  github: GitHubDouble,
  to: { readonly branch: string; readonly sha: string },
): Promise<void> {
  const path = `git/refs/heads/${to.branch}`;
  await ask(github, { method: "PATCH", path, body: { sha: to.sha, force: true } });
}

interface Question {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

function ask(github: GitHubDouble, question: Question): Promise<Readonly<Record<string, unknown>>> {
  const { owner, repo } = github;
  return send(github, { ...question, path: `repos/${owner}/${repo}/${question.path}` });
}

async function send(
  github: GitHubDouble,
  { method, path, body }: Question,
): Promise<Readonly<Record<string, unknown>>> {
  github.tokens.grant({ token: TOKEN, login: "maintainer", scopes: ["repo"] });
  const response = await github.fetch(`https://github.test/${path}`, {
    method,
    headers: { authorization: `token ${TOKEN}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer: Readonly<Record<string, unknown>> = await response.json();
  assert.ok(response.ok, JSON.stringify(answer));
  return answer;
}
