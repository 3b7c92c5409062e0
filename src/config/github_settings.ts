/** The settings of the way to GitHub: where it is, who vouches for it, and who we are there. */
import type { ConfigProblem } from "../errors.ts";
import { optionalCertificateFile } from "./certificate_setting.ts";
import type { SettingValues } from "./parse_settings.ts";
import { PRIVATE_KEY_FORM } from "./private_key.ts";
import { TOKEN_FORM } from "./secret.ts";
import { optionalSecret } from "./secret_setting.ts";
import { defaultedSetting, optionalSetting } from "./setting.ts";
import { textValue, urlValue } from "./value_parser.ts";

/** How GitHub is reached. Either a token is given or all three settings of a GitHub App. */
export const GITHUB_SETTINGS = {
  githubToken: optionalSecret({
    variable: "GITHUB_TOKEN",
    description: "Personal or fine-grained token that may read and propose in the repository",
    absence: "required, or a GitHub App",
  }),
  githubApiUrl: defaultedSetting({
    variable: "GITHUB_API_URL",
    description: "Base address of GitHub's API, or of a GitHub Enterprise Server's",
    value: urlValue(),
    default: "https://api.github.com",
  }),
  githubCaFile: optionalCertificateFile({
    variable: "GITHUB_CA_FILE",
    description: "Private authority that signed the certificate of GitHub, or of the proxy to it",
    absence: "default the system's authorities only",
  }),
  githubAppId: optionalSetting({
    variable: "GITHUB_APP_ID",
    description: "GitHub App that works in place of a token's owner",
    value: textValue({
      placeholder: "id",
      expected: "a GitHub App's id in digits, or its client id",
      isValid: (text) => /^(?:[1-9]\d{0,14}|Iv[A-Za-z0-9.]{1,60})$/.test(text),
    }),
    absence: "default none",
  }),
  githubAppInstallationId: optionalSetting({
    variable: "GITHUB_APP_INSTALLATION_ID",
    description: "Installation of the GitHub App that the repository is part of",
    value: textValue({
      placeholder: "id",
      expected: "an installation's id in digits",
      isValid: (text) => /^[1-9]\d{0,14}$/.test(text),
    }),
    absence: "default none",
  }),
  githubAppPrivateKey: optionalSecret({
    variable: "GITHUB_APP_PRIVATE_KEY",
    description: "Private key of the GitHub App",
    form: PRIVATE_KEY_FORM,
  }),
};

type GitHubValues = SettingValues<
  { readonly ownPrefix: ""; readonly settings: typeof GITHUB_SETTINGS }
>;

const APP_KEYS = ["githubAppId", "githubAppInstallationId", "githubAppPrivateKey"] as const;
const APP_VARIABLES = "GITHUB_APP_ID, GITHUB_APP_INSTALLATION_ID and GITHUB_APP_PRIVATE_KEY";

/** What is wrong about who we are: nobody, half an App, or two at once. */
export function findCredentialConflicts(values: Partial<GitHubValues>): readonly ConfigProblem[] {
  // One that was given and is malformed is absent here, and its problem is told already.
  const isGiven = (key: keyof GitHubValues): boolean =>
    !Object.hasOwn(values, key) || values[key] !== undefined;
  const given = APP_KEYS.filter(isGiven);
  if (isGiven("githubToken")) {
    const names = given.map((key) => GITHUB_SETTINGS[key].variable).join(", ");
    return given.length === 0 ? [] : [{
      variable: "GITHUB_TOKEN",
      message: `is set together with ${names}: expected either a token or a GitHub App`,
    }];
  }
  if (given.length === 0) return [{ variable: "GITHUB_TOKEN", message: NOBODY }];
  return APP_KEYS.filter((key) => !isGiven(key)).map((key) => toMissing(key));
}

const NOBODY =
  `is required and not set: expected ${TOKEN_FORM.expected}, here or in a file named by ` +
  `GITHUB_TOKEN_FILE, or a GitHub App in ${APP_VARIABLES}`;

function toMissing(key: typeof APP_KEYS[number]): ConfigProblem {
  const { variable, expected } = GITHUB_SETTINGS[key];
  const isSecret = key === "githubAppPrivateKey";
  const what = isSecret
    ? `${PRIVATE_KEY_FORM.expected}, here or in a file named by ${variable}_FILE`
    : expected;
  const message = `is not set, as a GitHub App needs it: expected ${what}`;
  return { variable, message };
}
