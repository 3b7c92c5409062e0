/** What the fields of queries and mutations do. A refusal is thrown, and made an error elsewhere. */
import type { Caller } from "../repository/account.ts";
import { disableAutoMerge, enableAutoMerge } from "../repository/auto_merge.ts";
import { GitHubRefusal, notFound } from "../repository/github_refusal.ts";
import { isGranted } from "../repository/token_permission.ts";
import type { GitHubState } from "../repository/github_state.ts";
import type { MergeMethod, PullRecord } from "../repository/pull_record.ts";
import { updateRefs } from "../repository/ref_transaction.ts";
import { pullNodeId } from "../route/pull_answer.ts";
import { repositoryNodeId } from "../route/repository_route.ts";
import { type ObjectAnswer, toActor, toPullObject, toRepositoryObject } from "./object_answer.ts";

interface Mutation {
  readonly clientMutationId?: string | null;
}

interface UpdateRefsInput extends Mutation {
  readonly repositoryId: string;
  readonly refUpdates: readonly {
    readonly name: string;
    readonly beforeOid?: string | null;
    readonly afterOid: string;
    readonly force?: boolean | null;
  }[];
}

interface AutoMergeInput extends Mutation {
  readonly pullRequestId: string;
  readonly mergeMethod?: "MERGE" | "REBASE" | "SQUASH" | null;
  readonly commitHeadline?: string | null;
  readonly commitBody?: string | null;
  readonly expectedHeadOid?: string | null;
}

const methods: Readonly<Record<"MERGE" | "REBASE" | "SQUASH", MergeMethod>> = {
  MERGE: "merge",
  REBASE: "rebase",
  SQUASH: "squash",
};

/** The root for one call. */
export function createRootValue(state: GitHubState, caller: Caller): ObjectAnswer {
  return {
    viewer: () => toActor(caller),
    repository: ({ owner, name }: { readonly owner: string; readonly name: string }) => {
      const wanted = `${owner}/${name}`;
      const isOurs = wanted.toLowerCase() === `${state.owner}/${state.repo}`.toLowerCase();
      if (isOurs && caller.maySee) return toRepositoryObject(state);
      throw notFound(`Could not resolve to a Repository with the name '${wanted}'.`);
    },
    node: ({ id }: { readonly id: string }) => {
      if (caller.maySee && id === repositoryNodeId(state)) return toRepositoryObject(state);
      return toPullObject(state, findPull(state, { id, caller }));
    },
    ...createMutations(state, caller),
  };
}

function createMutations(state: GitHubState, caller: Caller): ObjectAnswer {
  return {
    updateRefs: ({ input }: { readonly input: UpdateRefsInput }) => {
      const { repositoryId, refUpdates, clientMutationId = null } = input;
      if (!caller.maySee || repositoryId !== repositoryNodeId(state)) throw noNode(repositoryId);
      requireWrite(caller);
      updateRefs(
        state.refs,
        refUpdates.map(({ name, beforeOid = null, afterOid, force }) => ({
          ref: name,
          before: beforeOid,
          after: afterOid,
          force: force ?? false,
        })),
      );
      return { clientMutationId };
    },
    enablePullRequestAutoMerge: ({ input }: { readonly input: AutoMergeInput }) => {
      const pull = findPull(state, { id: input.pullRequestId, caller });
      requireWrite(caller);
      enableAutoMerge(state, {
        pull,
        method: methods[input.mergeMethod ?? "MERGE"],
        by: caller,
        title: input.commitHeadline ?? null,
        message: input.commitBody ?? null,
        ...(typeof input.expectedHeadOid === "string"
          ? { expectedHead: input.expectedHeadOid }
          : {}),
      });
      return toPayload(state, { input, caller, pull });
    },
    disablePullRequestAutoMerge: ({ input }: { readonly input: AutoMergeInput }) => {
      const pull = findPull(state, { id: input.pullRequestId, caller });
      requireWrite(caller);
      disableAutoMerge(state, pull);
      return toPayload(state, { input, caller, pull });
    },
  };
}

function toPayload(state: GitHubState, { input, caller, pull }: {
  readonly input: Mutation;
  readonly caller: Caller;
  readonly pull: PullRecord;
}): ObjectAnswer {
  const { clientMutationId = null } = input;
  return { clientMutationId, actor: toActor(caller), pullRequest: toPullObject(state, pull) };
}

function findPull(
  state: GitHubState,
  { id, caller }: { readonly id: string; readonly caller: Caller },
): PullRecord {
  const pull = state.pulls.list().find(({ number }) => pullNodeId(state, number) === id);
  if (pull === undefined || !caller.maySee) throw noNode(id);
  return pull;
}

function noNode(id: string): GitHubRefusal {
  return notFound(`Could not resolve to a node with the global id of '${id}'`);
}

function requireWrite({ mayWrite, permissions, kind }: Caller): void {
  const isGrantedContents = permissions === undefined ||
    isGranted({ name: "contents", level: "write" }, permissions);
  if (mayWrite && isGrantedContents) return;
  throw new GitHubRefusal({
    status: 403,
    message: `Resource not accessible by ${
      kind === "app" ? "integration" : "personal access token"
    }`,
  });
}
