/**
 * What the emulator does not do as GitHub does: a pull request follows its branch, there is only one
 * for a branch at a time, and a squash merge brings what the branch holds now onto the base.
 */
import { z } from "zod";
import type { EmulatedApi } from "./emulated_api.ts";
import { REPOSITORY_PATH } from "./place.ts";

const idSchema = z.object({ sha: z.string() });
const refSchema = z.object({ object: idSchema });
const commitSchema = z.object({ tree: idSchema, parents: z.array(idSchema) });
const pullSchema = z.looseObject({
  number: z.number(),
  state: z.string(),
  title: z.string(),
  body: z.string().nullable(),
  merged_at: z.string().nullable(),
  head: z.looseObject({ ref: z.string(), sha: z.string() }),
  base: z.looseObject({ ref: z.string(), sha: z.string() }),
});
const createSchema = z.object({ head: z.string() });

/** A pull request as the API gives it. */
export type Pull = z.infer<typeof pullSchema>;

/** What the emulator does not know of a merge; the commits are those of its moment. */
interface Merge {
  readonly merged_at: string;
  readonly merge_commit_sha: string;
  readonly headCommit: string;
  readonly baseCommit: string;
}

/** The pull request calls that differ from the emulator's. */
export class PullRequests {
  readonly #api: EmulatedApi;
  readonly #merges = new Map<number, Merge>();

  constructor(api: EmulatedApi) {
    this.#api = api;
  }

  /** Corrects what the emulator tells of one pull request or a list of them. */
  async correct(answer: unknown): Promise<unknown> {
    if (Array.isArray(answer)) return await Promise.all(answer.map((item) => this.correct(item)));
    const pull = pullSchema.safeParse(answer);
    return pull.success ? await this.#correct(pull.data) : answer;
  }

  /** All pull requests, newest first. */
  async list(): Promise<readonly Pull[]> {
    const path = `${REPOSITORY_PATH}/pulls?state=all`;
    const pulls = await this.#api.call({ method: "GET", path }, z.array(pullSchema));
    return await Promise.all(pulls.map((pull) => this.#correct(pull)));
  }

  /** One pull request; throws where there is none. */
  async find(number: number): Promise<Pull> {
    const path = `${REPOSITORY_PATH}/pulls/${number}`;
    return await this.#correct(await this.#api.call({ method: "GET", path }, pullSchema));
  }

  /** Why a pull request cannot be opened, if so. */
  async findDuplicate(body: string): Promise<Response | undefined> {
    const { head } = createSchema.parse(JSON.parse(body));
    const isDuplicate = (await this.list()).some((pull) =>
      pull.state === "open" && pull.head.ref === head
    );
    return isDuplicate ? refuse(422, `A pull request already exists for ${head}.`) : undefined;
  }

  /** Squashes an up-to-date pull request onto its base branch. */
  async merge(number: number): Promise<Response> {
    const { state, title, head, base } = await this.find(number);
    if (state !== "open") return refuse(405, "Pull Request is not mergeable");
    const commitPath = `${REPOSITORY_PATH}/git/commits`;
    const read = { method: "GET", path: `${commitPath}/${head.sha}` };
    const { tree, parents } = await this.#api.call(read, commitSchema);
    if (parents.length !== 1 || parents[0]?.sha !== base.sha) {
      return refuse(405, "Head branch is behind the base branch");
    }
    const { sha } = await this.#api.call({
      method: "POST",
      path: commitPath,
      body: { message: `${title} (#${number})`, tree: tree.sha, parents: [base.sha] },
    }, idSchema);
    const refPath = `${REPOSITORY_PATH}/git/refs/heads/${base.ref}`;
    await this.#api.call({ method: "PATCH", path: refPath, body: { sha } }, refSchema);
    this.#merges.set(number, {
      merged_at: new Date().toISOString(),
      merge_commit_sha: sha,
      headCommit: head.sha,
      baseCommit: base.sha,
    });
    const path = `${REPOSITORY_PATH}/pulls/${number}`;
    await this.#api.call({ method: "PATCH", path, body: { state: "closed" } }, pullSchema);
    return Response.json({ sha, merged: true, message: "Pull Request successfully merged" });
  }

  async #correct(pull: Pull): Promise<Pull> {
    const { head, base, number } = pull;
    const merge = this.#merges.get(number);
    if (merge !== undefined) {
      const { headCommit, baseCommit, ...told } = merge;
      const commits = { head: { ...head, sha: headCommit }, base: { ...base, sha: baseCommit } };
      return { ...pull, ...commits, ...told, merged: true };
    }
    const [headCommit, baseCommit] = await Promise.all([
      this.#findBranch(head.ref),
      this.#findBranch(base.ref),
    ]);
    return {
      ...pull,
      head: { ...head, sha: headCommit ?? head.sha },
      base: { ...base, sha: baseCommit ?? base.sha },
    };
  }

  async #findBranch(branch: string): Promise<string | undefined> {
    const path = `${REPOSITORY_PATH}/git/ref/heads/${branch}`;
    const response = await this.#api.forward({ method: "GET", path });
    const answer = refSchema.safeParse(await response.json());
    return answer.success ? answer.data.object.sha : undefined;
  }
}

/** An error as GitHub says it. */
export function refuse(status: number, message: string): Response {
  return Response.json({ message }, { status });
}
