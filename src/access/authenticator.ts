/** Says who asks, by the credential that a request shows: a listed token, or one that an issuer signed. */
import type { Caller } from "../collector/caller.ts";
import type { TokenList } from "./token_list.ts";
import { hasKey, isMeant, readClaimed, type TrustedKeys, verifyToken } from "./token_verifier.ts";

/** Whose keys count, and how newer ones are got. */
export interface TrustedIssuers {
  /** The trusts with their keys as they are now. */
  readonly trusts: readonly TrustedKeys[];
  /** Looks for newer keys of a trust, at most every few seconds. */
  seek(trust: TrustedKeys): Promise<void>;
}

/** What credentials are looked up in; at least one is there. */
export interface AuthenticatorDeps {
  readonly tokens: { readonly value: TokenList } | null;
  readonly issuers: TrustedIssuers | null;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** Longest token that is looked at; those of Kubernetes have some 1,500 characters. */
const TOKEN_LENGTH_MAX = 16_384;
/** Where more clusters than this share an issuer's name, new keys are found by their age alone. */
const SEEK_COUNT_MAX = 10;
const BEARER = /^bearer +([\x21-\x7e]+) *$/i;

/** Answers for requests; `null`: nobody that we know. */
export class Authenticator {
  readonly #deps: AuthenticatorDeps;

  constructor(deps: AuthenticatorDeps) {
    this.#deps = deps;
  }

  /** Who shows this `Authorization` header. */
  async authenticate(authorization: string | null): Promise<Caller | null> {
    if (authorization === null || authorization.length > TOKEN_LENGTH_MAX) return null;
    const token = BEARER.exec(authorization)?.[1];
    if (token === undefined) return null;
    return await this.#deps.tokens?.value.find(token) ?? await this.#verify(token);
  }

  async #verify(token: string): Promise<Caller | null> {
    const { issuers, now } = this.#deps;
    if (issuers === null) return null;
    const claimed = readClaimed(token);
    if (claimed === null) return null;
    // A key that nobody knows yet may be a new one of an issuer that changes its keys.
    const meant = issuers.trusts.filter((each) => isMeant(each, claimed));
    const isKnown = meant.some((each) => hasKey(each, claimed));
    if (!isKnown && meant.length <= SEEK_COUNT_MAX) {
      await Promise.all(meant.map((each) => issuers.seek(each)));
    }
    return await verifyToken(token, { claimed, meant, now: now() });
  }
}
