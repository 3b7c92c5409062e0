/** Who GitHub says we are: a person, or an App with `[bot]` behind its name. */
import { z } from "zod";
import { AccessError } from "../errors.ts";
import type { GitHubClient } from "./github_client.ts";
import { GraphQlRefusal } from "./graphql_refusal.ts";

const QUERY = "query { viewer { login } }";
const answer = z.object({ viewer: z.object({ login: z.string() }) });

/** Asks once; only GraphQL tells it for every kind of credential. */
export class OwnLogin {
  readonly #client: GitHubClient;
  #login: string | null | undefined;

  constructor(client: GitHubClient) {
    this.#client = client;
  }

  /** The login, or `null` where GitHub does not tell. */
  async read(signal: AbortSignal): Promise<string | null> {
    if (this.#login === undefined) this.#login = await this.#ask(signal);
    return this.#login;
  }

  async #ask(signal: AbortSignal): Promise<string | null> {
    try {
      const { viewer } = await this.#client.graphql({
        query: QUERY,
        variables: {},
        action: "find out whose token it is",
        permission: "metadata: read",
        answer,
        signal,
      });
      return viewer.login;
    } catch (error) {
      if (error instanceof AccessError || error instanceof GraphQlRefusal) return null;
      throw error;
    }
  }
}
