/** Settings that are secret: given by a variable, or by a file that another variable names; no flag. */
import { parseSecretFile, type SecretForm, type SecretSource, TOKEN_FORM } from "./secret.ts";
import { failSetting, type Setting, type SettingLookup, type SettingResult } from "./setting.ts";

/** What a secret is described by. */
export interface SecretSpec {
  /** `<variable>_FILE` names a file instead. */
  readonly variable: string;
  readonly description: string;
}

/** A secret that may be left out; `absence` tells what holds then. */
export function optionalSecret(
  spec: SecretSpec & {
    /** Default: `default none`. */
    readonly absence?: string;
    /** Default: a token's. */
    readonly form?: SecretForm;
  },
): Setting<SecretSource | undefined> {
  const { variable, description, absence = "default none", form = TOKEN_FORM } = spec;
  return {
    variable,
    description,
    absence,
    expected: `${form.expected}; the file is read again when it changes`,
    flag: null,
    read: (lookup) => readSecret({ variable, form, lookup }) ?? { isValid: true, value: undefined },
  };
}

/** Where the secret comes from; `undefined` where it is not given. */
function readSecret(
  { variable, form, lookup }: {
    readonly variable: string;
    readonly form: SecretForm;
    readonly lookup: SettingLookup;
  },
): SettingResult<SecretSource> | undefined {
  const fileVariable = `${variable}_FILE`;
  const value = lookup.variable(variable);
  const path = lookup.variable(fileVariable);
  if (value !== undefined && path !== undefined) {
    return failSetting(`${variable} and ${fileVariable} are both set: expected only one of them`);
  }
  if (path !== undefined) {
    const secret = parseSecretFile({ path, form, readTextFile: lookup.readTextFile });
    if (!secret.isValid) {
      return failSetting(`the file that ${fileVariable} names ${secret.problem}`);
    }
    return { isValid: true, value: Object.freeze({ kind: "file", path, variable: fileVariable }) };
  }
  if (value === undefined) return undefined;
  const secret = form.parse(value);
  if (!secret.isValid) return failSetting(secret.problem);
  return { isValid: true, value: Object.freeze({ kind: "value", value: secret.value }) };
}
