/** Who may do what: files that name credentials, whether reading needs one, and who we say we are. */
import type { ConfigProblem } from "../errors.ts";
import { defaultedSetting, optionalSetting } from "./setting.ts";
import { booleanValue, pathValue } from "./value_parser.ts";

const FILE = pathValue({
  expected: "the path of a file in YAML or JSON, which is read again when it changes",
});

const PEM_FILE = pathValue({
  expected: "the path of a file in PEM, which is read again when it changes",
});

/** These settings; files are read by the mode. */
export const ACCESS_SETTINGS = {
  tokensFile: optionalSetting({
    variable: "COLLECTOR_TOKENS_FILE",
    description: "Bearer tokens by cluster, as hex SHA-256; those of * may do everything",
    value: FILE,
    absence: "default none",
  }),
  oidcFile: optionalSetting({
    variable: "COLLECTOR_OIDC_FILE",
    description: "Issuer, audience, subject and keys of signed tokens by cluster",
    value: FILE,
    absence: "default none",
  }),
  publicRead: defaultedSetting({
    variable: "COLLECTOR_PUBLIC_READ",
    description: "Let everybody read although credentials are configured",
    value: booleanValue(),
    default: "false",
  }),
  tlsCertFile: optionalSetting({
    variable: "COLLECTOR_TLS_CERT_FILE",
    description: "Certificate to serve HTTPS with, and those that lead to its authority",
    value: PEM_FILE,
    absence: "default none: HTTP",
  }),
  tlsKeyFile: optionalSetting({
    variable: "COLLECTOR_TLS_KEY_FILE",
    description: "Private key of the certificate",
    value: PEM_FILE,
    absence: "default none",
  }),
};

/** A certificate needs its key, and the other way round. */
export function findTlsConflicts(
  values: { readonly tlsCertFile?: string | undefined; readonly tlsKeyFile?: string | undefined },
): readonly ConfigProblem[] {
  const { tlsCertFile, tlsKeyFile } = values;
  if ((tlsCertFile === undefined) === (tlsKeyFile === undefined)) return [];
  const [missing, given] = tlsCertFile === undefined
    ? ["COLLECTOR_TLS_CERT_FILE", "COLLECTOR_TLS_KEY_FILE"]
    : ["COLLECTOR_TLS_KEY_FILE", "COLLECTOR_TLS_CERT_FILE"];
  return [{ variable: missing, message: `required, since ${given} is given` }];
}
