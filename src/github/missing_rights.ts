/** Which rights a token lacks: told by an App and by scopes, else found out by harmless writes. */
import { z } from "zod";
import { AccessError, ConflictError } from "../errors.ts";
import type { GitHubClient } from "./github_client.ts";
import { toRight } from "./github_error.ts";
import { isGranted, type Permission } from "./permission.ts";

/** Where which rights are needed. */
export interface RightsDeps {
  readonly client: GitHubClient;
  readonly baseBranch: string;
  /**
   * The rights that are needed beside reading. An App tells all of its rights; of other tokens
   * "contents: write" and "pull requests: write" can be found out.
   */
  readonly permissions?: readonly Permission[];
}

/** What GitHub told of the repository and of the token. */
export interface TokenFacts {
  readonly isPrivate: boolean;
  /** Whether the token's owner may push; `undefined` where GitHub does not say. */
  readonly mayPush: boolean | undefined;
  /** The scopes of a classic token; `undefined` for any other. */
  readonly scopes: readonly string[] | undefined;
  readonly signal: AbortSignal;
}

/** What every proposal needs. */
const PERMISSIONS: readonly Permission[] = ["contents: write", "pull requests: write"];

/** A sentence for each right that the token lacks. */
export async function findMissingRights(
  deps: RightsDeps,
  { isPrivate, mayPush, scopes, signal }: TokenFacts,
): Promise<readonly string[]> {
  const { client, permissions: wanted = PERMISSIONS } = deps;
  const toProblem = (permission: Permission): string =>
    `The token lacks ${toRight({ permission, repository: client.repository })}`;
  const granted = client.permissions;
  if (granted !== undefined) {
    return wanted.filter((permission) => !isGranted(permission, granted)).map(toProblem);
  }
  const isOutOfScope = scopes !== undefined && !scopes.includes("repo") &&
    (isPrivate || !scopes.includes("public_repo"));
  if (isOutOfScope) {
    const scope = isPrivate ? "repo" : "public_repo";
    return wanted.map((permission) => `${toProblem(permission)}: expected the scope "${scope}"`);
  }
  if (mayPush === false) {
    const reason = "its owner may not push there";
    return wanted.map((permission) => `${toProblem(permission)}: ${reason}`);
  }
  return scopes === undefined ? await probe(deps, { toProblem, signal }) : [];
}

/**
 * A fine-grained token does not tell its rights, so two writes that change nothing find out: the
 * empty blob, which nobody points to, and a pull request from a branch to itself, which GitHub
 * refuses for what it is only where it might be made.
 */
async function probe(
  { client, baseBranch }: RightsDeps,
  { toProblem, signal }: {
    readonly toProblem: (permission: Permission) => string;
    readonly signal: AbortSignal;
  },
): Promise<readonly string[]> {
  const probes = [{
    route: "POST /git/blobs",
    parameters: { content: "", encoding: "utf-8" },
    permission: "contents: write",
  }, {
    route: "POST /pulls",
    parameters: { title: "Access check", head: baseBranch, base: baseBranch },
    permission: "pull requests: write",
  }] as const;
  const problems: string[] = [];
  for (const { permission, ...call } of probes) {
    const action = `find out whether the token has ${
      toRight({ permission, repository: client.repository })
    }`;
    try {
      await client.call({ ...call, permission, action, answer: z.unknown(), signal });
    } catch (error) {
      if (error instanceof AccessError) problems.push(describe(error, toProblem(permission)));
      else if (!(error instanceof ConflictError)) throw error;
    }
  }
  return [...new Set(problems)];
}

/** A refusal for another reason, as the organisation's sign-on, is told in its own words. */
function describe(error: AccessError, problem: string): string {
  const isAboutRight = error.status === 404 || /expected a token with "/.test(error.message);
  return isAboutRight ? problem : error.message;
}
