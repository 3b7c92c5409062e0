/**
 * Verifies JSON Web Tokens offline, such as Kubernetes gives to pods. Many clusters share the name of
 * an issuer, so what counts is which cluster's keys have signed a token.
 */
import { decodeJwt, decodeProtectedHeader, errors, jwtVerify } from "jose";
import type { Caller } from "../collector/caller.ts";
import { quote } from "../runtime/visible_text.ts";
import { EVERY_CLUSTER } from "./access_list.ts";
import type { KeySet } from "./key_set.ts";
import type { Trust } from "./trust_list.ts";

/** Signatures that count: by keys of two halves, of which we know one. */
const ALGORITHMS = [
  ...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
  ...["ES256", "ES384", "ES512", "EdDSA"],
];
/** Clocks of two machines are never the same. */
const CLOCK_SKEW_S = 60;
/** Most clusters whose keys one token is tried with; ids of keys differ, so one is the rule. */
const TRIAL_COUNT_MAX = 10;

/** A trust, and its keys as they are now. */
export interface TrustedKeys {
  readonly trust: Trust;
  /** `null` as long as they could not be read. */
  readonly keys: KeySet | null;
}

/** What a token says of itself before anybody has verified it. */
export interface Claimed {
  readonly keyId: string;
  readonly issuer: unknown;
  readonly subject: unknown;
}

/** What the token says of itself; `null` for what is no signed token of ours. */
export function readClaimed(token: string): Claimed | null {
  try {
    const { kid, alg } = decodeProtectedHeader(token);
    const { iss, sub } = decodeJwt(token);
    if (typeof kid !== "string" || !ALGORITHMS.includes(alg ?? "")) return null;
    return { keyId: kid, issuer: iss, subject: sub };
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return null;
    throw error;
  }
}

/** Whose tokens may be meant: everything that needs no signature fits. */
export function isMeant({ trust }: TrustedKeys, { issuer, subject }: Claimed): boolean {
  return trust.issuer === issuer && trust.subject === subject;
}

/** Whether there is a key to verify the token with. */
export function hasKey({ keys }: TrustedKeys, { keyId }: Claimed): boolean {
  return keys?.has(keyId) === true;
}

/**
 * Who shows the token; `null` where none of the trusts that are meant lets it in. `now` in Unix
 * milliseconds.
 */
export async function verifyToken(
  token: string,
  { claimed, meant, now }: {
    readonly claimed: Claimed;
    readonly meant: readonly TrustedKeys[];
    readonly now: number;
  },
): Promise<Caller | null> {
  const clusters = new Set<string>();
  const tried = meant.filter((each) => hasKey(each, claimed)).slice(0, TRIAL_COUNT_MAX);
  for (const { trust, keys } of tried) {
    if (keys !== null && await isSigned(token, { trust, keys, now })) clusters.add(trust.cluster);
  }
  const [first] = clusters;
  if (first === undefined) return null;
  return {
    // What renewed tokens of one sender share.
    id: JSON.stringify([claimed.issuer, claimed.subject, ...clusters]),
    name: `${quote(String(claimed.subject), 200)} of ${quote(first, 100)}`,
    clusters: clusters.has(EVERY_CLUSTER) ? "all" : clusters,
  };
}

async function isSigned(
  token: string,
  { trust, keys, now }: { readonly trust: Trust; readonly keys: KeySet; readonly now: number },
): Promise<boolean> {
  const { issuer, audience, subject } = trust;
  try {
    await jwtVerify(token, keys.getKey, {
      issuer,
      audience,
      subject,
      algorithms: ALGORITHMS,
      clockTolerance: CLOCK_SKEW_S,
      requiredClaims: ["exp"],
      currentDate: new Date(now),
    });
    return true;
  } catch (error) {
    // A key that does not fit its algorithm is no error of the library's own.
    const isRefusal = error instanceof errors.JOSEError || error instanceof TypeError ||
      error instanceof DOMException;
    if (isRefusal) return false;
    throw error;
  }
}
