/** Access with a bearer token that a test exchanges; a new one is found when the old is forgotten. */
import type { KubeAccess } from "../../../src/kube/kube_access.ts";

/** A way to an API server in the hands of a test. */
export class TokenAccess implements KubeAccess {
  readonly baseUrl: string;
  readonly description = "token";
  readonly #ca: string | undefined;
  #used: string;
  #found: string;

  constructor(options: { readonly baseUrl: string; readonly token: string; readonly ca?: string }) {
    this.baseUrl = options.baseUrl;
    this.#ca = options.ca;
    this.#used = this.#found = options.token;
  }

  createHttpClient(): Promise<Deno.HttpClient> {
    return Promise.resolve(
      Deno.createHttpClient(this.#ca === undefined ? {} : { caCerts: [this.#ca] }),
    );
  }

  readHeaders(): Promise<Readonly<Record<string, string>>> {
    return Promise.resolve({ authorization: `Bearer ${this.#used}` });
  }

  forgetCredentials(): void {
    this.#used = this.#found;
  }

  /** From now on, this is what is found when credentials are read again. */
  renew(token: string): void {
    this.#found = token;
  }
}
