/**
 * The worked examples of a page: a block that begins with `# path` is a file, one that begins with
 * `$` is a command with what it prints about the files before it under the same heading. Commands of
 * the program run in this process by the real command line.
 */
import assert from "node:assert/strict";
import { runCli } from "../../src/cli.ts";
import { runPlan } from "../../src/modes/plan_mode.ts";
import type { MarkdownPage } from "./markdown_page.ts";

/** A fenced block of a page. */
export interface Block {
  /** The last heading before it. */
  readonly heading: string;
  /** Counts from 1. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
}

/** A command of a page with the files that are there when it runs. */
export interface Example {
  /** The page's path, the line of the command, and its heading. */
  readonly name: string;
  readonly heading: string;
  readonly args: readonly string[];
  readonly expected: string;
  readonly files: ReadonlyMap<string, string>;
}

/** What a command printed, to both streams, and its exit code. */
export interface ExampleRun {
  readonly code: number;
  readonly output: string;
}

const PROGRAM = "machinery-status-collector";
/** Stands in an example for any number of lines. */
const LEFT_OUT = "…";

/** The fenced blocks, in the order of the page. */
export function readBlocks(page: MarkdownPage): readonly Block[] {
  const blocks: Block[] = [];
  let heading = "";
  const lines = page.text.split("\n");
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const title = /^#+ (.*)$/.exec(line)?.[1];
    if (title !== undefined) heading = title;
    const language = /^```(\w+)$/.exec(line)?.[1];
    if (language === undefined) continue;
    const end = lines.indexOf("```", at);
    assert.ok(end > at, `${page.path}: the block of line ${at + 1} has no end`);
    const text = lines.slice(at + 1, end).map((text) => `${text}\n`).join("");
    blocks.push({ heading, line: at + 1, language, text });
    at = end;
  }
  return blocks;
}

/** The commands of the program, each with the files above it under its heading. */
export function readExamples(page: MarkdownPage): readonly Example[] {
  const examples: Example[] = [];
  let files = new Map<string, string>();
  let heading = "";
  for (const block of readBlocks(page)) {
    if (block.heading !== heading) files = new Map();
    heading = block.heading;
    const path = fileNameOf(block);
    if (path !== undefined) files = new Map([...files, [path, block.text]]);
    for (const { command, expected } of block.language === "console" ? readSession(block) : []) {
      const [program, ...args] = command.split(" ");
      if (program !== PROGRAM) continue;
      const name = `${page.path}:${block.line} (${heading})`;
      examples.push({ name, heading, args, expected, files });
    }
  }
  return examples;
}

/** The file or object that a block is, as its first line says. */
export function fileNameOf({ language, text }: Block): string | undefined {
  return language === "yaml" ? /^# ([\w./-]+)\n/.exec(text)?.[1] : undefined;
}

/** Runs a plan of files in a folder that has them and nothing else. */
export async function runExample({ args, files }: Example): Promise<ExampleRun> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    for (const [name, text] of files) {
      await Deno.mkdir(`${folder}/${name}`.replace(/\/[^/]*$/, ""), { recursive: true });
      await Deno.writeTextFile(`${folder}/${name}`, text);
    }
    let output = "";
    const write = (text: string): void => void (output += text);
    const isPath = (before = ""): boolean => /^--(?:statuses|registry|manifests)$/.test(before);
    const code = await runCli(
      args.map((arg, index) => isPath(args[index - 1]) ? `${folder}/${arg}` : arg),
      {
        env: () => undefined,
        readTextFile: refuse,
        version: { version: "0.0.0", commit: "", date: "", deno: "", platform: "" },
        stdout: write,
        stderr: write,
        isTerminal: false,
        modes: { server: refuse, informer: refuse, status: refuse, plan: runPlan },
      },
    );
    return { code, output: output.replaceAll(`${folder}/`, "") };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Fails unless the output is what stands on the page, but for what is left out there. */
export function assertShown(output: string, { name, expected }: Example): void {
  const parts = expected.split(new RegExp(`^${LEFT_OUT}\n`, "m"));
  let at = 0;
  for (const [index, part] of parts.entries()) {
    const found = index === 0 || part === ""
      ? at
      : index === parts.length - 1
      ? Math.max(at, output.length - part.length)
      : output.indexOf(`\n${part}`, Math.max(at - 1, 0)) + 1;
    const isThere = found >= at && output.startsWith(part, found) &&
      (found === 0 || output[found - 1] === "\n");
    if (!isThere) assert.equal(output, expected, `${name}: expected\n${part}`);
    at = found + part.length;
  }
  assert.ok(parts.at(-1) === "" && parts.length > 1 || at === output.length, `${name}\n${output}`);
}

interface Command {
  readonly command: string;
  readonly expected: string;
}

function readSession({ text }: Block): readonly Command[] {
  return text.split(/^\$ /m).slice(1).map((part) => {
    const end = part.indexOf("\n");
    return { command: part.slice(0, end), expected: part.slice(end + 1) };
  });
}

function refuse(): never {
  throw new Error("An example of a page runs nothing but plans");
}
