/**
 * One setting as data: its variable, what it is for, which values it takes, and what holds when it
 * is not given. Reading many of them at once is the work of `parse_settings.ts`; secrets are made by
 * `secret_setting.ts`.
 */
import { quote } from "../runtime/visible_text.ts";
import type { Completion, ValueParser } from "./value_parser.ts";

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
  readonly flag: {
    readonly placeholder: string;
    readonly isSwitch: boolean;
    /** What a shell can complete the value with. */
    readonly completion?: Completion | undefined;
    /** One letter that does the same. */
    readonly short?: string;
  } | null;
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

/** The same setting where it may be left out; `absence` tells what holds then. */
export function toOptionalSetting<T>(
  setting: Setting<T>,
  absence: string,
): Setting<T | undefined> {
  return {
    ...setting,
    absence,
    read: (lookup) => {
      const isGiven = lookup.flag !== undefined || lookup.variable(setting.variable) !== undefined;
      return isGiven ? setting.read(lookup) : { isValid: true, value: undefined };
    },
  };
}

/** The same setting with a letter that does what its flag does. */
export function withShortFlag<T>(setting: Setting<T>, short: string): Setting<T> {
  const { flag } = setting;
  return flag === null ? setting : { ...setting, flag: { ...flag, short } };
}

/** What reading gives where something is wrong. */
export function failSetting(
  problem: string,
): { readonly isValid: false; readonly problem: string } {
  return { isValid: false, problem };
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
    flag: {
      placeholder: value.placeholder,
      isSwitch: value.isSwitch === true,
      completion: value.completion,
    },
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
  const explanation = value.explain?.(given.text);
  if (explanation !== undefined) return failSetting(explanation);
  const isShowable = value.isShowable?.(given.text) ?? true;
  const shown = isShowable
    ? quote(given.text, SHOWN_LENGTH_MAX)
    : "one that is not shown, as it may hold a secret,";
  return failSetting(`expected ${value.expected}, got ${shown} ${given.origin}`.trimEnd());
}
