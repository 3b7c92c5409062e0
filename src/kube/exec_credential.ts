/**
 * The `ExecCredential` objects of client.authentication.k8s.io: what a plugin is told, and what it
 * answers. No message here holds any part of an answer.
 */
import { toMapping } from "../claim/record.ts";
import { quote } from "../runtime/visible_text.ts";
import { toBearerToken, TOKEN_PROBLEM } from "./bearer_token.ts";
import { asText, type Fields } from "./kubeconfig_file.ts";

/** What a plugin gives. */
export interface ExecCredential {
  readonly token: string | null;
  /** PEM texts. */
  readonly certificate: { readonly cert: string; readonly key: string } | null;
  /** Unix milliseconds; `null`: good until it is refused. */
  readonly expiresAt: number | null;
}

/** The versions that are spoken; the first where none is named. */
export const EXEC_API_VERSIONS: readonly [string, string] = [
  "client.authentication.k8s.io/v1",
  "client.authentication.k8s.io/v1beta1",
];

/** What `KUBERNETES_EXEC_INFO` tells of the cluster. */
export interface ExecClusterInfo {
  readonly cluster: Fields;
  readonly baseUrl: string;
  /** The authority as a PEM text; `null` without one. */
  readonly ca: string | null;
}

/** The extension of a cluster that is meant for plugins. */
const CLUSTER_EXTENSION = "client.authentication.k8s.io/exec";

/** The value of `KUBERNETES_EXEC_INFO`; `null` where the plugin does not ask about the cluster. */
export function toExecInfo(apiVersion: string, info: ExecClusterInfo | null): string {
  const spec = { interactive: false, ...(info === null ? {} : { cluster: toClusterInfo(info) }) };
  return JSON.stringify({ apiVersion, kind: "ExecCredential", spec });
}

function toClusterInfo({ cluster, baseUrl, ca }: ExecClusterInfo): Fields {
  const caData = ca === null ? undefined : new TextEncoder().encode(ca).toBase64();
  const extensions = cluster["extensions"];
  const own = (Array.isArray(extensions) ? extensions : []).map(toMapping)
    .find(({ name }) => name === CLUSTER_EXTENSION);
  return {
    server: baseUrl,
    "certificate-authority-data": asText(cluster["certificate-authority-data"]) ?? caData,
    "proxy-url": asText(cluster["proxy-url"]) ?? undefined,
    config: own?.["extension"],
  };
}

/** Reads an answer; throws `TypeError` whose message completes `The credential plugin "x"`. */
export function parseExecCredential(text: string, apiVersion: string): ExecCredential {
  const answer = toMapping(parseJson(text));
  // Some plugins leave out what they were told anyway.
  if ((answer["kind"] ?? "ExecCredential") !== "ExecCredential") {
    throw new TypeError("printed an object of another kind than ExecCredential");
  }
  if ((answer["apiVersion"] ?? apiVersion) !== apiVersion) {
    throw incomplete(`of another API version than ${quote(apiVersion)}`);
  }
  const fields = toMapping(answer["status"]);
  if (fields !== answer["status"]) throw incomplete("without a status");
  const token = readToken(fields);
  const certificate = readCertificate(fields);
  if (token === null && certificate === null) {
    throw incomplete("without a token and without a certificate");
  }
  return { token, certificate, expiresAt: readExpiry(fields) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The runtime's reason would show a part of the text.
    throw new TypeError("printed no JSON");
  }
}

function readToken({ token: value }: Fields): string | null {
  if (value === undefined || value === null || value === "") return null;
  const token = typeof value === "string" ? toBearerToken(value) : null;
  if (token === null) throw incomplete(`that ${TOKEN_PROBLEM}`);
  return token;
}

function readCertificate(fields: Fields): ExecCredential["certificate"] {
  const cert = asText(fields["clientCertificateData"]);
  const key = asText(fields["clientKeyData"]);
  if (cert === null && key === null) return null;
  if (key === null) throw incomplete("with a certificate but without its key");
  if (cert === null) throw incomplete("with a key but without its certificate");
  if (
    !/-----BEGIN CERTIFICATE-----/.test(cert) || !/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(key)
  ) {
    throw incomplete("whose certificate or key is no PEM text");
  }
  return { cert, key };
}

function readExpiry({ expirationTimestamp: value }: Fields): number | null {
  if (value === undefined || value === null || value === "") return null;
  const expiresAt = typeof value === "string" ? Date.parse(value) : NaN;
  if (Number.isNaN(expiresAt)) throw incomplete("whose expirationTimestamp is no time");
  return expiresAt;
}

function incomplete(problem: string): TypeError {
  return new TypeError(`printed an ExecCredential ${problem}`);
}
