/** The shells that completions are written for, and what is said about any other. */
import { quote } from "../runtime/visible_text.ts";

/** Their names. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** One of them. */
export type Shell = (typeof SHELLS)[number];

const SHOWN_LENGTH_MAX = 100;

/** The shell of this name. */
export function findShell(name: string | undefined): Shell | undefined {
  return SHELLS.find((shell) => shell === name);
}

/** What is wrong with a name that no shell has, or where there is none. */
export function toShellProblem(name: string | undefined): string {
  const got = name === undefined ? "none" : quote(name, SHOWN_LENGTH_MAX);
  return `expected bash, zsh or fish as the shell, got ${got}`;
}
