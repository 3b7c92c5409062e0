/** Reads a whole table of settings, and reports everything that is wrong with it at once. */
import { ConfigError, type ConfigProblem } from "../errors.ts";
import type { Setting } from "./setting.ts";

/** The settings of one mode, by the names that its code uses. */
export interface SettingTable {
  /** Start of the mode's own variables, left out in flags: `COLLECTOR_` makes `--port`. */
  readonly ownPrefix: string;
  readonly settings: Readonly<Record<string, Setting<unknown>>>;
}

/** The values of a table, each with the type of its setting. */
export type SettingValues<T extends SettingTable> = {
  readonly [K in keyof T["settings"]]: T["settings"][K] extends Setting<infer V> ? V : never;
};

/** Where settings come from. */
export interface SettingSources {
  readonly env: (name: string) => string | undefined;
  /** By flag name without dashes, `true` for a flag without a value; a flag wins, an empty one counts as not given. */
  readonly flags: Readonly<Record<string, string | boolean | undefined>>;
  /** Gives the text of a file or throws. */
  readonly readTextFile: (path: string) => string;
  /** Standard output is a terminal. */
  readonly isTerminal?: boolean;
}

/** The name of a variable's flag, without dashes: `COLLECTOR_PORT` is `port`. */
export function toFlagName(variable: string, ownPrefix: string): string {
  const own = variable.startsWith(ownPrefix) ? variable.slice(ownPrefix.length) : variable;
  return own.toLowerCase().replaceAll("_", "-");
}

/** The frozen values of all settings; throws one `ConfigError` with all problems. */
export function parseSettings<const T extends SettingTable>(
  table: T,
  options: {
    readonly sources: SettingSources;
    /** Finds what is wrong between settings that are fine on their own. */
    readonly findConflicts?: (values: SettingValues<T>) => readonly ConfigProblem[];
  },
): SettingValues<T> {
  const { sources, findConflicts } = options;
  const problems: ConfigProblem[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, setting] of Object.entries(table.settings)) {
    const flagName = toFlagName(setting.variable, table.ownPrefix);
    const result = setting.read({
      flag: setting.flag === null ? undefined : toFlag(flagName, sources.flags[flagName]),
      isTerminal: sources.isTerminal ?? false,
      variable: (name) => sources.env(name) || undefined,
      readTextFile: sources.readTextFile,
    });
    if (result.isValid) values[key] = result.value;
    else problems.push({ variable: setting.variable, message: result.problem });
  }
  // Settings that failed are absent here, so a conflict is only found between good ones.
  const all = Object.freeze(values) as SettingValues<T>;
  problems.push(...findConflicts?.(all) ?? []);
  if (problems.length > 0) throw new ConfigError(problems);
  return all;
}

function toFlag(
  name: string,
  value: string | boolean | undefined,
): { readonly name: string; readonly text: string } | undefined {
  if (value === undefined || value === "") return undefined;
  return { name: `--${name}`, text: String(value) };
}
