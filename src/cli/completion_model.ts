/**
 * What can be completed on the command line, read off the parser itself, so that a command, a flag
 * or a value that it takes cannot be missing and one that it refuses cannot be offered.
 */
import type { Command, Option } from "commander";
import type { Completion } from "../config/value_parser.ts";
import { SettingOption } from "./setting_options.ts";

/** One flag. */
export interface CompletedFlag {
  /** `--output`. */
  readonly long: string;
  /** `-o`. */
  readonly short: string | undefined;
  /** One sentence without a period. */
  readonly summary: string;
  /** Whether a value follows; it may be left out where it is optional. */
  readonly value: "none" | "optional" | "required";
  /** What is known about the value. */
  readonly completion: Completion | undefined;
}

/** One command. */
export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly flags: readonly CompletedFlag[];
  /** Words that it takes as its argument. */
  readonly words: readonly string[];
}

/** The whole command line. */
export interface CompletionModel {
  /** Names that the program goes by. */
  readonly programs: readonly string[];
  /** The flags of the program itself, which are the first command's. */
  readonly flags: readonly CompletedFlag[];
  readonly commands: readonly CompletedCommand[];
  /** The command that flags may stand before. */
  readonly outer: string;
}

/** What the parser takes; `programs` are the names that the program goes by. */
export function toCompletionModel(program: Command, programs: readonly string[]): CompletionModel {
  const commands = program.createHelp().visibleCommands(program);
  const names = commands.map((command) => command.name());
  return {
    programs,
    flags: toFlags(program),
    commands: commands.map((command) => ({
      name: command.name(),
      summary: command.summary() || command.description(),
      flags: toFlags(command),
      words: command.registeredArguments.flatMap((argument) =>
        argument.name() === "command" ? names : argument.argChoices ?? []
      ),
    })),
    outer: "server",
  };
}

/** How a flag may be written. */
export function toFlagNames({ short, long }: CompletedFlag): readonly string[] {
  return short === undefined ? [long] : [short, long];
}

function toFlags(command: Command): readonly CompletedFlag[] {
  return command.createHelp().visibleOptions(command).map(toFlag);
}

function toFlag(option: Option): CompletedFlag {
  const { long, short, required, optional } = option;
  const setting = option instanceof SettingOption ? option.setting : undefined;
  return {
    long: long ?? "",
    short,
    summary: setting?.description ?? option.description,
    value: required ? "required" : optional ? "optional" : "none",
    completion: setting?.flag?.completion,
  };
}
