/** The public keys of an issuer, as a JSON Web Key Set names them. */
import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
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

/** Reads a key set; keys without an id, and those that are no public keys, are passed over. */
export function parseKeySet(text: string): KeySet {
  if (text.length > KEY_SET_LENGTH_MAX) {
    throw new KeySetError(`is longer than ${KEY_SET_LENGTH_MAX} characters`);
  }
  const { keys } = toMapping(parseJson(text));
  const usable = (Array.isArray(keys) ? keys : []).map(toMapping)
    .filter(({ kid, kty }) => typeof kid === "string" && kid !== "" && kty !== "oct");
  if (usable.length === 0) {
    throw new KeySetError(
      'holds no keys: expected {"keys": [...]} with public keys that have a kid',
    );
  }
  const ids = new Set(usable.map(({ kid }) => kid));
  return {
    has: (keyId) => ids.has(keyId),
    getKey: createLocalJWKSet({ keys: usable } as unknown as JSONWebKeySet),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new KeySetError("is not JSON");
  }
}
