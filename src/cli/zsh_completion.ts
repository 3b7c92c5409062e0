/**
 * Completion for zsh, as a script that calls nothing. It may be sourced, or lie as a file in a folder
 * of `fpath`, where zsh loads it at the first TAB.
 */
import type { Completion } from "../config/value_parser.ts";
import {
  type CompletedCommand,
  type CompletedFlag,
  type CompletionModel,
  toFlagNames,
} from "./completion_model.ts";

const FUNCTION = "_machinery-status-collector";

/** The script; ends with a newline. */
export function formatZshCompletion(model: CompletionModel): string {
  const { commands, programs, outer } = model;
  const described = (chosen: readonly CompletedCommand[]) =>
    chosen.map(({ name, summary }) => `        ${quote(`${name}:${escape(summary)}`)}`).join("\n");
  const optional = model.flags.filter(({ value }) => value === "optional").flatMap(toFlagNames);
  return `#compdef ${programs.join(" ")}
# Completion of machinery-status-collector for zsh.
${FUNCTION}() {
  local context state state_descr line ret=1
  local -a commands
  typeset -A opt_args
  _arguments -C -s \\
${formatFlags(model.flags)} \\
    '1:command:->command' '*::argument:->rest' && ret=0
  case $state in
    command)
      # What stands behind such a flag is taken for its value.
      [[ $words[CURRENT-1] == (-|${optional.join("|")}) ]] && return ret
      commands=(
${described(commands)}
      )
      # Flags before a command are the collector's.
      if (( \${#opt_args} )); then
        commands=(
${described(commands.filter(({ name }) => name === outer))}
        )
      fi
      _describe -t commands command commands && ret=0
      ;;
    rest)
      case $line[1] in
${commands.map(formatCommand).join("\n")}
      esac
      ;;
  esac
  return ret
}

if [[ $funcstack[1] == ${FUNCTION} ]]; then
  ${FUNCTION} "$@"
else
  compdef ${FUNCTION} ${programs.join(" ")}
fi
`;
}

function formatCommand({ name, flags, words }: CompletedCommand): string {
  const argument = words.length === 0 ? "" : ` \\\n    ${quote(`1:argument:(${words.join(" ")})`)}`;
  return `        ${name})
          _arguments -s \\
${formatFlags(flags)}${argument} && ret=0
          ;;`;
}

function formatFlags(flags: readonly CompletedFlag[]): string {
  return flags.map((flag) => `    ${formatFlag(flag)}`).join(" \\\n");
}

/** As `_arguments` takes it: a value may follow or stand behind `=`, and each flag counts once. */
function formatFlag({ long, short, summary, value, completion }: CompletedFlag): string {
  const colons = { none: "", optional: "::", required: ":" }[value];
  const rest = `[${escape(summary)}]` +
    (value === "none" ? "" : `${colons}value:${formatAction(completion)}`);
  const longName = value === "none" ? long : `${long}=`;
  if (short === undefined) return quote(`${longName}${rest}`);
  const shortName = value === "none" ? short : `${short}+`;
  return `'(${short} ${long})'{${quote(shortName)},${quote(longName)}}${quote(rest)}`;
}

/** A blank keeps zsh from offering anything. */
function formatAction(completion: Completion | undefined): string {
  switch (completion?.kind) {
    case undefined:
      return " ";
    case "file":
      return "_files";
    case "directory":
      return "_files -/";
    case "word":
      return `(${completion.words.join(" ")})`;
    case "words":
      return `_values -s , value ${completion.words.join(" ")}`;
  }
}

/** What would end a description. */
function escape(text: string): string {
  return text.replace(/[\\[\]:]/g, "\\$&");
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
