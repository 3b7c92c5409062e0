/**
 * Finds out before the first write everything that is in its way, so that a person can put it right
 * at once: names, rights and the state of the repository. Asks at most five times, and changes
 * nothing that anybody could see.
 */
import { z } from "zod";
import { AccessError, ConflictError } from "../errors.ts";
import { refAnswer } from "./answers.ts";
import type { GitHubClient } from "./github_client.ts";
import { findMissingRights, type RightsDeps } from "./missing_rights.ts";

/** What is checked. */
export interface AccessCheckDeps extends RightsDeps {
  readonly filePath: string;
}

/** What came out. */
export interface AccessCheck {
  /** A sentence for each thing that a person must change; none if all is well. */
  readonly problems: readonly string[];
  /** The repository's id for GraphQL, and whether it may merge by itself; where it could be read. */
  readonly repository?: { readonly id: string; readonly allowsAutoMerge: boolean };
}

const repositoryAnswer = z.object({
  node_id: z.string().min(1),
  full_name: z.string(),
  private: z.boolean(),
  archived: z.boolean().optional(),
  allow_auto_merge: z.boolean().nullish(),
  permissions: z.object({ push: z.boolean() }).optional(),
});

type RepositoryAnswer = z.infer<typeof repositoryAnswer>;

const contentsAnswer = z.union([z.array(z.unknown()), z.object({ type: z.string() })]);

/** Checks the access; throws `UnavailableError` where GitHub cannot tell now. */
export async function checkAccess(
  deps: AccessCheckDeps,
  signal: AbortSignal,
): Promise<AccessCheck> {
  const found = await findRepository(deps.client, signal);
  if ("problem" in found) return { problems: [found.problem] };
  const { data, scopes } = found;
  const problems = [
    ...describeState(data, deps.client.repository),
    ...await findMissingPlaces(deps, signal),
    ...(data.archived ? [] : await findMissingRights(deps, { ...toReach(data), scopes, signal })),
  ];
  const repository = { id: data.node_id, allowsAutoMerge: data.allow_auto_merge ?? false };
  return { problems, repository };
}

async function findRepository(
  client: GitHubClient,
  signal: AbortSignal,
): Promise<
  | { readonly data: RepositoryAnswer; readonly scopes: readonly string[] | undefined }
  | { readonly problem: string }
> {
  try {
    const { data, headers } = await client.read({
      route: "GET",
      action: `read the repository "${client.repository}"`,
      permission: "metadata: read",
      answer: repositoryAnswer,
      signal,
    });
    const scopes = headers["x-oauth-scopes"];
    return { data, scopes: typeof scopes === "string" ? toScopes(scopes) : undefined };
  } catch (error) {
    if (!(error instanceof AccessError)) throw error;
    if (error.status !== 404) return { problem: error.message };
    const problem = `Cannot find the repository "${client.repository}": expected its name to be ` +
      "right, the token to see it, and GITHUB_API_URL to be the address of GitHub's API";
    return { problem };
  }
}

function toScopes(header: string): readonly string[] {
  return header.split(",").map((scope) => scope.trim()).filter((scope) => scope !== "");
}

function describeState(data: RepositoryAnswer, repository: string): readonly string[] {
  const problems: string[] = [];
  if (data.full_name.toLowerCase() !== repository.toLowerCase()) {
    const name = JSON.stringify(data.full_name.slice(0, 140));
    problems.push(`The repository "${repository}" is called ${name} now, expected that name`);
  }
  if (data.archived) {
    problems.push(`The repository "${repository}" is archived, so nothing can be written to it`);
  }
  return problems;
}

function toReach(data: RepositoryAnswer): { isPrivate: boolean; mayPush: boolean | undefined } {
  return { isPrivate: data.private, mayPush: data.permissions?.push };
}

/** Branch and file; without the branch, nothing is said of the file. */
async function findMissingPlaces(
  { client, baseBranch, filePath }: AccessCheckDeps,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const branch = `the branch "${baseBranch}" of "${client.repository}"`;
  const file = `the file "${filePath}" on ${branch}`;
  const purpose = { permission: "contents: read", signal } as const;
  try {
    const ref = await client.find({
      ...purpose,
      route: "GET /git/ref/{ref}",
      parameters: { ref: `heads/${baseBranch}` },
      action: `read ${branch}`,
      answer: refAnswer,
    });
    if (ref === undefined) return [`Cannot find ${branch}`];
    const contents = await client.find({
      ...purpose,
      route: "GET /contents/{path}",
      parameters: { path: filePath, ref: baseBranch },
      action: `read ${file}`,
      answer: contentsAnswer,
    });
    if (contents === undefined) return [`Cannot find ${file}`];
    const isFile = !Array.isArray(contents) && contents.type === "file";
    return isFile ? [] : [`Cannot use ${file}: expected a file, not a directory or a link`];
  } catch (error) {
    if (error instanceof AccessError) return [error.message];
    // GitHub's answer for a repository without any commit.
    if (error instanceof ConflictError) return [error.message];
    throw error;
  }
}
