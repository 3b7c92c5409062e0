/** Keys, certificates and tokens of a real API server, made anew for each; files in its folder. */
import { createLocalAuthority, toPem } from "../../../demo/kubernetes/certificate.ts";
import type { TlsIdentity } from "../../../demo/kubernetes/api_server.ts";

/** May do everything. */
export const ADMIN_TOKEN = "admin-token";
/** Is known, and may do nothing until a role says otherwise. */
export const GUEST_TOKEN = "guest-token";
/** The name that roles know the guest by. */
export const GUEST = "guest";

/** What clients of the server need. */
export interface RealIdentity {
  readonly ca: string;
  /** A client certificate of somebody who may do everything. */
  readonly admin: TlsIdentity;
}

/** Writes `server.crt`, `server.key`, `ca.crt`, `account.key`, `account.pub` and `tokens.csv`. */
export async function writeIdentity(folder: string): Promise<RealIdentity> {
  const authority = await createLocalAuthority();
  const server = await authority.issue({ name: "kube-apiserver" });
  const isExtractable = true;
  const account = await crypto.subtle.generateKey(
    { name: "ECDSA", namedCurve: "P-256" },
    isExtractable,
    ["sign", "verify"],
  );
  const [accountKey, accountPublicKey] = await Promise.all([
    crypto.subtle.exportKey("pkcs8", account.privateKey),
    crypto.subtle.exportKey("spki", account.publicKey),
  ]);
  const files = {
    "ca.crt": authority.ca,
    "server.crt": server.cert,
    "server.key": server.key,
    "account.key": toPem("PRIVATE KEY", new Uint8Array(accountKey)),
    "account.pub": toPem("PUBLIC KEY", new Uint8Array(accountPublicKey)),
    "tokens.csv": `${ADMIN_TOKEN},admin,1,"system:masters"\n${GUEST_TOKEN},${GUEST},2\n`,
  };
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(`${folder}/${name}`, text, { mode: 0o600 });
  }
  const admin = await authority.issue({ name: "admin", organization: "system:masters" });
  return { ca: authority.ca, admin };
}
