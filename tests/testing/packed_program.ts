/**
 * The program as a release packs it: bundled with the facts of a build, alone in a folder, and run from
 * an empty one with the flags that an executable has in it. No module can come from elsewhere: the
 * runtime's cache is empty and whatever it would fetch leads to a closed port.
 */
import { bundleProgram } from "../../src/release/bundle_program.ts";
import { PROGRAM_FLAGS } from "../../src/release/program_flags.ts";
import { ROOT } from "../../src/release/project.ts";
import { type ProgramOptions, ProgramProcess } from "./program_process.ts";

/** What is built in. */
export const PACKED_FACTS = {
  version: "1.2.3-rc.1",
  commit: "0123456789abcdef0123456789abcdef01234567",
  date: "2026-03-01T08:00:00Z",
} as const;

/** How a command ended. */
export interface PackedEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The packed program; its folders go with it. */
export class PackedProgram implements AsyncDisposable {
  /** Holds `bundle`, `cache` and `empty`. */
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Packs it; takes some seconds. */
  static async make(): Promise<PackedProgram> {
    const folder = await Deno.makeTempDir();
    const { signal } = new AbortController();
    await bundleProgram({ root: ROOT, folder: `${folder}/bundle`, facts: PACKED_FACTS, signal });
    for (const name of ["cache", "empty"]) await Deno.mkdir(`${folder}/${name}`);
    return new PackedProgram(folder);
  }

  /** Path of the bundle's entry point. */
  get entry(): string {
    return `${this.folder}/bundle/main.js`;
  }

  /** How a process of it is started, with other flags if need be. */
  toOptions(
    args: readonly string[],
    flags: readonly string[] = PROGRAM_FLAGS,
  ): Required<Pick<ProgramOptions, "words" | "cwd" | "env">> {
    return {
      words: [
        ..."run --quiet --cached-only --no-remote --no-npm".split(" "),
        ...flags,
        this.entry,
        ...args,
      ],
      cwd: `${this.folder}/empty`,
      env: {
        DENO_DIR: `${this.folder}/cache`,
        HTTPS_PROXY: "http://127.0.0.1:9",
        NO_PROXY: "127.0.0.1",
      },
    };
  }

  /** Starts it. */
  start(args: readonly string[], env: Readonly<Record<string, string>>): ProgramProcess {
    const options = this.toOptions(args);
    return new ProgramProcess({ ...options, env: { ...options.env, ...env } });
  }

  /** Runs it to its end, with nothing else in its environment. */
  async run(
    args: readonly string[],
    given: Readonly<Record<string, string>> = {},
  ): Promise<PackedEnd> {
    const { words, cwd, env } = this.toOptions(args);
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [...words],
      cwd,
      clearEnv: true,
      env: { ...env, DENO_NO_UPDATE_CHECK: "1", ...given },
    }).output();
    const decoder = new TextDecoder();
    return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}
