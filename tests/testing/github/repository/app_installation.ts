/**
 * A GitHub App with its one installation: checks the word that the App signs, and gives tokens that
 * end after an hour. Refusals have GitHub's texts, be they as misleading as those about time.
 */
import { type KeyObject, verify } from "node:crypto";
import type { TokenBook } from "./account.ts";
import { GitHubRefusal, notFound } from "./github_refusal.ts";
import type { TokenPermissions } from "./token_permission.ts";

/** An App as a test configures it; all but its names may change while the double runs. */
export interface AppOptions {
  readonly id: number;
  /** Its commits are by `slug[bot]`. */
  readonly slug: string;
  readonly installationId: number;
  /** The keys that it may sign with. */
  publicKeys: readonly KeyObject[];
  permissions: TokenPermissions;
  isSuspended?: boolean;
}

/** A token as GitHub answers it. */
export interface InstallationToken {
  readonly token: string;
  readonly expiresAt: Date;
}

const TOKEN_LIFETIME_MS = 3_600_000;
/** GitHub's clock and others may differ by a little. */
const JWT_LIFETIME_MAX_S = 600;

const UNDECODABLE = "A JSON web token could not be decoded";
const ISSUED_AT = "'Issued at' claim ('iat') must be an Integer representing the time that the " +
  "assertion was issued";
const EXPIRED = "'Expiration time' claim ('exp') must be a numeric value representing the future " +
  "time at which the assertion expires";
const TOO_FAR = "'Expiration time' claim ('exp') is too far in the future";

/** The App of one double. */
export class AppInstallation {
  readonly #app: AppOptions;
  readonly #tokens: TokenBook;
  #issued = 0;

  constructor(app: AppOptions, tokens: TokenBook) {
    this.#app = app;
    this.#tokens = tokens;
  }

  /** How many tokens were given out. */
  get tokenCount(): number {
    return this.#issued;
  }

  /** Gives a token to whoever has signed the word, or throws GitHub's refusal. */
  issue(
    request: { readonly jwt: string; readonly installationId: number; readonly at: Date },
  ): InstallationToken {
    const { id, slug, installationId, permissions, isSuspended = false } = this.#app;
    const claims = this.#readJwt(request.jwt);
    checkTimes(claims, Math.floor(request.at.getTime() / 1000));
    if (String(claims["iss"]) !== String(id)) throw notFound("Integration not found");
    if (request.installationId !== installationId) throw notFound();
    if (isSuspended) {
      throw new GitHubRefusal({ status: 403, message: "This installation has been suspended" });
    }
    this.#issued += 1;
    const token = `ghs_${String(this.#issued).padStart(36, "0")}`;
    const expiresAt = new Date(request.at.getTime() + TOKEN_LIFETIME_MS);
    this.#tokens.grant({
      token,
      login: `${slug}[bot]`,
      type: "Bot",
      kind: "app",
      permissions: { ...permissions },
      expiresAt,
    });
    return { token, expiresAt };
  }

  #readJwt(jwt: string): Readonly<Record<string, unknown>> {
    const [head = "", body = "", signature = "", ...rest] = jwt.split(".");
    try {
      const isSigned = rest.length === 0 && decode(head)["alg"] === "RS256" &&
        this.#app.publicKeys.some((key) =>
          verify("RSA-SHA256", new TextEncoder().encode(`${head}.${body}`), key, toBytes(signature))
        );
      if (isSigned) return decode(body);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    throw unauthorized(UNDECODABLE);
  }
}

function checkTimes(claims: Readonly<Record<string, unknown>>, now: number): void {
  const { iat, exp } = claims;
  if (typeof iat !== "number" || !Number.isInteger(iat) || iat > now) throw unauthorized(ISSUED_AT);
  if (typeof exp !== "number" || exp <= now) throw unauthorized(EXPIRED);
  if (exp > now + JWT_LIFETIME_MAX_S) throw unauthorized(TOO_FAR);
}

function decode(part: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(new TextDecoder().decode(toBytes(part)));
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function toBytes(part: string): Uint8Array {
  return Uint8Array.fromBase64(part, { alphabet: "base64url" });
}

function unauthorized(message: string): GitHubRefusal {
  return new GitHubRefusal({
    status: 401,
    message,
    documentationUrl: "https://docs.github.com/rest",
  });
}
