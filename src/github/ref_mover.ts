/**
 * Moves and deletes our branch, only while it stands where it was seen: GraphQL compares and moves in
 * one step; where a server does not offer that, the branch is read again right before it is forced.
 */
import { z } from "zod";
import { AccessError, ConflictError } from "../errors.ts";
import type { GitReader } from "./git_reader.ts";
import type { GitHubClient } from "./github_client.ts";
import { GraphQlRefusal } from "./graphql_refusal.ts";
import type { WriteMemory } from "./write_memory.ts";

/** What the calls need. */
export interface RefMoverDeps {
  readonly client: GitHubClient;
  readonly reader: GitReader;
  readonly memory: WriteMemory;
  /** Our branch. */
  readonly branch: string;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** The repository's id for GraphQL. */
  readonly readRepositoryId: (signal: AbortSignal) => Promise<string>;
}

/** In place of a commit that is not there. */
const NO_COMMIT = "0".repeat(40);

const UPDATE_REFS = `mutation ($input: UpdateRefsInput!) {
  updateRefs(input: $input) { clientMutationId }
}`;
const updateRefsAnswer = z.object({ updateRefs: z.looseObject({}) });

/** Whether it is offered is asked again after so long. */
const NOT_OFFERED_MS = 3_600_000;

/** Moves one branch. */
export class RefMover {
  readonly #deps: RefMoverDeps;
  /** Unix milliseconds at which a server said twice in a row that it does not compare and move. */
  #notOfferedAt: number | undefined;

  constructor(deps: RefMoverDeps) {
    this.#deps = deps;
  }

  /** Points our branch to a commit; throws `ConflictError` where it has moved since. */
  async move(
    move: { readonly from: string | undefined; readonly to: string },
    signal: AbortSignal,
  ): Promise<void> {
    const { branch, memory } = this.#deps;
    const { from, to: sha } = move;
    if (from === undefined) {
      // GitHub refuses to create what exists, so this needs no comparison.
      await this.#call({
        route: "POST /git/refs",
        parameters: { ref: `refs/heads/${branch}`, sha },
      }, signal);
    } else if (!await this.#updateRefs({ from, to: sha }, signal)) {
      await this.#refuseIfMoved(from, signal);
      const parameters = { ref: `heads/${branch}`, sha, force: true };
      await this.#call({ route: "PATCH /git/refs/{ref}", parameters }, signal);
    }
    memory.noteBranch(from);
  }

  /** Deletes our branch; throws `ConflictError` where it has moved since. */
  async delete(from: string, signal: AbortSignal): Promise<void> {
    const { branch, memory } = this.#deps;
    if (!await this.#updateRefs({ from, to: NO_COMMIT }, signal)) {
      await this.#refuseIfMoved(from, signal);
      const parameters = { ref: `heads/${branch}` };
      await this.#call({ route: "DELETE /git/refs/{ref}", parameters }, signal);
    }
    memory.noteBranch(from);
  }

  /**
   * Compares and moves in one step; false where GitHub does not do that. Any other refusal is final:
   * a branch that was found elsewhere must not be forced on the word of a read, which may be old.
   */
  async #updateRefs(
    move: { readonly from: string; readonly to: string },
    signal: AbortSignal,
  ): Promise<boolean> {
    const { branch, readRepositoryId, now } = this.#deps;
    const sinceMs = now() - (this.#notOfferedAt ?? -Infinity);
    if (sinceMs >= 0 && sinceMs < NOT_OFFERED_MS) return false;
    const update = { name: `refs/heads/${branch}`, beforeOid: move.from, afterOid: move.to };
    const input = {
      repositoryId: await readRepositoryId(signal),
      refUpdates: [{ ...update, force: true }],
    };
    // One answer may be a hiccup, after which the branch would be forced on the word of a read.
    const answers = [await this.#ask(input, signal)];
    if (answers[0] === "not offered") answers.push(await this.#ask(input, signal));
    if (answers.every((answer) => answer === "not offered")) this.#notOfferedAt = now();
    return answers.at(-1) === "moved";
  }

  async #ask(
    input: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<"moved" | "not allowed" | "not offered"> {
    try {
      await this.#deps.client.graphql({
        query: UPDATE_REFS,
        variables: { input },
        action: this.#action,
        permission: "contents: write",
        answer: updateRefsAnswer,
        signal,
      });
      return "moved";
    } catch (error) {
      // A right that is missing is explained better by the calls that follow, if they miss it, too.
      if (error instanceof AccessError) return "not allowed";
      if (!(error instanceof GraphQlRefusal)) throw error;
      // Whatever else GitHub refuses, the branch may have moved: reads can be too old to tell.
      if (!isNotOffered(error)) throw new ConflictError(error.message, { cause: error });
      return "not offered";
    }
  }

  async #refuseIfMoved(seen: string, signal: AbortSignal): Promise<void> {
    const { reader, branch } = this.#deps;
    if (await reader.findBranch(branch, signal) === seen) return;
    throw new ConflictError(`Cannot move the branch "${branch}": somebody else has moved it`);
  }

  async #call(
    call: { readonly route: string; readonly parameters: Readonly<Record<string, unknown>> },
    signal: AbortSignal,
  ): Promise<void> {
    await this.#deps.client.call({
      ...call,
      action: this.#action,
      permission: "contents: write",
      answer: z.unknown(),
      signal,
    });
  }

  get #action(): string {
    const { client, branch } = this.#deps;
    return `move the branch "${branch}" of "${client.repository}"`;
  }
}

const NOT_OFFERED = /Field 'updateRefs' doesn't exist|UpdateRefsInput isn't a defined input type/i;

/** Older servers do not know the mutation, or have no GraphQL. */
function isNotOffered({ isMissing, messages }: GraphQlRefusal): boolean {
  return isMissing || messages.some((message) => NOT_OFFERED.test(message));
}
