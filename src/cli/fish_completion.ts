/**
 * Completion for fish, as a script that calls nothing but fish's own functions. A flag is offered
 * where its command was typed; what was typed is compared as text.
 */
import type { Completion } from "../config/value_parser.ts";
import { type CompletedFlag, type CompletionModel, toFlagNames } from "./completion_model.ts";

const FUNCTION = "__machinery_status_collector";

/** No word stands between the command and the cursor. */
const IS_FIRST = "test (count (commandline --tokenize --current-process --cut-at-cursor)) = 2";

/** The script; ends with a newline. */
export function formatFishCompletion(model: CompletionModel): string {
  const { commands, programs, outer } = model;
  const names = commands.map(({ name }) => name);
  const lines = [
    ...model.flags.map((flag) => formatFlag("none", flag)),
    ...commands.flatMap(({ name, summary, flags, words }) => [
      `-n '${FUNCTION}_in ${name === outer ? "none flags" : "none"}' -a ${name} -d ${
        quote(summary)
      }`,
      ...flags.map((flag) => formatFlag(name, flag)),
      ...words.map((word) => `-n '${FUNCTION}_in ${name}; and ${IS_FIRST}' -a ${word}`),
    ]),
  ];
  const valued = model.flags.filter(({ value }) => value !== "none").flatMap(toFlagNames);
  return `# Completion of machinery-status-collector for fish.
function ${FUNCTION}_in --description 'Whether one of these is the command that was typed'
    set -l state none
    set -l words (commandline --tokenize --current-process --cut-at-cursor)
    set -l isValue 0
    for word in $words[2..]
        if test $isValue = 1; and not string match --quiet -- '-*' $word
            set isValue 0
        else if string match --quiet -- '-*' $word
            set state flags
            contains -- $word ${valued.join(" ")}; and set isValue 1; or set isValue 0
        else
            contains -- $word ${names.join(" ")}; and set state $word; or set state other
            break
        end
    end
    test $isValue = 1; and set state value
    contains -- $state $argv
end

function ${FUNCTION}_value --description 'What was typed of a value, without the flag before it'
    commandline --current-token --cut-at-cursor | string replace --regex -- '^--[^=]*=' ''
end

function ${FUNCTION}_directories --description 'Folders'
    set -l value (${FUNCTION}_value)
    __fish_complete_directories "$value"
end

function ${FUNCTION}_list --description 'Words that are not yet in a list'
    set -l before (${FUNCTION}_value | string replace --regex -- '[^,]*$' '')
    set -l seen (string lower -- "$before" | string split -- ,)
    for word in $argv
        contains -- (string lower -- $word) $seen; or printf '%s\\n' "$before$word"
    end
end

for program in ${programs.join(" ")}
    complete -c $program -f
${lines.map((line) => `    complete -c $program ${line}`).join("\n")}
end
`;
}

function formatFlag(command: string, flag: CompletedFlag): string {
  const { long, short, summary, value, completion } = flag;
  const states = command === "none" ? "none flags value" : command;
  const letter = short === undefined ? "" : ` -s ${short.slice(1)}`;
  return `-n '${FUNCTION}_in ${states}'${letter} -l ${long.slice(2)}${
    value === "none" ? "" : formatValue(value, completion)
  } -d ${quote(summary)}`;
}

function formatValue(
  value: "optional" | "required",
  completion: Completion | undefined,
): string {
  const takes = value === "required" ? " -x" : "";
  switch (completion?.kind) {
    case undefined:
      return takes;
    case "file":
      return " -r -F";
    case "directory":
      return `${takes} -a '(${FUNCTION}_directories)'`;
    case "word":
      return `${takes} -a '${completion.words.join(" ")}'`;
    case "words":
      return `${takes} -a '(${FUNCTION}_list ${completion.words.join(" ")})'`;
  }
}

function quote(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
