/** The public keys of an issuer, as a JSON Web Key Set names them. */
import { createLocalJWKSet, importJWK, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import { toMapping } from "../claim/record.ts";

/** Longest text of a key set, in characters. */
export const KEY_SET_LENGTH_MAX = 1_048_576;

/** Keys that tokens are verified with. */
export interface KeySet {
  /** Whether there is a key of that id. */
  has(keyId: string): boolean;
  /** Finds the key of a token's header. */
  readonly getKey: JWTVerifyGetKey;
}

/** Thrown for a text that is no key set; the message completes "the file ...". */
export class KeySetError extends Error {
  override readonly name = "KeySetError";
}

/** What a key is imported for where it does not say: only its family matters to find out if it is one. */
const SAMPLE_ALGORITHMS: Readonly<Record<string, string>> = {
  RSA: "RS256",
  "EC P-256": "ES256",
  "EC P-384": "ES384",
  "EC P-521": "ES512",
  "OKP Ed25519": "EdDSA",
};

/** Reads a key set; what is no public key with an id that can be used is passed over. */
export async function parseKeySet(text: string): Promise<KeySet> {
  if (text.length > KEY_SET_LENGTH_MAX) {
    throw new KeySetError(`is longer than ${KEY_SET_LENGTH_MAX} characters`);
  }
  const { keys } = toMapping(parseJson(text));
  const named = (Array.isArray(keys) ? keys : []).map(toMapping)
    .filter(({ kid }) => typeof kid === "string" && kid !== "");
  if (named.some(({ d }) => d !== undefined)) {
    throw new KeySetError("holds a private key: expected public ones only");
  }
  const isUsable = await Promise.all(named.map(isPublicKey));
  const usable = named.filter((_, index) => isUsable[index]);
  if (usable.length === 0) {
    throw new KeySetError(
      'holds no usable keys: expected {"keys": [...]} with public keys that have a kid',
    );
  }
  const ids = new Set(usable.map(({ kid }) => kid));
  return {
    has: (keyId) => ids.has(keyId),
    getKey: createLocalJWKSet({ keys: usable } as unknown as JSONWebKeySet),
  };
}

/** Whether a key can be imported; a broken one would break the tokens of all who share its id. */
async function isPublicKey(jwk: Readonly<Record<string, unknown>>): Promise<boolean> {
  const { kty, crv } = jwk;
  const algorithm = SAMPLE_ALGORITHMS[kty === "RSA" ? "RSA" : `${kty} ${crv}`];
  if (algorithm === undefined) return false;
  try {
    await importJWK(jwk, algorithm);
    return true;
  } catch {
    return false;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new KeySetError("is not JSON");
  }
}
