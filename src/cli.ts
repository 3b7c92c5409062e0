/**
 * The command line: which words and flags there are, and what each of them starts. Resolves to an
 * exit code and leaves the exit to its caller.
 */
import { Argument, Command, CommanderError } from "commander";
import { addExamples } from "./cli/examples.ts";
import { HELP_LAYOUT, HELP_WIDTH } from "./cli/help_layout.ts";
import { formatLogo } from "./cli/logo.ts";
import { addSettingOptions, type GivenFlags, toGivenFlags } from "./cli/setting_options.ts";
import { findShell, SHELLS, toShellProblem } from "./cli/shell.ts";
import { refuseUnknownCommand, toUsageSentence } from "./cli/usage_error.ts";
import {
  INFORMER_SETTINGS,
  type InformerSettings,
  parseInformerSettings,
} from "./config/informer_settings.ts";
import { parsePlanSettings, PLAN_SETTINGS, type PlanSettings } from "./config/plan_settings.ts";
import type { SettingSources, SettingTable } from "./config/parse_settings.ts";
import {
  parseServerSettings,
  SERVER_SETTINGS,
  type ServerSettings,
} from "./config/server_settings.ts";
import {
  parseStatusSettings,
  STATUS_SETTINGS,
  type StatusSettings,
} from "./config/status_settings.ts";
import { ConfigError, disposition, errorMessage } from "./errors.ts";
import type { ModeContext, PrintContext } from "./modes/mode_context.ts";
import { escapeControls } from "./runtime/visible_text.ts";
import { formatVersion } from "./version.ts";

/** What the process ends with. */
export const EXIT_CODE = { ok: 0, failed: 1, usage: 2 } as const;

/** Everything that the command line needs of the process. */
export interface CliDeps extends ModeContext {
  /** An environment variable. */
  readonly env: (name: string) => string | undefined;
  /** Gives the text of a file or throws. */
  readonly readTextFile: (path: string) => string;
  /** The commands that do the work; each resolves to an exit code. */
  readonly modes: {
    readonly server: (settings: ServerSettings, context: ModeContext) => Promise<number>;
    readonly informer: (settings: InformerSettings, context: ModeContext) => Promise<number>;
    readonly plan: (settings: PlanSettings, context: PrintContext) => Promise<number>;
    readonly status: (settings: StatusSettings, context: PrintContext) => Promise<number>;
  };
}

/** Runs one command line, without the program's own name, to its end. */
export async function runCli(args: readonly string[], deps: CliDeps): Promise<number> {
  let exitCode: number = EXIT_CODE.ok;
  const program = createProgram(deps, (code) => exitCode = code);
  try {
    const [first = "-"] = args;
    // Before the options after it are looked at, which belong to the command that was meant.
    if (!first.startsWith("-")) refuseUnknownCommand(program, first);
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    return reportFailure(error, deps);
  }
}

/** The parser of the command line; `finish` hears the exit code of a command that has ended. */
export function createProgram(deps: CliDeps, finish: (exitCode: number) => void): Command {
  const program = new Command("machinery-status-collector")
    .description(
      "Keeps the status of platform claims in a GitOps registry up to date, by pull request.",
    )
    .exitOverride()
    .configureOutput({
      writeOut: deps.stdout,
      writeErr: deps.stderr,
      getOutHelpWidth: () => HELP_WIDTH,
      outputError: writeUsageError(SERVER_SETTINGS),
    })
    .enablePositionalOptions()
    .configureHelp(HELP_LAYOUT);
  addServer(program, { deps, finish });
  addServer(program.command("server"), { deps, finish })
    .summary("run the collector; also what runs without a command")
    .description("Runs the collector.");
  addInformer(program, { deps, finish });
  addPlan(program, { deps, finish });
  addStatus(program, { deps, finish });
  addVersion(program, { deps, finish });
  addLogo(program, { deps, finish });
  addCompletions(program, { deps, finish });
  addHelp(program);
  for (const command of [program, ...program.commands]) addExamples(command);
  // Last, so that the commands do not inherit it: an unknown word is the root's own affair.
  return program.allowExcessArguments();
}

interface CommandDeps {
  readonly deps: CliDeps;
  readonly finish: (exitCode: number) => void;
}

function addServer(command: Command, { deps, finish }: CommandDeps): Command {
  addSettingOptions(command, SERVER_SETTINGS);
  return command
    .action(async () => {
      const [unknown] = command.args;
      if (unknown !== undefined) refuseUnknownCommand(command, unknown);
      // Flags may stand before the word `server` and after it.
      const flags = { ...toOuterFlags(command), ...toGivenFlags(command, SERVER_SETTINGS) };
      const settings = parseServerSettings(toSources(flags, deps));
      finish(await deps.modes.server(settings, toModeContext(deps)));
    });
}

function addInformer(program: Command, { deps, finish }: CommandDeps): void {
  const command = program.command("informer")
    .summary("run the agent that watches the claims of one cluster")
    .description("Watches the claims of one cluster and sends their status to the collector.")
    .configureOutput({ outputError: writeUsageError(INFORMER_SETTINGS) });
  addSettingOptions(command, INFORMER_SETTINGS);
  command.action(async () => {
    refuseOuterFlags(command);
    const flags = toGivenFlags(command, INFORMER_SETTINGS);
    const settings = parseInformerSettings(toSources(flags, deps));
    finish(await deps.modes.informer(settings, toModeContext(deps)));
  });
}

