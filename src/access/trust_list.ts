/** Whose JSON Web Tokens count, and for which cluster: issuer, audience, subject and keys of each. */
import { dirname, isAbsolute, join } from "node:path";
import { toMapping } from "../claim/record.ts";
import { failCluster, parseAccessList } from "./access_list.ts";

/** Where the keys of an issuer are. */
export type KeyPlace =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "url"; readonly url: string };

/** One way for tokens to speak for a cluster. */
export interface Trust {
  /** `*` for all clusters, and the right to operate. */
  readonly cluster: string;
  readonly issuer: string;
  readonly audience: string;
  readonly subject: string;
  readonly keys: KeyPlace;
}

const FIELDS = ["issuer", "audience", "subject", "jwks"] as const;
const FIELD_LENGTH_MAX = 2_048;

/** Reads a file: cluster names, each with one or several trusts; throws `AccessListError`. */
export function parseTrustList(text: string): readonly Trust[] {
  return parseAccessList(text).flatMap(({ cluster, proofs }) =>
    proofs.map((proof) => toTrust(cluster, proof))
  );
}

/** Paths of keys are relative to the file that names them. */
export function resolveKeyPath(path: string, listPath: string): string {
  return isAbsolute(path) ? path : join(dirname(listPath), path);
}

function toTrust(cluster: string, proof: unknown): Trust {
  const record = toMapping(proof);
  const unknown = Object.keys(record).find((name) => !FIELDS.includes(name as never));
  if (unknown !== undefined) {
    throw failCluster(cluster, `with an unknown field: expected ${FIELDS.join(", ")} alone`);
  }
  const [issuer, audience, subject, jwks] = FIELDS.map((name) =>
    readField(record[name], { cluster, name })
  ) as [string, string, string, string];
  return { cluster, issuer, audience, subject, keys: toKeyPlace(jwks, cluster) };
}

function readField(
  value: unknown,
  { cluster, name }: { readonly cluster: string; readonly name: string },
): string {
  const isUsable = typeof value === "string" && value !== "" && value.length <= FIELD_LENGTH_MAX;
  if (isUsable) return value;
  throw failCluster(cluster, `without ${name}: expected a text in each of ${FIELDS.join(", ")}`);
}

function toKeyPlace(jwks: string, cluster: string): KeyPlace {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(jwks)) return { kind: "file", path: jwks };
  const url = URL.canParse(jwks) ? new URL(jwks) : null;
  const isUsable = url !== null && /^https?:$/.test(url.protocol) && url.username === "" &&
    url.password === "";
  if (isUsable) return { kind: "url", url: url.href };
  throw failCluster(
    cluster,
    "with a jwks that cannot be used: expected a path, or a URL of http or https without a user",
  );
}
