/**
 * One repository on GitHub through Octokit: each call says what it is for, is cancellable, and comes
 * back as a checked value or as an error that says what to do next.
 */
import { Octokit } from "@octokit/rest";
import type { z } from "zod";
import { UnavailableError } from "../errors.ts";
import { type CallPurpose, statusOf, toCallError } from "./github_error.ts";
import type { Fetch } from "./guarded_fetch.ts";

/** Where the repository is and how to get in. */
export interface GitHubClientDeps {
  readonly apiUrl: string;
  readonly owner: string;
  readonly repo: string;
  /** Gives the current token. */
  readonly readToken: () => Promise<string>;
  readonly fetch: Fetch;
  readonly userAgent: string;
}

/** One call. */
export interface GitHubCall<Schema extends z.ZodType> extends CallPurpose {
  /** Octokit's route below the repository, e.g. `GET /git/ref/{ref}`. */
  readonly route: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly answer: Schema;
  readonly signal: AbortSignal;
}

/** Calls GitHub, one call at a time. */
export class GitHubClient {
  readonly #deps: GitHubClientDeps;
  readonly #octokit: Octokit;

  constructor(deps: GitHubClientDeps) {
    this.#deps = deps;
    const silent = () => {};
    this.#octokit = new Octokit({
      baseUrl: deps.apiUrl,
      userAgent: deps.userAgent,
      log: { debug: silent, info: silent, warn: silent, error: silent },
      request: { fetch: deps.fetch },
    });
  }

  /** `owner/name` of the repository. */
  get repository(): string {
    return `${this.#deps.owner}/${this.#deps.repo}`;
  }

  /** Owner of the repository. */
  get owner(): string {
    return this.#deps.owner;
  }

  /** Makes the call and checks its answer. */
  async call<Schema extends z.ZodType>(call: GitHubCall<Schema>): Promise<z.infer<Schema>> {
    const data = await this.#request(call);
    const parsed = call.answer.safeParse(data);
    if (parsed.success) return parsed.data;
    const place = parsed.error.issues[0]?.path.join(".") || "the whole";
    throw new UnavailableError(
      `Cannot ${call.action}: GitHub's answer is not what its API promises, at ${place}`,
    );
  }

  /** The same, but `undefined` where the thing does not exist. */
  async find<Schema extends z.ZodType>(
    call: GitHubCall<Schema>,
  ): Promise<z.infer<Schema> | undefined> {
    try {
      return await this.call(call);
    } catch (error) {
      if (error instanceof Error && statusOf(error) === 404) return undefined;
      throw error;
    }
  }

  async #request<Schema extends z.ZodType>(call: GitHubCall<Schema>): Promise<unknown> {
    const [method, path] = call.route.split(" ", 2);
    try {
      const token = await this.#deps.readToken();
      const response = await this.#octokit.request(`${method} /repos/{owner}/{repo}${path}`, {
        owner: this.#deps.owner,
        repo: this.#deps.repo,
        ...call.parameters,
        headers: { authorization: `token ${token}` },
        request: { signal: call.signal },
      });
      return response.data;
    } catch (error) {
      call.signal.throwIfAborted();
      throw toCallError(error, call);
    }
  }
}