function addPlan(program: Command, { deps, finish }: CommandDeps): void {
  const command = program.command("plan")
    .summary("print what a pass would change and propose, and write nothing")
    .description(
      "Prints what a pass would do now: the diff of the registry, the pull request's title and " +
        "text, and what is left alone. Asks a running collector (--collector-url), or needs none " +
        "(--statuses and --registry). Writes nothing.",
    )
    .configureOutput({ outputError: writeUsageError(PLAN_SETTINGS) });
  addSettingOptions(command, PLAN_SETTINGS);
  command.action(async () => {
    refuseOuterFlags(command);
    const flags = toGivenFlags(command, PLAN_SETTINGS);
    const settings = parsePlanSettings(toSources(flags, deps));
    finish(await deps.modes.plan(settings, toPrintContext(deps)));
  });
}

function addStatus(program: Command, { deps, finish }: CommandDeps): void {
  const command = program.command("status")
    .summary("show claims, clusters and what is wrong, as a running collector tells")
    .description(
      "Shows what a running collector knows: its claims, worst first, its clusters, what is wrong, " +
        "and what the last pass did. The exit code is 0, 1 where the collector cannot be asked, " +
        "2 for wrong settings, and 3 where --fail-on finds a claim.",
    )
    .configureOutput({ outputError: writeUsageError(STATUS_SETTINGS) });
  addSettingOptions(command, STATUS_SETTINGS);
  command.action(async () => {
    refuseOuterFlags(command);
    const flags = toGivenFlags(command, STATUS_SETTINGS);
    const settings = parseStatusSettings(toSources(flags, deps));
    finish(await deps.modes.status(settings, toPrintContext(deps)));
  });
}

function addVersion(program: Command, { deps, finish }: CommandDeps): void {
  const command = program.command("version")
    .description("print version, commit, build date and runtime")
    .option("--json", "as one line of JSON");
  command.action(({ json }: { readonly json?: true }) => {
    refuseOuterFlags(command);
    deps.stdout(json ? `${JSON.stringify(deps.version)}\n` : formatVersion(deps.version));
    finish(EXIT_CODE.ok);
  });
}

function addLogo(program: Command, { deps, finish }: CommandDeps): void {
  const command = program.command("logo")
    .description("print the logo, in colour on a terminal unless NO_COLOR is set");
  command.action(() => {
    refuseOuterFlags(command);
    deps.stdout(formatLogo({ isColored: isColorWanted(deps) }));
    finish(EXIT_CODE.ok);
  });
}

function addCompletions(program: Command, { deps, finish }: CommandDeps): void {
  const command = program.command("completions")
    .summary("print a script that completes commands, flags and values in a shell")
    .description(
      "Prints a script that makes a shell complete commands, flags and their values at TAB. " +
        "Print it again after an update: it knows the flags of the program that printed it.",
    )
    // Which others there are is told by a sentence of our own.
    .addArgument(new Argument("[shell]").choices(SHELLS).argParser(String));
  command.action(async (name: string | undefined) => {
    refuseOuterFlags(command);
    const shell = findShell(name);
    if (shell === undefined) return command.error(toShellProblem(name));
    const { formatCompletions } = await import("./cli/completions.ts");
    deps.stdout(formatCompletions(shell, { program, version: deps.version }));
    finish(EXIT_CODE.ok);
  });
}

function addHelp(program: Command): void {
  program.command("help [command]")
    .description("print the help of a command")
    .action((name: string | undefined) => {
      if (name !== undefined) refuseUnknownCommand(program, name);
      (program.commands.find((command) => command.name() === name) ?? program).outputHelp();
    });
}

function isColorWanted({ isTerminal, env }: CliDeps): boolean {
  return isTerminal && !env("NO_COLOR");
}

function toSources(flags: GivenFlags, deps: CliDeps): SettingSources {
  const { env, readTextFile, isTerminal } = deps;
  return { env, flags, readTextFile, isTerminal };
}

function toModeContext({ version, stdout, stderr, isTerminal }: CliDeps): ModeContext {
  return { version, stdout, stderr, isTerminal };
}

function toPrintContext(deps: CliDeps): PrintContext {
  return { ...toModeContext(deps), isColored: isColorWanted(deps) };
}

function writeUsageError(table: SettingTable) {
  return (message: string, write: (text: string) => void): void =>
    write(`${toUsageSentence(message, table)}\n`);
}

/** A flag of the server before another command would be without effect. */
function refuseOuterFlags(command: Command): void {
  const [flag] = Object.keys(toOuterFlags(command));
  if (flag === undefined) return;
  const isOwn = command.options.some((option) => option.name() === flag);
  const problem = isOwn ? "must stand after the command" : "does not belong to the command";
  command.error(`option '--${flag}' ${problem} '${command.name()}'`);
}

/** The flags that stand before a command's own word. */
function toOuterFlags(command: Command): GivenFlags {
  return command.parent === null ? {} : toGivenFlags(command.parent, SERVER_SETTINGS);
}

function reportFailure(error: unknown, deps: CliDeps): number {
  // Help ends in such an error too; the parser has printed its message already.
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? EXIT_CODE.ok : EXIT_CODE.usage;
  }
  if (error instanceof ConfigError) {
    const count = error.problems.length;
    const heading = count === 1 ? "1 setting is" : `${count} settings are`;
    const lines = error.problems.map(({ variable, message }) => `  ${variable}: ${message}`);
    deps.stderr(
      [`Cannot start: ${heading} missing or wrong`, ...lines.map(escapeControls), ""].join("\n"),
    );
    return EXIT_CODE.usage;
  }
  const isBug = disposition(error).kind === "bug" && error instanceof Error;
  const lines = isBug ? describeBug(error) : [errorMessage(error)];
  deps.stderr([...lines.map(escapeControls), ""].join("\n"));
  return EXIT_CODE.failed;
}

/** The error on one line, and where it was thrown; its message may hold any text. */
function describeBug({ name, message, stack = "" }: Error): readonly string[] {
  return [`${name}: ${message}`, ...stack.split("\n").filter((line) => /^ {4}at /.test(line))];
}
