/**
 * Reads a Dockerfile into stages and instructions, as far as ours goes: comments and lines that go on
 * with `\`, no here-documents.
 */

/** One instruction on one line. */
export interface Instruction {
  /** In capitals, e.g. `COPY`. */
  readonly name: string;
  /** Everything after the name. */
  readonly value: string;
}

/** What one `FROM` begins. */
export interface Stage {
  /** The words after `FROM`. */
  readonly from: string;
  readonly instructions: readonly Instruction[];
}

/** A whole file. */
export interface Dockerfile {
  /** The arguments before the first stage, with their defaults. */
  readonly args: ReadonlyMap<string, string>;
  readonly stages: readonly Stage[];
}

/** Splits the text; fails where an instruction other than `ARG` stands before the first stage. */
export function parseDockerfile(text: string): Dockerfile {
  const args = new Map<string, string>();
  const stages: { from: string; instructions: Instruction[] }[] = [];
  for (const instruction of parseInstructions(text)) {
    const { name, value } = instruction;
    if (name === "FROM") stages.push({ from: value, instructions: [] });
    else if (stages.length > 0) stages.at(-1)?.instructions.push(instruction);
    else if (name === "ARG") args.set(...splitPair(value));
    else throw new Error(`Expected ARG or FROM first, got ${name}`);
  }
  return { args, stages };
}

/** The values of all instructions of this name. */
export function listValues(stage: Stage, name: string): readonly string[] {
  return stage.instructions.filter((each) => each.name === name).map(({ value }) => value);
}

/** The labels of a stage as they are written, variables included. */
export function readLabels(stage: Stage): Readonly<Record<string, string>> {
  const pairs = listValues(stage, "LABEL").flatMap((value) => value.match(/[\w.]+="[^"]*"/g) ?? []);
  return Object.fromEntries(pairs.map((pair) => {
    const [name, value] = splitPair(pair);
    return [name, value.slice(1, -1)];
  }));
}

/** Puts in values for `${NAME}`; one that is not given is empty, as for Docker. */
export function expandVariables(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\$\{(\w+)\}/g, (_, name) => values.get(name) ?? "");
}

function parseInstructions(text: string): readonly Instruction[] {
  const lines = text.split(/\r?\n/).filter((line) => !/^\s*#/.test(line));
  const whole = lines.join("\n").replace(/\\\n\s*/g, "");
  return whole.split("\n").filter((line) => line.trim() !== "").map((line) => {
    const [name = "", ...rest] = line.trim().split(" ");
    return { name: name.toUpperCase(), value: rest.join(" ") };
  });
}

function splitPair(text: string): [string, string] {
  const [name = "", ...rest] = text.split("=");
  return [name, rest.join("=")];
}
