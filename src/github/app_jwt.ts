/**
 * The signed word of a GitHub App that it is who it says, which GitHub gives a token for. Node's own
 * crypto signs it: it reads the PKCS#1 keys that GitHub gives out, which Web Crypto does not.
 */
import { createPrivateKey, sign } from "node:crypto";

/** GitHub's advice for clocks that are a little fast. */
const ISSUED_BEFORE_S = 60;
/** GitHub takes 10 minutes by its own clock; the rest is for clocks that are a little fast. */
const LIFETIME_S = 540;

/** What is signed. */
export interface AppClaim {
  /** The App's id or client id. */
  readonly appId: string;
  /** An RSA key in PEM. */
  readonly privateKey: string;
  /** Unix milliseconds. */
  readonly now: number;
}

/** Makes the JSON Web Token; throws for a key that is none. */
export function signAppJwt({ appId, privateKey, now }: AppClaim): string {
  const seconds = Math.floor(now / 1000);
  const signed = [
    { alg: "RS256", typ: "JWT" },
    { iat: seconds - ISSUED_BEFORE_S, exp: seconds + LIFETIME_S, iss: appId },
  ].map((part) => toBase64Url(new TextEncoder().encode(JSON.stringify(part)))).join(".");
  const key = createPrivateKey(privateKey);
  if (key.asymmetricKeyType !== "rsa") throw new TypeError("Expected an RSA key");
  const signature = sign("RSA-SHA256", new TextEncoder().encode(signed), key);
  return `${signed}.${toBase64Url(Uint8Array.from(signature))}`;
}

function toBase64Url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}
