/**
 * One setting as data: its variable, what it is for, which values it takes, and what holds when it
 * is not given. Reading many of them at once is the work of `parse_settings.ts`.
 */
import { quote } from "../runtime/visible_text.ts";
import { checkSecret, parseSecretFile, SECRET_EXPECTED, type SecretSource } from "./secret.ts";
import type { ValueParser } from "./value_parser.ts";

/** How much of a wrong value is shown. */
const SHOWN_LENGTH_MAX = 120;

/** Where a setting finds what was given. */
export interface SettingLookup {
  /** The setting's flag with its value, where one was given. */
  readonly flag: { readonly name: string; readonly text: string } | undefined;
  /** Standard output is a terminal. */
  readonly isTerminal: boolean;
  /** The variable's value; empty counts as unset and gives `undefined`. */
  variable(name: string): string | undefined;
  /** The text of a file, or an error. */
  readTextFile(path: string): string;
}

/** A value, or one sentence that says what is wrong and what was expected. */
export type SettingResult<T> =
  | { readonly isValid: true; readonly value: T }
  | { readonly isValid: false; readonly problem: string };

/** One setting. */
export interface Setting<T> {
  /** The environment variable, e.g. `COLLECTOR_PORT`. */
  readonly variable: string;
  /** What it decides, in one sentence without a period. */
  readonly description: string;
  /** What holds when it is not given, e.g. `default 8080` or `required`. */
  readonly absence: string;
  /** Which values it takes. */
  readonly expected: string;
  /** How its flag takes a value; `null` where there is no flag, because the value is secret. */
  readonly flag: { readonly placeholder: string; readonly isSwitch: boolean } | null;
  /** Finds and checks the value. */
  read(lookup: SettingLookup): SettingResult<T>;
}

/** What every setting that has a flag is described by. */
export interface SettingSpec<T> {
  readonly variable: string;
  readonly description: string;
  readonly value: ValueParser<T>;
}

/** A setting that must be given. */
export function requiredSetting<T>(spec: SettingSpec<T>): Setting<T> {
  return toSetting(spec, {
    absence: "required",
    read: () => ({
      isValid: false,
      problem: `is required and not set: expected ${spec.value.expected}`,
    }),
  });
}

/** A setting that may be left out; `absence` tells what holds then. */
export function optionalSetting<T>(
  spec: SettingSpec<T> & { readonly absence: string },
): Setting<T | undefined> {
  return toSetting<T | undefined>(spec, {
    absence: spec.absence,
    read: () => ({ isValid: true, value: undefined }),
  });
}

/** A setting with a default, written as a person would; it may be another one on a terminal. */
export function defaultedSetting<T>(
  spec: SettingSpec<T> & { readonly default: string; readonly terminalDefault?: string },
): Setting<T> {
  const { terminalDefault } = spec;
  return toSetting(spec, {
    absence: `default ${spec.default}` +
      (terminalDefault === undefined ? "" : `, on a terminal ${terminalDefault}`),
    read: ({ isTerminal }) =>
      check(spec.value, {
        text: isTerminal ? terminalDefault ?? spec.default : spec.default,
        origin: "as its default",
      }),
  });
}

/** A secret that must be given, by its variable or by a file that `<variable>_FILE` names. */
export function requiredSecret(
  spec: { readonly variable: string; readonly description: string },
): Setting<SecretSource> {
  const { variable, description } = spec;
  const fileVariable = `${variable}_FILE`;
  return {
    variable,
    description,
    absence: "required",
    expected: `${SECRET_EXPECTED}; the file is read again when it changes`,
    flag: null,
    read: (lookup) => {
      const value = lookup.variable(variable);
      const path = lookup.variable(fileVariable);
      if (value !== undefined && path !== undefined) {
        return fail(`${variable} and ${fileVariable} are both set: expected only one of them`);
      }
      if (path !== undefined) {
        const secret = parseSecretFile({ path, readTextFile: lookup.readTextFile });
        if (!secret.isValid) return fail(`the file that ${fileVariable} names ${secret.problem}`);
        return {
          isValid: true,
          value: Object.freeze({ kind: "file", path, variable: fileVariable }),
        };
      }
      if (value === undefined) {
        return fail(
          `is required and not set: expected ${SECRET_EXPECTED}, here or in a file named by ${fileVariable}`,
        );
      }
      const problem = checkSecret(value);
      if (problem !== undefined) return fail(problem);
      return { isValid: true, value: Object.freeze({ kind: "value", value }) };
    },
  };
}

function toSetting<T>(
  spec: SettingSpec<T>,
  whenAbsent: {
    readonly absence: string;
    readonly read: (lookup: SettingLookup) => SettingResult<T>;
  },
): Setting<T> {
  const { variable, description, value } = spec;
  return {
    variable,
    description,
    absence: whenAbsent.absence,
    expected: value.expected,
    flag: { placeholder: value.placeholder, isSwitch: value.isSwitch === true },
    read: (lookup) => {
      const { flag } = lookup;
      if (flag !== undefined) return check(value, { text: flag.text, origin: `from ${flag.name}` });
      const text = lookup.variable(variable);
      return text === undefined ? whenAbsent.read(lookup) : check(value, { text, origin: "" });
    },
  };
}

function check<T>(
  value: ValueParser<T>,
  given: { readonly text: string; readonly origin: string },
): SettingResult<T> {
  const parsed = value.parse(given.text);
  if (parsed !== undefined) return { isValid: true, value: parsed };
  const isShowable = value.isShowable?.(given.text) ?? true;
  const shown = isShowable
    ? quote(given.text, SHOWN_LENGTH_MAX)
    : "one that is not shown, as it may hold a secret,";
  return fail(`expected ${value.expected}, got ${shown} ${given.origin}`.trimEnd());
}

function fail(problem: string): { readonly isValid: false; readonly problem: string } {
  return { isValid: false, problem };
}
