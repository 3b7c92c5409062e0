/**
 * What a page tells people to type: the simple commands of its blocks and of its code, as words. It
 * takes of a shell's grammar what the pages use: quotes, continued lines, pipes and `$(...)`.
 */
import type { MarkdownPage } from "./markdown_page.ts";

/** One simple command, such as `A=1 deno task plan --statuses FILE`. */
export interface PageCall {
  /** The page and what stands there. */
  readonly place: string;
  /** `NAME=value` before it, or behind `export`. */
  readonly variables: readonly (readonly [name: string, value: string])[];
  readonly words: readonly string[];
}

/** Who is called: the program itself, or a task of `deno.json`. */
export interface Callee {
  readonly kind: "program" | "task";
  /** Of the task; empty for the program. */
  readonly task: string;
  readonly args: readonly string[];
}

const BLOCK = /(?:^ {4,}.*\n(?:^ *\n(?=^ {4}))*)+|^```[^]*?^```$/gm;
const PROMPT = /^ *\$ /;
const ASSIGNMENT = /^([A-Z][A-Z0-9_]*)=(.*)$/s;
const PROGRAM = /^(?:\.\/)?machinery-status-collector(?:_[\w.]+)?$/;
const COMMAND = /^(?:server|informer|plan|status|version|logo|completions|help)$/;
const SCRIPT = /^(?:main\.ts|dist\/bundle\/main\.js)$/;
const WORD = /(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\|;&()<>])+|[|;&()<>\n]/gs;

/** The texts of a page's blocks of code. */
export function readBlocks({ text }: MarkdownPage): readonly string[] {
  return (text.match(BLOCK) ?? []).map((block) => {
    const lines = block.split("\n").filter((line) => !line.startsWith("```"));
    const typed = lines.filter((line) => PROMPT.test(line));
    return (typed.length > 0 ? typed : lines).map((line) => line.replace(PROMPT, "")).join("\n");
  });
}

/** The code of a page's running text; it may go on in the next line. */
export function readCode({ text }: MarkdownPage): readonly string[] {
  return text.replace(BLOCK, "\n").split("\n\n").flatMap((paragraph) =>
    [...paragraph.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code.replace(/\s+/g, " "))
  );
}

/** Every command of the blocks and of the running text. */
export function readCalls(page: MarkdownPage): readonly PageCall[] {
  return [...readBlocks(page), ...readCode(page)].flatMap((text) =>
    splitCommands(text).map((words) => toCall(`${page.path}: ${words.join(" ")}`, words))
  );
}

/** Who is called; `undefined` where it is neither the program nor a task. */
export function findCallee({ words }: PageCall): Callee | undefined {
  const [first = "", ...rest] = words;
  if (PROGRAM.test(first)) return { kind: "program", task: "", args: rest };
  if (first === "docker" && rest[0] === "run") return findContained(rest);
  if (first === "npx" && rest[1]?.startsWith("deno@")) return findOfDeno(rest.slice(2));
  if (first === "deno") return findOfDeno(rest);
  // The program's name is left out in running text.
  if (COMMAND.test(first) && rest[0]?.startsWith("-")) {
    return { kind: "program", task: "", args: words };
  }
  return first === "task" && rest.length > 0 ? findOfDeno(words) : undefined;
}

/** What an image gets that is called as the program. */
function findContained(words: readonly string[]): Callee | undefined {
  const at = words.findIndex((word) => PROGRAM.test(word));
  return at < 0 ? undefined : { kind: "program", task: "", args: words.slice(at + 1) };
}

function findOfDeno([command, ...words]: readonly string[]): Callee | undefined {
  if (command === "run") {
    const at = words.findIndex((word) => SCRIPT.test(word));
    return at < 0 ? undefined : { kind: "program", task: "", args: words.slice(at + 1) };
  }
  if (command !== "task") return undefined;
  const own = words[0] === "--config" ? 2 : words[0] === "--quiet" ? 1 : 0;
  const [task, ...args] = words.slice(own);
  return task === undefined ? undefined : { kind: "task", task, args };
}

function splitCommands(text: string): readonly (readonly string[])[] {
  const commands: string[][] = [[]];
  for (const [token] of text.replace(/\\\n/g, " ").matchAll(WORD)) {
    if (/^[|;&()<>\n]$/.test(token)) commands.push([]);
    else commands.at(-1)?.push(unquote(token));
  }
  return commands.filter(([first]) => first !== undefined && !first.startsWith("#"));
}

function unquote(word: string): string {
  return word.replace(
    /'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/gs,
    (_, plain?: string, quoted?: string, single?: string) =>
      plain ?? quoted?.replace(/\\(.)/gs, "$1") ?? single ?? "",
  );
}

function toCall(place: string, words: readonly string[]): PageCall {
  const from = words[0] === "export" ? 1 : 0;
  const found = words.findIndex((word, index) => index >= from && !ASSIGNMENT.test(word));
  const end = found < 0 ? words.length : found;
  return {
    place,
    variables: words.slice(from, end).map((word) => {
      const [, name = "", value = ""] = ASSIGNMENT.exec(word) ?? [];
      return [name, value];
    }),
    words: words.slice(end),
  };
}
