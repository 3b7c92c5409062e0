/** The commands of the program as its help tells of them to a reader who knows nothing else. */
import { printCommand } from "./printed_command.ts";

/** One flag in the help. */
export interface HelpedFlag {
  /** The short one first, where there is one. */
  readonly names: readonly string[];
  readonly isValued: boolean;
  /** The value may be left out. */
  readonly isSwitch: boolean;
  /** What is expected of the value. */
  readonly expected:
    | { readonly kind: "none" | "file" | "directory" }
    | { readonly kind: "words"; readonly words: readonly string[] };
}

/** One command; the program itself has an empty name. */
export interface HelpedCommand {
  readonly name: string;
  readonly flags: readonly HelpedFlag[];
}

/** All of them, the program itself first. */
export async function readHelpedCommands(): Promise<readonly HelpedCommand[]> {
  const { stdout } = await printCommand(["--help"]);
  const list = /^Commands:\n(.*?)\n\n/ms.exec(stdout)?.[1] ?? "";
  const names = [...list.matchAll(/^ {2}([a-z]+)/gm)].map(([, name = ""]) => name);
  return await Promise.all(["", ...names].map(async (name) => {
    const help = (await printCommand([...(name === "" ? [] : [name]), "--help"])).stdout;
    return { name, flags: readFlags(help) };
  }));
}

function readFlags(help: string): readonly HelpedFlag[] {
  const items = [
    ...help.matchAll(
      /^ {2}((?:-\w, )?--[a-z-]+)( [<[].*?[\]>])?((?:\n {4,}| {2,}).*\n(?: {20,}.*\n)*)/gm,
    ),
  ];
  return items.map(([, names = "", value = "", text = ""]) => ({
    names: names.split(", "),
    isValued: value !== "",
    isSwitch: value.startsWith(" ["),
    expected: readExpected(text.replace(/\s+/g, " ")),
  }));
}

function readExpected(text: string): HelpedFlag["expected"] {
  if (/; the path of a directory/.test(text)) return { kind: "directory" };
  if (/; (?:the path of a file|a path, or several)/.test(text)) return { kind: "file" };
  const pair = /; ([a-z]+) or ([a-z]+) \(/.exec(text);
  const several = /; (?:one|phases out) of (.*?)(?:, at most \d+, separated by commas)? \(/.exec(
    text,
  );
  const words = pair?.slice(1) ?? several?.[1]?.split(", ");
  return words === undefined ? { kind: "none" } : { kind: "words", words };
}
