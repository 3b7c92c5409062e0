/**
 * One repository on GitHub through Octokit: each call says what it is for, is cancellable, and comes
 * back as a checked value or as an error that says what to do next. A credential that GitHub refuses
 * is replaced once.
 */
import type { Octokit } from "@octokit/rest";
import type { z } from "zod";
import { UnavailableError } from "../errors.ts";
import { NO_TRACER, type Tracer } from "../runtime/tracer.ts";
import { createOctokit, type OctokitDeps } from "./create_octokit.ts";
import type { Credential } from "./credential.ts";
import { type CallPurpose, type PlacedPurpose, statusOf, toCallError } from "./github_error.ts";
import { graphQlAnswer, toGraphQlError, toMissingGraphQl } from "./graphql_refusal.ts";
import type { GrantedPermissions } from "./permission.ts";
import type { Quota } from "./rate_limit.ts";

/** Where the repository is and how to get in. */
export interface GitHubClientDeps extends OctokitDeps {
  readonly owner: string;
  readonly repo: string;
  readonly credential: Credential;
  readonly tracer?: Tracer;
}

/** What every call has. */
interface CheckedCall<Schema extends z.ZodType> extends CallPurpose {
  readonly answer: Schema;
  readonly signal: AbortSignal;
}

/** One call. */
export interface GitHubCall<Schema extends z.ZodType> extends CheckedCall<Schema> {
  /** Octokit's route below the repository, e.g. `GET /git/ref/{ref}`; `GET` is the repository. */
  readonly route: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** One call of GraphQL. */
export interface GraphQlCall<Schema extends z.ZodType> extends CheckedCall<Schema> {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

interface Sending {
  readonly call: CheckedCall<z.ZodType>;
  readonly parameters: Readonly<Record<string, unknown>>;
}

interface SentAnswer extends GitHubAnswer<unknown> {
  readonly status: number;
}

/** An answer with its headers, whose names are in lower case. */
export interface GitHubAnswer<T> {
  readonly data: T;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
}

/** Calls GitHub, one call at a time. */
export class GitHubClient {
  readonly #deps: GitHubClientDeps;
  readonly #octokit: Octokit;
  readonly #graphQlUrl: string;
  /** What the newest call has signed in with. */
  #secret: string | undefined;

  constructor(deps: GitHubClientDeps) {
    this.#deps = deps;
    this.#octokit = createOctokit(deps);
    this.#graphQlUrl = `${deps.apiUrl.replace(/\/api\/v3$/, "/api")}/graphql`;
  }

  /** `owner/name` of the repository. */
  get repository(): string {
    return `${this.#deps.owner}/${this.#deps.repo}`;
  }

  /** Owner of the repository. */
  get owner(): string {
    return this.#deps.owner;
  }

  /** The rights of the credential, once it has told them; only an App's does. */
  get permissions(): GrantedPermissions | undefined {
    return this.#deps.credential.permissions;
  }

  /** What is left of our rate limits, as the newest answers told it. */
  get quota(): readonly Quota[] {
    return this.#deps.guard.readQuota();
  }

  /** Makes the call and checks its answer. */
  async call<Schema extends z.ZodType>(call: GitHubCall<Schema>): Promise<z.infer<Schema>> {
    return (await this.read(call)).data;
  }

  /** The same, with the answer's headers. */
  async read<Schema extends z.ZodType>(
    call: GitHubCall<Schema>,
  ): Promise<GitHubAnswer<z.infer<Schema>>> {
    const [method, path = ""] = call.route.split(" ", 2);
    const { data, headers } = await this.#send(`${method} /repos/{owner}/{repo}${path}`, {
      call,
      parameters: { owner: this.#deps.owner, repo: this.#deps.repo, ...call.parameters },
    });
    return { data: check(data, call), headers };
  }

  /** The same as `call`, but `undefined` where the thing does not exist. */
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

  /** Asks GraphQL and checks the answer's `data`; throws `GraphQlRefusal` where it says no. */
  async graphql<Schema extends z.ZodType>(call: GraphQlCall<Schema>): Promise<z.infer<Schema>> {
    const { query, variables } = call;
    const parameters = { query, variables };
    const { data } = await this.#send(`POST ${this.#graphQlUrl}`, { call, parameters }).catch(
      (error: unknown) => {
        throw statusOf(error) === 404 ? toMissingGraphQl(this.#toPurpose(call)) : error;
      },
    );
    const { errors = [], data: answer } = check(data, { ...call, answer: graphQlAnswer });
    if (errors.length > 0) throw toGraphQlError(errors, this.#toPurpose(call));
    return check(answer, call);
  }

  async #send(route: string, request: Sending): Promise<GitHubAnswer<unknown>> {
    const { tracer = NO_TRACER } = this.#deps;
    const name = route.replace(this.#graphQlUrl, "/graphql");
    const [method = ""] = route.split(" ", 1);
    const attributes = { "http.request.method": method };
    return await tracer.inSpan({ name, kind: "client", attributes }, async (span) => {
      try {
        const answer = await this.#sendSigned(route, request);
        span.setAttributes({ "http.response.status_code": answer.status });
        return answer;
      } catch (error) {
        const status = error instanceof Error ? statusOf(error) : undefined;
        if (status !== undefined) span.setAttributes({ "http.response.status_code": status });
        throw error;
      }
    });
  }

  async #sendSigned(
    route: string,
    { call, parameters }: Sending,
  ): Promise<SentAnswer> {
    const { credential } = this.#deps;
    const attempt = async (authorization: string): Promise<SentAnswer> => {
      this.#secret = authorization.replace(/^\S+ /, "");
      return await this.#octokit.request(route, {
        ...parameters,
        headers: { authorization },
        request: { signal: call.signal },
      });
    };
    try {
      const authorization = await credential.authorize(call.signal);
      return await attempt(authorization).catch(async (error: unknown) => {
        if (statusOf(error) !== 401 || !await credential.replace(authorization)) throw error;
        return await attempt(await credential.authorize(call.signal));
      });
    } catch (error) {
      call.signal.throwIfAborted();
      throw toCallError(error, this.#toPurpose(call));
    }
  }

  #toPurpose({ action, permission }: CallPurpose): PlacedPurpose {
    const { problem } = this.#deps.credential;
    const secret = this.#secret;
    return { action, permission, repository: this.repository, secret, credentialProblem: problem };
  }
}

function check<Schema extends z.ZodType>(
  data: unknown,
  { answer, action }: { readonly answer: Schema; readonly action: string },
): z.infer<Schema> {
  const parsed = answer.safeParse(data);
  if (parsed.success) return parsed.data;
  if (typeof data === "string") {
    const expected = "expected JSON, as from the address of GitHub's API (GITHUB_API_URL)";
    throw new UnavailableError(`Cannot ${action}: the answer is a page or a text, ${expected}`);
  }
  const place = parsed.error.issues[0]?.path.join(".") || "its top";
  throw new UnavailableError(
    `Cannot ${action}: GitHub's answer is not what its API promises, at ${place}`,
  );
}
