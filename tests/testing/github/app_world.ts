/** A GitHub App for tests: its key pair, and the words that it signs, right and wrong ones. */
import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { AppOptions } from "./repository/app_installation.ts";
import type { TokenPermissions } from "./repository/token_permission.ts";

/** A key pair of an App; the private one as GitHub gives it out. */
export interface AppKey {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  /** PKCS#1 in PEM. */
  readonly pem: string;
}

/** The rights that a collector's App has. */
export const APP_PERMISSIONS: TokenPermissions = { contents: "write", pull_requests: "write" };

/** Makes a key pair. */
export function createAppKey(): AppKey {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const pem = String(privateKey.export({ type: "pkcs1", format: "pem" }));
  return { publicKey, privateKey, pem };
}

/** An App as the double takes it: id 12, installation 34, `collector[bot]`. */
export function createApp({ publicKey }: AppKey): AppOptions {
  return {
    id: 12,
    slug: "collector",
    installationId: 34,
    publicKeys: [publicKey],
    permissions: APP_PERMISSIONS,
  };
}

/** Signs claims as a JSON Web Token, independently of the code under test. */
export function signClaims(
  claims: Readonly<Record<string, unknown>>,
  { privateKey, alg = "RS256" }: { readonly privateKey: KeyObject; readonly alg?: string },
): string {
  const signed = [{ alg, typ: "JWT" }, claims].map((part) =>
    new TextEncoder().encode(JSON.stringify(part)).toBase64(BASE64_URL)
  ).join(".");
  const signature = sign("RSA-SHA256", new TextEncoder().encode(signed), privateKey);
  return `${signed}.${Uint8Array.from(signature).toBase64(BASE64_URL)}`;
}

const BASE64_URL = { alphabet: "base64url", omitPadding: true } as const;
