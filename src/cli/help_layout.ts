/** How the help is laid out: a short term stands beside its text, a long one above it. */
import { Help, type HelpConfiguration } from "commander";

/** Columns of the help, on every terminal and in every file. */
export const HELP_WIDTH = 80;
const TERM_WIDTH = 20;
const TEXT_COLUMN = 2 + TERM_WIDTH + 2;

/** The layout as the parser takes it. */
export const HELP_LAYOUT: HelpConfiguration = {
  padWidth: () => TERM_WIDTH,
  formatItem: (term, _termWidth, text, help) => formatItem({ term, text, help }),
  formatHelp: (command, help) =>
    putCommandsFirst(Help.prototype.formatHelp.call(help, command, help)),
};

const COMMANDS = /\nCommands:\n(?: .*\n)+/;

/** Settings are many; whoever looks for a command finds it above them. */
function putCommandsFirst(text: string): string {
  const [commands] = COMMANDS.exec(text) ?? [];
  if (commands === undefined) return text;
  const first = text.search(/\n(?:Settings|Options)\b.*:\n/);
  const rest = text.replace(commands, "");
  return rest.slice(0, first) + commands + rest.slice(first);
}

/** One term with its text; ends without a newline. */
export function formatItem(
  item: { readonly term: string; readonly text: string; readonly help: Help },
): string {
  const { term, text, help } = item;
  const lines = help.boxWrap(text, HELP_WIDTH - TEXT_COLUMN).split("\n");
  const isBeside = term.length <= TERM_WIDTH;
  const [first = ""] = lines;
  const head = isBeside ? [`  ${term.padEnd(TERM_WIDTH)}  ${first}`] : [`  ${term}`];
  const rest = lines.slice(isBeside ? 1 : 0).map((line) => " ".repeat(TEXT_COLUMN) + line);
  return [...head, ...rest].join("\n");
}
