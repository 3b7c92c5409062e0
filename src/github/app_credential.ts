/**
 * Signs in as an installation of a GitHub App. Its tokens live for an hour; one is kept until five
 * minutes before its end, and asked for by one request at a time.
 */
import type { Octokit } from "@octokit/rest";
import { z } from "zod";
import { AccessError, UnavailableError } from "../errors.ts";
import type { Clock } from "../runtime/clock.ts";
import { NO_TRACER, type Span, type Tracer } from "../runtime/tracer.ts";
import { signAppJwt } from "./app_jwt.ts";
import { toAppError } from "./app_refusal.ts";
import { createOctokit, type OctokitDeps } from "./create_octokit.ts";
import type { Credential } from "./credential.ts";
import { readAnswerOf } from "./octokit_answer.ts";
import type { GrantedPermissions } from "./permission.ts";

/** Which App, and how GitHub is asked for its tokens. */
export interface AppCredentialDeps extends OctokitDeps {
  /** Its id or client id. */
  readonly appId: string;
  readonly installationId: string;
  /** Gives the current private key in PEM. */
  readonly readPrivateKey: () => Promise<string>;
  readonly clock: Clock;
  readonly tracer?: Tracer;
}

/** How long before its end a token is replaced. */
const RENEWED_BEFORE_MS = 300_000;
/** How long before its end a token still serves where GitHub gives no new one. */
const SERVES_UNTIL_MS = 30_000;

const TOKEN_ROUTE = "POST /app/installations/{installation_id}/access_tokens";

const tokenAnswer = z.object({
  token: z.string().regex(/^[\x21-\x7e]+$/),
  expires_at: z.string().refine((text) => !Number.isNaN(Date.parse(text))),
  permissions: z.record(z.string(), z.string()).optional(),
});

interface InstallationToken {
  readonly header: string;
  /** Unix milliseconds. */
  readonly expiresAt: number;
}

/** The tokens of one installation. */
export class AppCredential implements Credential {
  readonly #deps: AppCredentialDeps;
  readonly #octokit: Octokit;
  #token: InstallationToken | undefined;
  #renewal: Promise<InstallationToken> | undefined;
  #permissions: GrantedPermissions | undefined;

  constructor(deps: AppCredentialDeps) {
    this.#deps = deps;
    this.#octokit = createOctokit(deps);
  }

  get permissions(): GrantedPermissions | undefined {
    return this.#permissions;
  }

  async authorize(signal: AbortSignal): Promise<string> {
    const known = this.#token;
    if (known !== undefined && this.#isGood(known, RENEWED_BEFORE_MS)) return known.header;
    try {
      this.#renewal ??= this.#requestToken(signal).finally(() => this.#renewal = undefined);
      this.#token = await this.#renewal;
      return this.#token.header;
    } catch (error) {
      const mayServe = error instanceof UnavailableError && known !== undefined &&
        known === this.#token && this.#isGood(known, SERVES_UNTIL_MS);
      if (mayServe) return known.header;
      throw error;
    }
  }

  replace(refused: string): Promise<boolean> {
    if (this.#token?.header === refused) this.#token = undefined;
    const canAskForAnother = true;
    return Promise.resolve(canAskForAnother);
  }

  #isGood({ expiresAt }: InstallationToken, beforeMs: number): boolean {
    return this.#deps.clock.now() < expiresAt - beforeMs;
  }

  #requestToken(signal: AbortSignal): Promise<InstallationToken> {
    const { tracer = NO_TRACER } = this.#deps;
    const attributes = { "http.request.method": "POST" };
    return tracer.inSpan(
      { name: TOKEN_ROUTE, kind: "client", attributes },
      (span) => this.#request(span, signal),
    );
  }

  async #request(span: Span, signal: AbortSignal): Promise<InstallationToken> {
    const { appId, installationId, clock } = this.#deps;
    const jwt = this.#sign(await this.#deps.readPrivateKey());
    const data = await this.#octokit.request(TOKEN_ROUTE, {
      installation_id: Number(installationId),
      headers: { authorization: `Bearer ${jwt}` },
      request: { signal },
    }).then(({ status, data }): unknown => {
      span.setAttributes({ "http.response.status_code": status });
      return data;
    }, (error: unknown) => {
      const status = readAnswerOf(error)?.status;
      if (status !== undefined) span.setAttributes({ "http.response.status_code": status });
      signal.throwIfAborted();
      throw toAppError(error, { appId, now: clock.now() });
    });
    const parsed = tokenAnswer.safeParse(data);
    if (!parsed.success) {
      throw new UnavailableError(
        `Cannot sign in as the GitHub App "${appId}": the answer is not what GitHub's API promises`,
      );
    }
    const { token, expires_at, permissions } = parsed.data;
    this.#permissions = permissions ?? {};
    return { header: `token ${token}`, expiresAt: Date.parse(expires_at) };
  }

  #sign(privateKey: string): string {
    const { appId, clock } = this.#deps;
    try {
      return signAppJwt({ appId, privateKey, now: clock.now() });
    } catch (error) {
      throw new AccessError(
        `Cannot sign in as the GitHub App "${appId}": its private key cannot be used, expected an RSA key`,
        { status: 401, cause: error },
      );
    }
  }
}
