/** Settings that are secret: given by a variable, or by a file that another variable names; no flag. */
import { checkSecret, parseSecretFile, SECRET_EXPECTED, type SecretSource } from "./secret.ts";
import { failSetting, type Setting, type SettingLookup, type SettingResult } from "./setting.ts";

/** What a secret is described by. */
export interface SecretSpec {
  /** `<variable>_FILE` names a file instead. */
  readonly variable: string;
  readonly description: string;
}

/** A secret that must be given. */
export function requiredSecret(spec: SecretSpec): Setting<SecretSource> {
  const { variable } = spec;
  return toSecretSetting(spec, {
    absence: "required",
    read: () =>
      failSetting(
        `is required and not set: expected ${SECRET_EXPECTED}, here or in a file named by ${variable}_FILE`,
      ),
  });
}

/** A secret that may be left out. */
export function optionalSecret(spec: SecretSpec): Setting<SecretSource | undefined> {
  return toSecretSetting<SecretSource | undefined>(spec, {
    absence: "default none",
    read: () => ({ isValid: true, value: undefined }),
  });
}

function toSecretSetting<T>(
  spec: SecretSpec,
  whenAbsent: { readonly absence: string; readonly read: () => SettingResult<T> },
): Setting<T | SecretSource> {
  return {
    ...spec,
    absence: whenAbsent.absence,
    expected: `${SECRET_EXPECTED}; the file is read again when it changes`,
    flag: null,
    read: (lookup) => readSecret(spec.variable, lookup) ?? whenAbsent.read(),
  };
}

/** Where the secret comes from; `undefined` where it is not given. */
function readSecret(
  variable: string,
  lookup: SettingLookup,
): SettingResult<SecretSource> | undefined {
  const fileVariable = `${variable}_FILE`;
  const value = lookup.variable(variable);
  const path = lookup.variable(fileVariable);
  if (value !== undefined && path !== undefined) {
    return failSetting(`${variable} and ${fileVariable} are both set: expected only one of them`);
  }
  if (path !== undefined) {
    const secret = parseSecretFile({ path, readTextFile: lookup.readTextFile });
    if (!secret.isValid) {
      return failSetting(`the file that ${fileVariable} names ${secret.problem}`);
    }
    return { isValid: true, value: Object.freeze({ kind: "file", path, variable: fileVariable }) };
  }
  if (value === undefined) return undefined;
  const problem = checkSecret(value);
  if (problem !== undefined) return failSetting(problem);
  return { isValid: true, value: Object.freeze({ kind: "value", value }) };
}
