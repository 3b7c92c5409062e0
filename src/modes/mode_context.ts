/** What the process gives to a mode beside its settings. */
import type { VersionInfo } from "../version.ts";

/** The process as a mode may see it. */
export interface ModeContext {
  readonly version: VersionInfo;
  /** Takes text for standard output; gathers it, so it is cheap to call for each line. */
  readonly stdout: (text: string) => void;
  /** Takes text for standard error, and writes it at once. */
  readonly stderr: (text: string) => void;
  /** Standard output is a terminal. */
  readonly isTerminal: boolean;
}

/** What the process gives to a command that prints for people. */
export interface PrintContext extends ModeContext {
  /** Whether text is printed in colour. */
  readonly isColored: boolean;
}
