/** A table of settings on the command line: its options, its part of the help, its given flags. */
import { type Command, Option } from "commander";
import type { Setting } from "../config/setting.ts";
import { type SettingTable, toFlagName } from "../config/parse_settings.ts";
import { formatItem } from "./help_layout.ts";

/** Flags as they were given, by name without dashes; those that were not are left out. */
export type GivenFlags = Readonly<Record<string, string | boolean>>;

const SETTINGS_HEADING = "Settings, by flag or by variable (a flag wins, an empty value is none):";
const SECRETS_HEADING = "Secrets, by variable or by a file that a variable names:";

/** The option of a setting. */
export class SettingOption extends Option {
  readonly setting: Setting<unknown>;

  constructor(flags: string, setting: Setting<unknown>) {
    super(flags, `${setting.variable}: ${describe(setting)}`);
    this.setting = setting;
  }
}

/** Adds an option for each setting that has a flag, and names the others in the help. */
export function addSettingOptions(command: Command, table: SettingTable): void {
  const secrets: { readonly term: string; readonly text: string }[] = [];
  for (const setting of Object.values(table.settings)) {
    const { variable, flag } = setting;
    if (flag === null) {
      secrets.push({ term: `${variable}, ${variable}_FILE`, text: describe(setting) });
      continue;
    }
    const [open, close] = flag.isSwitch ? "[]" : "<>";
    const name = toFlagName(variable, table.ownPrefix);
    const short = flag.short === undefined ? "" : `-${flag.short}, `;
    const option = new SettingOption(
      `${short}--${name} ${open}${flag.placeholder}${close}`,
      setting,
    );
    command.addOption(option.helpGroup(SETTINGS_HEADING));
  }
  command.addHelpText("after", () => {
    const help = command.createHelp();
    return ["", SECRETS_HEADING, ...secrets.map((item) => formatItem({ ...item, help }))]
      .join("\n");
  });
}

function describe({ description, expected, absence }: Setting<unknown>): string {
  return `${description}; ${expected} (${absence})`;
}

/** The flags of a table that were given to a command. */
export function toGivenFlags(command: Command, table: SettingTable): GivenFlags {
  const values = command.opts<Record<string, string | boolean | undefined>>();
  const given: Record<string, string | boolean> = {};
  for (const { variable } of Object.values(table.settings)) {
    const name = toFlagName(variable, table.ownPrefix);
    const option = command.options.find((candidate) => candidate.name() === name);
    const value = option === undefined ? undefined : values[option.attributeName()];
    if (value !== undefined) given[name] = value;
  }
  return given;
}

/** The variable of a secret by the flag that it does not have. */
export function findSecretVariable(flag: string, table: SettingTable): string | undefined {
  const secrets = Object.values(table.settings).filter((setting) => setting.flag === null);
  return secrets.find(({ variable }) => {
    const name = `--${toFlagName(variable, table.ownPrefix)}`;
    return flag === name || flag === `${name}-file`;
  })?.variable;
}
