/**
 * Completion for zsh, as a script that calls nothing. It may be sourced, or lie as a file in a folder
 * of `fpath`, where zsh loads it at the first TAB. It keeps to what zsh also parses where it emulates
 * another shell: no group in a pattern outside of `case`, and no braces.
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
${VALUES}
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
      case \${words[CURRENT-1]} in
        -|${optional.join("|")}) return ret ;;
      esac
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
      case \${line[1]} in
${commands.map(formatCommand).join("\n")}
      esac
      ;;
  esac
  return ret
}

if [[ \${funcstack[1]} == ${FUNCTION} ]]; then
  ${FUNCTION} "$@"
else
  compdef ${FUNCTION} ${programs.join(" ")}
fi
`;
}

/** Words of values, in whose upper and lower case are the same: one of them, or a list without repeats. */
const VALUES = `${FUNCTION}_value() {
  compadd -M 'm:{a-zA-Z}={A-Za-z}' "$@"
}

${FUNCTION}_list() {
  local word seen=,
  local -a options left
  while [[ $1 != - ]]; do options+=("$1"); shift; done
  shift
  if compset -P '*,'; then seen=,\${(L)IPREFIX#*=},; fi
  for word in "$@"; do
    case $seen in
      *,\${(L)word},*) ;;
      *) left+=("$word") ;;
    esac
  done
  ${FUNCTION}_value "\${options[@]}" -q -S , -a left
}
`;

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
  return [shortName, longName].map((name) => quote(`(${short} ${long})${name}${rest}`)).join(" ");
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
      return `${FUNCTION}_value ${completion.words.join(" ")}`;
    case "words":
      return `${FUNCTION}_list - ${completion.words.join(" ")}`;
  }
}

/** What would end a description. */
function escape(text: string): string {
  return text.replace(/[\\[\]:]/g, "\\$&");
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
