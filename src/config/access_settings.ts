/** Who may do what: files that name credentials, and whether reading needs one. */
import { defaultedSetting, optionalSetting } from "./setting.ts";
import { booleanValue, textValue } from "./value_parser.ts";

const PATH_LENGTH_MAX = 4_096;

const FILE = textValue({
  placeholder: "path",
  expected: "the path of a file in YAML or JSON, which is read again when it changes",
  isValid: (text) => text.length <= PATH_LENGTH_MAX && !text.includes("\0"),
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
};
