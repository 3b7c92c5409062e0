/**
 * Completion for bash, as a script that calls nothing: neither the program nor a subshell. It compares
 * what was typed as text and never evaluates it. Readline itself completes paths, with its own quoting.
 */
import type { Completion } from "../config/value_parser.ts";
import { type CompletedFlag, type CompletionModel, toFlagNames } from "./completion_model.ts";

const FUNCTION = "_machinery_status_collector";

/** The script; ends with a newline. */
export function formatBashCompletion(
  { programs, outer, flags, commands }: CompletionModel,
): string {
  const scopes = [{ name: "", flags, words: commands.map(({ name }) => name) }, ...commands];
  const values = scopes.flatMap(({ name, flags }) =>
    flags.flatMap((flag) => formatValue(name, flag))
  );
  return `# Completion of machinery-status-collector for bash 4 or newer.
${WALK.replace("OUTER", outer)}
${OFFER}
${FUNCTION}_scope() {
  case $command in
${scopes.map(formatScope).join("\n")}
  esac
}

${FUNCTION}_value() {
  case "$command $pending" in
${values.join("\n")}
  esac
}

complete -F ${FUNCTION} ${programs.join(" ")}
`;
}

/** Finds out which command and which flag the word at the cursor belongs to. */
const WALK = `${FUNCTION}() {
  local IFS=$' \\t\\n'
  local command= flag= pending= glued= seen= word i
  local flags= required= optional= words= current=\${COMP_WORDS[COMP_CWORD]} start=
  COMPREPLY=()
  ${FUNCTION}_scope
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ $word == = || $word == : ]]; then
      # Bash splits words here: this one belongs to the one before, and to the one after.
      if [[ $word == = && $flag == -* ]]; then pending=$flag; fi
      glued=1 flag=
    elif [[ -n $glued || ( -n $pending && ( $word != -* || " $required " == *" $pending "* ) ) ]]; then
      pending= glued= flag=
    elif [[ $word == -* ]]; then
      flag=$word pending= seen=1
      if [[ " $required $optional " == *" $word "* ]]; then pending=$word; fi
    elif [[ -z $command && " $words " == *" $word "* ]]; then
      command=$word flag=
      ${FUNCTION}_scope
    else
      words= flag=
    fi
  done
  if [[ $current == = && $flag == -* ]]; then
    pending=$flag glued=1 current=
  elif [[ $current == --*=* ]]; then
    pending=\${current%%=*} glued=1 start=$pending= current=\${current#*=}
  elif [[ $current == : ]]; then
    return
  fi
  if [[ -n $pending ]]; then
    ${FUNCTION}_value
    if [[ -n $glued || " $required " == *" $pending "* ]]; then return; fi
  elif [[ -n $glued ]]; then
    return
  fi
  if [[ $current == -* || ( -z $current && -z $pending && -z $words ) ]]; then
    ${FUNCTION}_offer "$flags"
  elif [[ -z $pending ]]; then
    if [[ -z $command && -n $seen ]]; then words=OUTER; fi
    ${FUNCTION}_offer "$words"
  fi
}
`;

/** Offers words that begin as the one at the cursor; in values, upper and lower case are the same. */
const OFFER = `${FUNCTION}_offer() {
  local candidate
  for candidate in $1; do
    if [[ $candidate == "$current"* ]]; then COMPREPLY+=("$start$candidate"); fi
  done
}

${FUNCTION}_offer_value() {
  local candidate typed=\${current,,}
  for candidate in $1; do
    if [[ \${candidate,,} == "$typed"* ]]; then COMPREPLY+=("$start$candidate"); fi
  done
}

${FUNCTION}_offer_list() {
  local candidate before= seen typed
  if [[ $current == *,* ]]; then before=\${current%,*},; fi
  typed=\${current:\${#before}}
  seen=,\${before,,} typed=\${typed,,}
  for candidate in $1; do
    if [[ $seen == *",\${candidate,,},"* ]]; then continue; fi
    if [[ \${candidate,,} == "$typed"* ]]; then COMPREPLY+=("$start$before$candidate"); fi
  done
  compopt -o nospace 2>/dev/null
}
`;

function formatScope(
  { name, flags, words }: {
    readonly name: string;
    readonly flags: readonly CompletedFlag[];
    readonly words: readonly string[];
  },
): string {
  const named = (value: CompletedFlag["value"]) =>
    flags.filter((flag) => flag.value === value).flatMap(toFlagNames).join(" ");
  return `    '${name}')
      flags='${flags.flatMap(toFlagNames).join(" ")}'
      required='${named("required")}'
      optional='${named("optional")}'
      words='${words.join(" ")}'
      ;;`;
}

function formatValue(command: string, flag: CompletedFlag): readonly string[] {
  if (flag.completion === undefined) return [];
  const patterns = toFlagNames(flag).map((name) => `'${command} ${name}'`).join(" | ");
  return [`    ${patterns}) ${formatAction(flag.completion)} ;;`];
}

function formatAction(completion: Completion): string {
  switch (completion.kind) {
    case "file":
      return "compopt -o default 2>/dev/null";
    case "directory":
      return "compopt -o dirnames 2>/dev/null";
    case "word":
      return `${FUNCTION}_offer_value '${completion.words.join(" ")}'`;
    case "words":
      return `${FUNCTION}_offer_list '${completion.words.join(" ")}'`;
  }
}
