/** Makes one clear sentence of what is wrong with a command line. */
import { Command } from "commander";
import type { SettingTable } from "../config/parse_settings.ts";
import { escapeControls } from "../runtime/visible_text.ts";
import { findSecretVariable } from "./setting_options.ts";

const EXCESS = /^too many arguments for ('\S+')\. Expected (\d) arguments? but got \d+: (.*)\.$/s;

/** One sentence on one line, from the parser's message and without the values of unknown flags. */
export function toUsageSentence(message: string, table: SettingTable): string {
  const flag = /unknown option '(--[^'=]*)/.exec(message)?.[1];
  const variable = flag === undefined ? undefined : findSecretVariable(flag, table);
  if (variable !== undefined) {
    return `Option '${flag}' does not exist, as a secret has no flag: set ${variable} or ${variable}_FILE`;
  }
  const plain = message.trim()
    .replace(/^error: /, "")
    .replace(/^(unknown option '--[^'=]*)=.*'(?=\n|$)/s, "$1'")
    .replace(EXCESS, (_all, command, count, words) => {
      return `command ${command} takes ${count === "0" ? "no" : "one"} argument, got '${words}'`;
    })
    .replace(/\n\(Did you mean ([^\n]*)\?\)$/, " (did you mean $1?)");
  return escapeControls(plain.charAt(0).toUpperCase() + plain.slice(1));
}

/**
 * Throws the parser's own error, with its suggestion, about a name that no command has. A command
 * that has an action takes every word for an argument and never says that; a bare copy of it does.
 */
export function refuseUnknownCommand(program: Command, name: string): void {
  if (program.commands.some((command) => command.name() === name)) return;
  const copy = new Command(program.name()).copyInheritedSettings(program);
  for (const command of program.commands) copy.command(command.name());
  copy.parse(["--", name], { from: "user" });
}
