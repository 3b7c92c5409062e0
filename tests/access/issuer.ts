/** An issuer of signed tokens, as a cluster has one. */
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { type KeySet, parseKeySet } from "../../src/access/key_set.ts";
import type { Trust } from "../../src/access/trust_list.ts";

/** The moment that tokens are made for, in Unix milliseconds. */
export const NOON = Date.UTC(2026, 0, 31, 12);
const NOON_S = NOON / 1_000;

/** What everybody here calls himself: clusters share the names of their issuers. */
export const TRUST: Trust = {
  cluster: "prod",
  issuer: "https://kubernetes.default.svc",
  audience: "machinery-status-collector",
  subject: "system:serviceaccount:machinery-status:machinery-status-informer",
  keys: { kind: "file", path: "prod.json" },
};

/** What a token may say otherwise. */
export interface TokenOptions {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
}

/** One cluster's keys. */
export class Issuer {
  readonly jwk: JWK;
  /** Its key set, as the collector has read it. */
  readonly keys: KeySet;
  readonly #privateKey: CryptoKey;
  readonly #algorithm: string;

  private constructor(parts: {
    readonly jwk: JWK;
    readonly keys: KeySet;
    readonly privateKey: CryptoKey;
    readonly algorithm: string;
  }) {
    this.jwk = parts.jwk;
    this.keys = parts.keys;
    this.#privateKey = parts.privateKey;
    this.#algorithm = parts.algorithm;
  }

  /** A new key of that id. */
  static async create(keyId: string, algorithm = "ES256"): Promise<Issuer> {
    const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
    const jwk = { ...await exportJWK(publicKey), kid: keyId, use: "sig" };
    const keys = await parseKeySet(JSON.stringify({ keys: [jwk] }));
    return new Issuer({ jwk, keys, privateKey, algorithm });
  }

  /** The key set that an API server shows. */
  get keySet(): string {
    return JSON.stringify({ keys: [this.jwk] });
  }

  /** A token that is good at noon, but for what is said otherwise; `undefined` leaves a claim out. */
  async sign({ claims = {}, header = {} }: TokenOptions = {}): Promise<string> {
    const payload = {
      iss: TRUST.issuer,
      aud: [TRUST.audience],
      sub: TRUST.subject,
      iat: NOON_S - 60,
      nbf: NOON_S - 60,
      exp: NOON_S + 3_600,
      ...claims,
    };
    const protectedHeader = { alg: this.#algorithm, kid: this.jwk.kid, ...header };
    return await new SignJWT(JSON.parse(JSON.stringify(payload)))
      .setProtectedHeader(JSON.parse(JSON.stringify(protectedHeader)))
      .sign(this.#privateKey);
  }
}

/** A token as somebody would put it together by hand. */
export function forge(header: unknown, payload: unknown, signature = ""): string {
  const encode = (value: unknown) =>
    new TextEncoder().encode(JSON.stringify(value)).toBase64({
      alphabet: "base64url",
      omitPadding: true,
    });
  return `${encode(header)}.${encode(payload)}.${signature}`;
}
